// SPDX-License-Identifier: MIT
#include <string.h>
#include "tracer.h"

/* No number of a CPU: which one a stopped thread ran on is not asked, and no sequence is checked. */
#define NO_CPU PSW_EVENT_NO_CPU

void begin_record(struct tracer *tracer, enum cap_kind kind, const struct tracee *tracee) {
  struct cap_record *head = &tracer->record.head;
  *head = (struct cap_record){
      .size = sizeof(*head),
      .kind = kind,
      .ring = kind == CAP_PROCESS ? CAP_RING_PROCESSES : CAP_RING_CALLS,
      .pid = tracee->process->pid,
      .tid = tracee->tid,
      .process_start = tracee->process->start,
      .cpu = NO_CPU,
      .recorded = tracee->process->recorded && tracer->running,
  };
}

static size_t used(const struct tracer *tracer) { return tracer->record.head.size - sizeof(struct cap_record); }

void *piece_room(struct tracer *tracer, size_t size) {
  size_t at = used(tracer);
  if (at + sizeof(struct cap_piece) + size + 8 > RECORD_BODY) {
    tracer->record.head.flags |= CAP_RECORD_TOO_BIG;
    return NULL;
  }
  return tracer->record.body + at + sizeof(struct cap_piece);
}

void end_piece(struct tracer *tracer, enum cap_piece_type type, enum cap_slot slot, uint16_t flags, size_t length) {
  uint8_t *at = tracer->record.body + used(tracer);
  const struct cap_piece piece = {.type = type, .slot = slot, .flags = flags, .length = length};
  memcpy(at, &piece, sizeof(piece));
  size_t padded = (length + 7u) & ~(size_t)7;
  memset(at + sizeof(piece) + length, 0, padded - length);
  tracer->record.head.size += sizeof(piece) + padded;
}

void put_names(struct tracer *tracer, enum cap_slot slot, const char *path, size_t length, uint16_t flags) {
  char *out = piece_room(tracer, length + 1);
  if (out == NULL) return;
  size_t written = 0, end = length;
  while (end > 0) {
    size_t begin = end;
    while (begin > 0 && path[begin - 1] != '/') begin--;
    if (begin < end) {
      memcpy(out + written, path + begin, end - begin);
      written += end - begin;
      out[written++] = 0;
    }
    end = begin > 0 ? begin - 1 : 0;
  }
  end_piece(tracer, CAP_PIECE_PATH, slot, flags, written);
}

void send_record(struct tracer *tracer) {
  handle_record(tracer->events, &tracer->record, sizeof(struct cap_record) + RECORD_BODY);
}
