// SPDX-License-Identifier: MIT
#include "events.h"
#include <stdlib.h>
#include <string.h>
#include "arguments.h"
#include "event-path.h"

int events_open(struct events *events, struct stream *stream) {
  memset(events, 0, sizeof(*events));
  events->stream = stream;
  events->class_mask = ~0u;
  return pending_open(&events->pending);
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
  if (events->queue.count > 0) release_events(events, record->end);
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
  if (strings_full(&events->stream->strings)) forget_strings(events);
  if (stream_due(events->stream)) stream_flush(events->stream);
}
