/* SPDX-License-Identifier: MIT
 *
 * What was seen at the beginning of calls that have not ended. Bounded: the oldest goes when there is no room.
 */
#ifndef PROCSCOPE_PENDING_H
#define PROCSCOPE_PENDING_H

#include <stdint.h>

#define PENDING_LIMIT 16384
#define PENDING_BYTES_LIMIT (32u << 20)

struct pending_call {
  uint64_t start;
  uint32_t tid; /* 0: free */
  uint32_t length;
  uint8_t *bytes;
};

struct pending {
  struct pending_call *calls;
  uint32_t count;
  uint64_t bytes;
  uint64_t dropped; /* calls whose end never came */
};

/* Errors: -1 when there is no memory. */
int pending_open(struct pending *pending);
void pending_put(struct pending *pending, uint32_t tid, uint64_t start, const uint8_t *bytes, uint32_t length);
/* The call of a thread that began at a time, or NULL; valid until pending_drop. */
struct pending_call *pending_take(struct pending *pending, uint32_t tid, uint64_t start);
void pending_drop(struct pending *pending, struct pending_call *call);

#endif
