/* SPDX-License-Identifier: GPL-2.0-only
 *
 * Making a record piece by piece, and sending it.
 */
#ifndef PROCSCOPE_RECORD_H
#define PROCSCOPE_RECORD_H

#include "maps.h"

#define BODY_MASK (CAP_BODY_LIMIT - 1)

/* Begins a record; the caller fills in what is its own. */
ALWAYS_INLINE void begin_record(struct scratch *s, __u8 kind, __u8 ring) {
  s->which = ring;
  __u64 ids = bpf_get_current_pid_tgid();
  s->used = 0;
  s->flags = 0;
  s->head.kind = kind;
  s->head.ring = ring;
  s->head.operation = 0;
  s->head.result = 0;
  s->head.pid = ids >> 32;
  s->head.tid = (__u32)ids;
  s->head.cpu = bpf_get_smp_processor_id();
  s->head.recorded = 0;
}

/* Whether another piece fits. Says so in the record when it does not. */
ALWAYS_INLINE int has_room(struct scratch *s) {
  if (s->used + CAP_PIECE_MAX <= CAP_BODY_LIMIT) return 1;
  s->flags |= CAP_RECORD_TOO_BIG;
  return 0;
}

/* Writes a piece's head at `at` and makes the record end behind its `length` bytes. */
ALWAYS_INLINE void end_piece(struct scratch *s, __u32 at, __u8 type, __u8 slot, __u16 flags, __u32 length) {
  HIDE(at);
  at &= BODY_MASK;
  struct cap_piece *piece = (struct cap_piece *)&s->body[at];
  piece->type = type;
  piece->slot = slot;
  piece->flags = flags;
  piece->length = length;
  piece->reserved = 0;
  __u32 end = at + sizeof(*piece) + length;
  __u32 padded = (end + 7) & ~7u;
  /* No byte of an earlier record may leave with this one. */
  HIDE(end);
  end &= CAP_BODY_LIMIT * 2 - 1;
  if (end <= CAP_BODY_LIMIT + CAP_PIECE_MAX - 8) {
    __builtin_memset(&s->body[end], 0, 8);
  }
  s->used = padded;
}

/* Room for a piece of a known small size: its bytes, or 0. */
ALWAYS_INLINE void *fixed_piece(struct scratch *s, __u32 size) {
  if (!has_room(s)) return 0;
  __u32 at = s->used;
  HIDE(at);
  at &= BODY_MASK;
  return &s->body[at + sizeof(struct cap_piece)];
}

/* Sends the record; counts it when there is no room. The number is taken last, so that numbers arrive in order. */
ALWAYS_INLINE void send_record(struct scratch *s) {
  struct cap_counters *count = my_counters();
  if (count == 0) return;
  __u32 used = s->used;
  HIDE(used);
  if (used > CAP_BODY_LIMIT) used = CAP_BODY_LIMIT;
  __u32 size = sizeof(s->head) + used;
  s->head.size = size;
  s->head.flags = s->flags;
  if (s->head.ring == CAP_RING_CALLS) {
    s->head.sequence = count->sequence[CAP_RING_CALLS]++;
    if (bpf_ringbuf_output(&calls_ring, &s->head, size, BPF_RB_NO_WAKEUP))
      __sync_fetch_and_add(&count->lost[CAP_LOST_RING], 1);
    return;
  }
  __u32 ring = s->head.ring;
  HIDE(ring);
  if (ring >= CAP_RINGS) return;
  s->head.sequence = count->sequence[ring]++;
  if (bpf_ringbuf_output(&processes_ring, &s->head, size, BPF_RB_NO_WAKEUP)) {
    __sync_fetch_and_add(&count->lost[CAP_LOST_PROCESS], 1);
  }
}

#endif
