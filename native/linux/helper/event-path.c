// SPDX-License-Identifier: MIT
#include "event-path.h"
#include <string.h>
#include <sys/stat.h>
#include "arguments.h"

/* Variants of string keys: what the bytes are. */
enum { KEY_TEXT = 1, KEY_PATH = 8 /* plus kind and deletion */ };

#define OPEN_CREATED 0x100000u /* FMODE_CREATED: this very open made the file */
#define OPEN_TRUNCATES 01000u

uint32_t text_string(struct events *events, const char *text, size_t length) {
  uint64_t hash;
  if (length == 0) return 0;
  uint32_t known = string_find(&events->stream->strings, KEY_TEXT, text, length, &hash);
  return known != 0 ? known : string_add(&events->stream->strings, text, length, hash, text, length);
}

int is_text_of(struct events *events, uint32_t id, const char *text, size_t length) {
  uint64_t hash;
  return id != 0 && string_find(&events->stream->strings, KEY_TEXT, text, length, &hash) == id;
}

/* The path of the open file in a slot. Known by the names as the kernel sent them, unless its text has a number in it. */
static uint32_t file_string(struct events *events, int slot) {
  const struct cap_file *file = events->pieces.file[slot];
  struct bytes path = events->pieces.path[slot];
  enum path_kind kind = path_kind_of(file, path);
  if (kind == PATH_PIPE || kind == PATH_NAMESPACE || kind == PATH_PROCESS || path.length == 0) {
    return text_string(events, events->text, path_text(events->text, file, path));
  }
  uint64_t hash;
  uint8_t variant = KEY_PATH + kind * 4 + (file != NULL && file->deleted ? 1 : 0) + (path.flags & CAP_PIECE_CUT ? 2 : 0);
  uint32_t known = string_find(&events->stream->strings, variant, path.at, path.length, &hash);
  if (known != 0) return known;
  size_t length = path_text(events->text, file, path);
  return string_add(&events->stream->strings, path.at, path.length, hash, events->text, length);
}

/* What a socket's traffic is called: towards the peer, or from it. */
static const char *arrow_of(const struct operation *operation) {
  int accepts = strncmp(operation->name, "accept", 6) == 0 || strcmp(operation->name, "io_uring:ACCEPT") == 0;
  return operation->category == PSW_READ || accepts ? "<-" : "->";
}

static uint16_t flags_of_path(struct bytes path) {
  uint16_t flags = 0;
  if (path.flags & CAP_PIECE_CUT) flags |= PSW_EVENT_PATH_CUT;
  if (path.flags & CAP_PIECE_DETACHED) flags |= PSW_EVENT_UNREACHABLE;
  return flags;
}

/* Classes by what an open file is: a socket is network whatever the call, a pipe communication, a node a device. */
static uint8_t class_of_file(const struct events *events, int slot, uint8_t otherwise) {
  if (events->pieces.socket[slot] != NULL) return CLASS_NETWORK;
  const struct cap_file *file = events->pieces.file[slot];
  if (file == NULL || otherwise != CLASS_FILE) return otherwise;
  if (S_ISFIFO(file->mode)) return CLASS_IPC;
  return S_ISCHR(file->mode) || S_ISBLK(file->mode) ? CLASS_DEVICE : otherwise;
}

static uint32_t object_string(struct events *events, const struct operation *operation, int slot,
                              struct psw_event *event) {
  struct pieces *pieces = &events->pieces;
  event->event_class = class_of_file(events, slot, operation->event_class);
  if (pieces->socket[slot] != NULL) {
    struct bytes other = pieces->text[CAP_SLOT_ADDRESS].at != NULL ? pieces->text[CAP_SLOT_ADDRESS]
                                                                   : pieces->text[CAP_SLOT_PEER];
    if (pieces->message_count > 0)
      other = (struct bytes){.at = pieces->messages[0]->address, .length = pieces->messages[0]->address_length};
    if (strcmp(operation->name, "bind") == 0) other = (struct bytes){0};
    return text_string(events, events->text, socket_text(events->text, pieces, slot, arrow_of(operation), other));
  }
  const struct cap_file *file = pieces->file[slot];
  if (file != NULL && file->deleted) event->flags |= PSW_EVENT_DELETED;
  event->flags |= flags_of_path(pieces->path[slot]);
  return file_string(events, slot);
}

static int has_object(const struct pieces *pieces, int slot) {
  return pieces->file[slot] != NULL || pieces->socket[slot] != NULL;
}

static uint32_t argument_string(struct events *events, const struct operation *operation, struct psw_event *event) {
  struct pieces *pieces = &events->pieces;
  struct bytes text = pieces->text[CAP_SLOT_PATH];
  if (text.at == NULL && pieces->path[CAP_SLOT_BASE].at == NULL) return 0;
  if (text.flags & CAP_PIECE_FAULT) return 0;
  /* An empty path with AT_EMPTY_PATH, or none at all: the directory descriptor itself, which may be any file. */
  if (text.length == 0 && has_object(pieces, CAP_SLOT_BASE)) return object_string(events, operation, CAP_SLOT_BASE, event);
  if (text.length == 0 && pieces->path[CAP_SLOT_BASE].at != NULL) {
    event->flags |= flags_of_path(pieces->path[CAP_SLOT_BASE]);
    return file_string(events, CAP_SLOT_BASE);
  }
  if (text.length == 0) return 0;
  event->flags |= PSW_EVENT_CALLER_TEXT;
  if (pieces->path[CAP_SLOT_ROOT].at != NULL) event->flags |= PSW_EVENT_CHROOT;
  if (text.at[0] != '/') event->flags |= flags_of_path(pieces->path[CAP_SLOT_BASE]);
  size_t length = joined_text(events->text, pieces->path[CAP_SLOT_BASE], pieces->path[CAP_SLOT_ROOT], text);
  return text_string(events, events->text, length);
}

/* The program that a process ran at a time: its record may have told of another one since. */
static uint32_t image_of(struct events *events, uint32_t pid, uint64_t time) {
  const struct process *process = process_by_pid(&events->stream->processes, pid, time);
  return process == NULL ? 0 : process_image_at(process, time, events->stream->strings.generation);
}

/* What a new process or thread ran at first: whether it executes something before its maker goes on is chance. */
static uint32_t image_of_child(struct events *events, const struct cap_record *record) {
  const struct process *child = process_by_pid(&events->stream->processes, record->result, record->end);
  int is_process = child != NULL && (child->end == 0 || child->end >= record->start);
  if (!is_process) return image_of(events, record->pid, record->end);
  return process_image_at(child, child->start, events->stream->strings.generation);
}

/* The process that a descriptor among the arguments stands for; 0 when there is none. */
static uint32_t target_of(const struct pieces *pieces) {
  struct cap_target target = {0};
  struct bytes bytes = pieces->text[CAP_SLOT_TARGET];
  if (bytes.at != NULL && bytes.length >= sizeof(target)) memcpy(&target, bytes.at, sizeof(target));
  return target.pid;
}

void choose_path(struct events *events, const struct operation *operation, const struct cap_record *record,
                        struct psw_event *event) {
  struct pieces *pieces = &events->pieces;
  event->event_class = operation->event_class;
  if (operation->event_class == CLASS_PROCESS && operation->args[0] == FIELD_PIDFD && !has_object(pieces, CAP_SLOT_RESULT)) {
    event->path = image_of(events, target_of(pieces), record->end);
  } else if (operation->event_class == CLASS_PROCESS && operation->args[0] == FIELD_PID && record->result >= 0 &&
             operation->result == RESULT_FD) {
    event->path = image_of(events, record->args[0], record->end);
  } else if (has_object(pieces, CAP_SLOT_RESULT)) {
    event->path = object_string(events, operation, CAP_SLOT_RESULT, event);
  } else if (pieces->text[CAP_SLOT_PATH].at != NULL || pieces->path[CAP_SLOT_BASE].at != NULL) {
    event->path = argument_string(events, operation, event);
  } else if (has_object(pieces, CAP_SLOT_FD)) {
    event->path = object_string(events, operation, CAP_SLOT_FD, event);
  } else if (pieces->text[CAP_SLOT_TEXT].length > 0) {
    event->path = text_string(events, (const char *)pieces->text[CAP_SLOT_TEXT].at, pieces->text[CAP_SLOT_TEXT].length);
  } else if (operation->event_class == CLASS_PROCESS) {
    uint32_t target = record->pid;
    for (int i = 0; i < 6; i++) {
      if (operation->args[i] == FIELD_PID && (int32_t)record->args[i] > 0) target = record->args[i];
    }
    if (operation->result == RESULT_PID && record->result > 0) target = record->result;
    event->path = (operation->flags & CAP_FORKS) && record->result > 0 ? image_of_child(events, record)
                                                                     : image_of(events, target, record->end);
  }
  if (record->result == 0 && strncmp(operation->name, "execve", 6) == 0) {
    uint32_t image = image_of(events, record->pid, record->end);
    if (image != 0) {
      event->path = image;
      event->flags &= ~PSW_EVENT_CALLER_TEXT;
    }
  }
}

/* Requests of ptrace that change the other process (linux/ptrace.h). */
static int changes_target(uint64_t request) {
  switch (request) {
  case 4: /* POKETEXT */
  case 5: /* POKEDATA */
  case 6: /* POKEUSR */
  case 13: /* SETREGS */
  case 15: /* SETFPREGS */
  case 0x4203: /* SETSIGINFO */
  case 0x4205: return 1; /* SETREGSET */
  default: return 0;
  }
}

uint8_t category_of(const struct events *events, const struct operation *operation,
                           const struct cap_record *record) {
  if (operation->args[0] == FIELD_PTRACE_REQUEST) return changes_target(record->args[0]) ? PSW_WRITE : PSW_NO_CATEGORY;
  if (operation->category != CATEGORY_BY_OPEN) return operation->category;
  const struct cap_file *file = events->pieces.file[CAP_SLOT_RESULT];
  if (record->result < 0 || file == NULL) return PSW_NO_CATEGORY;
  int truncated = strcmp(operation->name, "creat") == 0;
  for (int i = 0; i < 6; i++) {
    if (operation->args[i] == FIELD_OPEN_FLAGS && (record->args[i] & OPEN_TRUNCATES)) truncated = 1;
  }
  return truncated || (file->open_mode & OPEN_CREATED) ? PSW_WRITE : PSW_NO_CATEGORY;
}
