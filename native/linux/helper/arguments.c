// SPDX-License-Identifier: MIT
#include "arguments.h"
#include <linux/stat.h>
#include <string.h>
#include <sys/stat.h>
#include "event-path.h"

#define MAP_ANONYMOUS_BIT 0x20u

static void add_text(struct events *events, uint8_t field, int slot) {
  struct bytes text = events->pieces.text[slot];
  if (text.at != NULL && !(text.flags & CAP_PIECE_FAULT)) detail_bytes(&events->details, field, text.at, text.length);
}

/* The second path made absolute. */
static void add_path2(struct events *events, uint8_t field) {
  struct pieces *pieces = &events->pieces;
  struct bytes text = pieces->text[CAP_SLOT_PATH2];
  if (text.at == NULL || (text.flags & CAP_PIECE_FAULT)) return;
  size_t length = joined_text(events->text, pieces->path[CAP_SLOT_BASE2], pieces->path[CAP_SLOT_ROOT], text);
  detail_bytes(&events->details, field, events->text, length);
}

static void add_address(struct events *events, uint8_t field, int slot) {
  size_t length = address_text(events->text, events->pieces.text[slot]);
  if (length > 0) detail_bytes(&events->details, field, events->text, length);
}

static void add_stat(struct events *events) {
  struct bytes bytes = events->pieces.text[CAP_SLOT_DATA];
  struct stat stat;
  if (bytes.at == NULL || bytes.length < sizeof(stat)) return;
  memcpy(&stat, bytes.at, sizeof(stat));
  detail_number(&events->details, FIELD_FILE_TYPE, stat.st_mode);
  detail_number(&events->details, FIELD_FILE_SIZE, stat.st_size);
  detail_number(&events->details, FIELD_FILE_OWNER, stat.st_uid);
  detail_number(&events->details, FIELD_FILE_GROUP, stat.st_gid);
  detail_number(&events->details, FIELD_FILE_MODIFIED, stat.st_mtime);
}

static void add_statx(struct events *events) {
  struct bytes bytes = events->pieces.text[CAP_SLOT_DATA];
  struct statx stat = {0};
  if (bytes.at == NULL || bytes.length < offsetof(struct statx, stx_rdev_major)) return;
  memcpy(&stat, bytes.at, bytes.length < sizeof(stat) ? bytes.length : sizeof(stat));
  detail_number(&events->details, FIELD_FILE_TYPE, stat.stx_mode);
  detail_number(&events->details, FIELD_FILE_SIZE, stat.stx_size);
  detail_number(&events->details, FIELD_FILE_OWNER, stat.stx_uid);
  detail_number(&events->details, FIELD_FILE_GROUP, stat.stx_gid);
  detail_number(&events->details, FIELD_FILE_MODIFIED, stat.stx_mtime.tv_sec);
}

/* Where a read or write without an offset of its own took place: the position afterwards, less what was moved. */
static void add_position(struct events *events, const struct operation *operation, const struct cap_record *record) {
  const struct cap_file *file = events->pieces.file[CAP_SLOT_FD];
  if (file == NULL || !S_ISREG(file->mode) || operation->result != RESULT_BYTES || record->result < 0) return;
  if (operation->event_class != CLASS_FILE || operation->args[0] != FIELD_FD) return;
  for (int i = 0; i < 6; i++) {
    if (operation->args[i] == FIELD_OFFSET || operation->args[i] == FIELD_ATTRIBUTE) return;
    if (operation->args[i] == FIELD_FD_IN) return;
  }
  if (operation->category == PSW_READ || operation->category == PSW_WRITE)
    detail_number(&events->details, FIELD_OFFSET, file->position - record->result);
}

void add_socket(struct events *events) {
  const struct cap_socket *socket = events->pieces.socket[CAP_SLOT_RESULT];
  if (socket == NULL) socket = events->pieces.socket[CAP_SLOT_FD];
  if (socket == NULL) socket = events->pieces.socket[CAP_SLOT_BASE];
  if (socket == NULL) return;
  detail_number(&events->details, FIELD_SOCKET_KIND,
                (uint32_t)socket->family << 24 | (uint32_t)(socket->type & 0xff) << 16 | socket->protocol);
  if (socket->peer_pid != 0) detail_number(&events->details, FIELD_SOCKET_PEER_PID, socket->peer_pid);
}

/* What an open found: 1 created, 2 truncated, 3 opened. And which file, because names are reused. */
static void add_opened(struct events *events, const struct psw_event *event) {
  const struct cap_file *file = events->pieces.file[CAP_SLOT_RESULT];
  if (file == NULL) return;
  uint32_t opened = (file->open_mode & 0x100000u) ? 1 : event->category == PSW_WRITE ? 2 : 3;
  detail_number(&events->details, FIELD_FILE_OPENED, opened);
  detail_number(&events->details, FIELD_FILE_INODE, file->inode);
  detail_number(&events->details, FIELD_FILE_DEVICE, file->device);
  if (S_ISCHR(file->mode) || S_ISBLK(file->mode)) detail_number(&events->details, FIELD_NODE_DEVICE, file->node_device);
}

/* The process that a descriptor stands for. */
static void add_target(struct events *events) {
  struct bytes bytes = events->pieces.text[CAP_SLOT_TARGET];
  struct cap_target target;
  if (bytes.at == NULL || bytes.length < sizeof(target)) return;
  memcpy(&target, bytes.at, sizeof(target));
  detail_number(&events->details, FIELD_TARGET_PID, target.pid);
}

/* Which device a control code is for: codes mean different things to different drivers. */
static void add_node(struct events *events, const struct operation *operation) {
  const struct cap_file *file = events->pieces.file[CAP_SLOT_FD];
  int controls = operation->args[1] == FIELD_IOCTL || operation->args[1] == FIELD_URING_COMMAND;
  if (controls && file != NULL && (S_ISCHR(file->mode) || S_ISBLK(file->mode)))
    detail_number(&events->details, FIELD_NODE_DEVICE, file->node_device);
}

/* Whether the caller's text is the event's path already. */
static int is_path_as_given(struct events *events, const struct psw_event *event) {
  const struct pieces *pieces = &events->pieces;
  struct bytes text = pieces->text[CAP_SLOT_PATH];
  size_t length;
  if (text.length == 0) return 1;
  if (text.at[0] != '/') return 0;
  if (pieces->file[CAP_SLOT_RESULT] != NULL) {
    length = path_text(events->text, pieces->file[CAP_SLOT_RESULT], pieces->path[CAP_SLOT_RESULT]);
  } else if (event->flags & PSW_EVENT_CALLER_TEXT) {
    length = joined_text(events->text, pieces->path[CAP_SLOT_BASE], pieces->path[CAP_SLOT_ROOT], text);
  } else {
    /* Confirmed by something else than an open file: the image of an exec. */
    return is_text_of(events, event->path, (const char *)text.at, text.length);
  }
  return length == text.length && memcmp(events->text, text.at, length) == 0;
}

static void add_argument(struct events *events, const struct operation *operation, const struct cap_record *record,
                         const struct psw_event *event, int index) {
  struct details *details = &events->details;
  uint8_t field = operation->args[index];
  uint64_t value = record->args[index];
  switch ((enum role)fields[field].role) {
  case ROLE_VALUE:
    /* 32-bit programs pass offsets in two halves that this does not put together. */
    if (event->flags & PSW_EVENT_COMPAT && (field == FIELD_OFFSET || field == FIELD_NEW_LENGTH)) return;
    /* io_uring and preadv2: where the file stands. */
    if (field == FIELD_OFFSET && value == UINT64_MAX) return;
    detail_number(details, field, value);
    break;
  case ROLE_FD:
  case ROLE_PIDFD:
    if (field == FIELD_MAP_FD && (record->args[3] & MAP_ANONYMOUS_BIT)) return;
    detail_number(details, field, value);
    break;
  case ROLE_FD2:
    detail_number(details, field, value);
    if (events->pieces.file[CAP_SLOT_FD2] != NULL) {
      size_t length = path_text(events->text, events->pieces.file[CAP_SLOT_FD2], events->pieces.path[CAP_SLOT_FD2]);
      detail_bytes(details, FIELD_INPUT_PATH, events->text, length);
    } else if (events->pieces.socket[CAP_SLOT_FD2] != NULL) {
      struct bytes none = {0};
      size_t length = socket_text(events->text, &events->pieces, CAP_SLOT_FD2, "<-", none);
      detail_bytes(details, FIELD_INPUT_PATH, events->text, length);
    }
    break;
  case ROLE_DIRFD:
  case ROLE_DIRFD2: detail_number(details, field, value); break;
  case ROLE_PATH:
    if (!is_path_as_given(events, event)) add_text(events, field, CAP_SLOT_PATH);
    break;
  case ROLE_PATH2: add_path2(events, field); break;
  case ROLE_TEXT: add_text(events, field, CAP_SLOT_TEXT); break;
  case ROLE_TEXT2: add_text(events, field, CAP_SLOT_TEXT2); break;
  case ROLE_SOCKADDR:
  case ROLE_MESSAGE: add_address(events, field, CAP_SLOT_ADDRESS); break;
  case ROLE_PEER: add_address(events, field, CAP_SLOT_PEER); break;
  case ROLE_BUFFER: add_text(events, field, CAP_SLOT_BUFFER); break;
  case ROLE_STAT: add_stat(events); break;
  case ROLE_STATX: add_statx(events); break;
  case ROLE_STRUCT:
    if (!add_structure(events, field, record)) add_text(events, field, CAP_SLOT_STRUCTURE);
    break;
  case ROLE_MESSAGES: add_messages(events, operation, record); break;
  case ROLE_ARGV: add_text(events, field, CAP_SLOT_ARGV); break;
  case ROLE_SOCKADDR_LENGTH:
  case ROLE_NONE:
  case ROLE_DERIVED: break;
  }
}

void describe_arguments(struct events *events, const struct operation *operation, const struct cap_record *record,
                        const struct psw_event *event) {
  events->details.used = 0;
  events->details.cut = 0;
  for (int i = 0; i < 6; i++) {
    uint8_t field = operation->args[i];
    if (field != FIELD_NONE && field != FIELD_SKIP) add_argument(events, operation, record, event, i);
  }
  if (operation->uring == URING_OTHER) detail_number(&events->details, FIELD_OPCODE, record->recorded);
  add_target(events);
  add_node(events, operation);
  add_passed_descriptors(events);
  add_position(events, operation, record);
  if (operation->category == CATEGORY_BY_OPEN) add_opened(events, event);
  add_socket(events);
}
