// SPDX-License-Identifier: MIT
#include "events.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "arguments.h"

/* Variants of string keys: what the bytes are. */
enum { KEY_TEXT = 1, KEY_PATH = 8 /* plus kind and deletion */ };

#define OPEN_CREATED 0x100000u /* FMODE_CREATED: this very open made the file */
#define OPEN_TRUNCATES 01000u

int events_open(struct events *events, struct stream *stream) {
  memset(events, 0, sizeof(*events));
  events->stream = stream;
  events->class_mask = ~0u;
  return pending_open(&events->pending);
}

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
uint32_t file_string(struct events *events, int slot) {
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

static uint32_t argument_string(struct events *events, struct psw_event *event) {
  struct pieces *pieces = &events->pieces;
  struct bytes text = pieces->text[CAP_SLOT_PATH];
  if (text.at == NULL && pieces->path[CAP_SLOT_BASE].at == NULL) return 0;
  if (text.flags & CAP_PIECE_FAULT) return 0;
  if (text.length == 0 && pieces->path[CAP_SLOT_BASE].at != NULL) {
    /* An empty path with AT_EMPTY_PATH, or none at all: the directory descriptor itself. */
    event->flags |= flags_of_path(pieces->path[CAP_SLOT_BASE]);
    return file_string(events, CAP_SLOT_BASE);
  }
  event->flags |= PSW_EVENT_CALLER_TEXT;
  if (pieces->path[CAP_SLOT_ROOT].at != NULL) event->flags |= PSW_EVENT_CHROOT;
  if (text.at[0] != '/') event->flags |= flags_of_path(pieces->path[CAP_SLOT_BASE]);
  size_t length = joined_text(events->text, pieces->path[CAP_SLOT_BASE], pieces->path[CAP_SLOT_ROOT], text);
  return text_string(events, events->text, length);
}

static int has_object(const struct pieces *pieces, int slot) {
  return pieces->file[slot] != NULL || pieces->socket[slot] != NULL;
}

static uint32_t image_of(struct events *events, uint32_t pid) {
  struct process *process = process_by_pid(&events->stream->processes, pid);
  if (process == NULL || process->image_of != events->stream->strings.generation) return 0;
  return process->image;
}

/* The process that a descriptor among the arguments stands for; 0 when there is none. */
static uint32_t target_of(const struct pieces *pieces) {
  struct cap_target target = {0};
  struct bytes bytes = pieces->text[CAP_SLOT_TARGET];
  if (bytes.at != NULL && bytes.length >= sizeof(target)) memcpy(&target, bytes.at, sizeof(target));
  return target.pid;
}

/* The event's path, by what is most certain: the object that the call made, the one it named, the caller's text. */
static void choose_path(struct events *events, const struct operation *operation, const struct cap_record *record,
                        struct psw_event *event) {
  struct pieces *pieces = &events->pieces;
  event->event_class = operation->event_class;
  if (operation->event_class == CLASS_PROCESS && operation->args[0] == FIELD_PIDFD && !has_object(pieces, CAP_SLOT_RESULT)) {
    event->path = image_of(events, target_of(pieces));
  } else if (operation->event_class == CLASS_PROCESS && operation->args[0] == FIELD_PID && record->result >= 0 &&
             operation->result == RESULT_FD) {
    event->path = image_of(events, record->args[0]);
  } else if (has_object(pieces, CAP_SLOT_RESULT)) {
    event->path = object_string(events, operation, CAP_SLOT_RESULT, event);
  } else if (pieces->text[CAP_SLOT_PATH].at != NULL || pieces->path[CAP_SLOT_BASE].at != NULL) {
    event->path = argument_string(events, event);
    if (pieces->text[CAP_SLOT_PATH].length == 0 && has_object(pieces, CAP_SLOT_BASE))
      event->event_class = class_of_file(events, CAP_SLOT_BASE, operation->event_class);
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
    event->path = image_of(events, target);
  }
  if (record->result == 0 && strncmp(operation->name, "execve", 6) == 0) {
    uint32_t image = image_of(events, record->pid);
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

static uint8_t category_of(const struct events *events, const struct operation *operation,
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

struct process *process_of(struct events *events, const struct cap_record *record) {
  struct processes *processes = &events->stream->processes;
  struct process *process = process_find(processes, record->pid, record->process_start);
  if (process != NULL) return process;
  /* The records of connections come in one line with those of processes. */
  if (record->kind != CAP_TCP) events->more_processes(events->context);
  finish_held(events);
  process = process_find(processes, record->pid, record->process_start);
  if (process != NULL) return process;
  /* Its record was lost: what the event itself says is all there is. */
  struct cap_process facts = {.reason = CAP_PROCESS_ANNOUNCE,
                              .pid = record->pid,
                              .tid = record->pid,
                              .start = record->process_start,
                              .login_uid = ~0u,
                              .session = ~0u,
                              .is_64bit = 1};
  struct process_facts told = {.facts = &facts, .time = record->start};
  return process_tell(processes, &told);
}

void put_event(struct events *events, struct psw_event *event) {
  if (!(events->class_mask >> event->event_class & 1)) return;
  if (events->details.cut) event->flags |= PSW_EVENT_DETAIL_CUT;
  stream_event(events->stream, event, &events->details);
}

/* An executable part of a file in memory is an image. */
static void add_load_image(struct events *events, const struct cap_record *record, const struct psw_event *call) {
  if (events->pieces.file[CAP_SLOT_FD] == NULL || record->result < 0 || !(record->args[2] & 4)) return;
  struct psw_event event = *call;
  event.operation = SYNTHETIC_load_image;
  event.event_class = CLASS_PROCESS;
  event.category = PSW_NO_CATEGORY;
  event.duration = 0;
  event.start = record->end;
  event.result = 0;
  events->details.used = 0;
  events->details.cut = 0;
  detail_number(&events->details, FIELD_IMAGE_BASE, record->result);
  detail_number(&events->details, FIELD_IMAGE_SIZE, record->args[1]);
  detail_number(&events->details, FIELD_OFFSET, record->args[5]);
  put_event(events, &event);
}

static void handle_call(struct events *events, const struct cap_record *record, const uint8_t *end) {
  const struct operation *operation = operation_of(record->operation);
  struct pieces *pieces = &events->pieces;
  struct pending_call *begun = NULL;
  if (operation == NULL) return;
  /* First, because these use the same room. */
  struct process *process = process_of(events, record);
  /* The record of an exec, in the other ring buffer, says which program it was. */
  int is_exec = operation->event_class == CLASS_PROCESS && (operation->flags & CAP_ENTRY_PATH);
  if (is_exec && record->result == 0 && process != NULL && process->begin < record->start) {
    events->more_processes(events->context);
    process = process_of(events, record);
  }
  if (events->queued_count > 0) release_events(events, record->end);
  pieces_clear(pieces);
  int is_request = (record->flags & CAP_RECORD_URING) != 0;
  uint32_t key = is_request ? CAP_REQUEST_KEY(record->start) : record->tid;
  if (is_request || operation->flags & (CAP_ENTRY_FD | CAP_ENTRY_PATH)) {
    begun = pending_take(&events->pending, key, record->start);
    if (begun != NULL) pieces_add(pieces, begun->bytes, begun->bytes + begun->length);
  }
  if (pieces_add(pieces, (const uint8_t *)(record + 1), end) != 0) {
    stream_loss(events->stream, PSW_LOST_MALFORMED, record->cpu, 1, record->end, record->end);
    return;
  }
  struct psw_event event = {
      .start = record->start,
      .duration = record->end - record->start,
      .result = record->result,
      .process = process != NULL ? process_id_at(process, record->start) : 0,
      .tid = record->tid,
      .operation = record->operation,
      .cpu = record->cpu,
      .category = category_of(events, operation, record),
  };
  if (record->flags & CAP_RECORD_NO_ENTRY) event.flags |= PSW_EVENT_NO_ENTRY;
  if (record->flags & CAP_RECORD_COMPAT) event.flags |= PSW_EVENT_COMPAT;
  if (record->flags & CAP_RECORD_NO_EXIT) event.flags |= PSW_EVENT_NO_EXIT;
  if (record->flags & CAP_RECORD_UNREADABLE) event.flags |= PSW_EVENT_UNREADABLE;
  if (record->flags & CAP_RECORD_TOO_BIG) event.flags |= PSW_EVENT_DETAIL_CUT;
  if (record->result < 0 && record->result >= -4095) event.flags |= PSW_EVENT_FAILED;
  choose_path(events, operation, record, &event);
  describe_arguments(events, operation, record, &event);
  put_event(events, &event);
  if (strcmp(operation->name, "mmap") == 0) add_load_image(events, record, &event);
  if (begun != NULL) pending_drop(&events->pending, begun);
}

void handle_unfinished(struct events *events, const struct cap_request *request) {
  static struct cap_call calls[CAP_URING];
  if (calls[0].operation == 0) fill_uring_calls(calls);
  struct cap_record record = {.size = sizeof(record),
                              .kind = CAP_CALL,
                              .operation = calls[request->opcode < CAP_URING ? request->opcode : CAP_URING - 1].operation,
                              .start = request->start,
                              .end = boot_time(),
                              .pid = request->pid,
                              .tid = request->tid,
                              .process_start = request->process_start,
                              .flags = CAP_RECORD_URING | CAP_RECORD_NO_EXIT | request->flags,
                              .recorded = request->opcode};
  memcpy(record.args, request->args, sizeof(record.args));
  handle_call(events, &record, (const uint8_t *)(&record + 1));
}

/* A jump in a CPU's numbers is a loss, exactly here, of exactly that many. */
static void check_sequence(struct events *events, const struct cap_record *record) {
  if (record->cpu >= CAP_CPUS_MAX || record->ring >= CAP_RINGS) return;
  uint64_t *expected = &events->expected[record->ring][record->cpu];
  uint64_t *last = &events->last_time[record->ring][record->cpu];
  if (record->sequence > *expected) {
    stream_loss(events->stream, PSW_LOST_RING_FULL, record->cpu, record->sequence - *expected, *last, record->end);
    if (record->ring == CAP_RING_PROCESSES) events->processes_lost += record->sequence - *expected;
  }
  *expected = record->sequence + 1;
  *last = record->end;
}

void check_tail(struct events *events, int ring, uint32_t cpu, uint64_t next) {
  if (cpu >= CAP_CPUS_MAX) return;
  uint64_t *expected = &events->expected[ring][cpu];
  if (next > *expected) {
    stream_loss(events->stream, PSW_LOST_RING_FULL, cpu, next - *expected, events->last_time[ring][cpu], boot_time());
  }
  *expected = next;
}

void handle_record(struct events *events, const void *bytes, size_t size) {
  const struct cap_record *record = bytes;
  if (size < sizeof(*record) || record->size > size || record->size < sizeof(*record)) {
    stream_loss(events->stream, PSW_LOST_MALFORMED, PSW_NO_CPU, 1, 0, 0);
    return;
  }
  const uint8_t *end = (const uint8_t *)bytes + record->size;
  events->records++;
  check_sequence(events, record);
  switch (record->kind) {
  case CAP_CALL: handle_call(events, record, end); break;
  case CAP_ENTRY:
    pending_put(&events->pending, record->tid, record->start, (const uint8_t *)(record + 1),
                record->size - sizeof(*record));
    break;
  case CAP_PROCESS: handle_process(events, record, end); break;
  case CAP_MORE_ARGV: handle_more_argv(events, record, end); break;
  case CAP_TCP: handle_connection(events, record, end); break;
  default: stream_loss(events->stream, PSW_LOST_MALFORMED, record->cpu, 1, record->end, record->end); break;
  }
  if (stream_due(events->stream)) stream_flush(events->stream);
}
