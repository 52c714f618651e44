// SPDX-License-Identifier: MIT
#include "pending.h"
#include <stdlib.h>
#include <string.h>

/* A thread has at most one call, so its number finds its place: a few neighbours are looked at. */
#define NEIGHBOURS 8

int pending_open(struct pending *pending) {
  memset(pending, 0, sizeof(*pending));
  pending->calls = calloc(PENDING_LIMIT + NEIGHBOURS, sizeof(struct pending_call));
  return pending->calls != NULL ? 0 : -1;
}

static struct pending_call *home_of(struct pending *pending, uint32_t tid) {
  return &pending->calls[(tid * 0x9e3779b1u) >> 18 & (PENDING_LIMIT - 1)];
}

void pending_drop(struct pending *pending, struct pending_call *call) {
  pending->bytes -= call->length;
  pending->count--;
  free(call->bytes);
  memset(call, 0, sizeof(*call));
}

void pending_put(struct pending *pending, uint32_t tid, uint64_t start, const uint8_t *bytes, uint32_t length) {
  struct pending_call *home = home_of(pending, tid), *place = NULL;
  for (int i = 0; i < NEIGHBOURS; i++) {
    if (home[i].tid == tid) {
      place = &home[i];
      break;
    }
    if (place == NULL || (place->tid != 0 && (home[i].tid == 0 || home[i].start < place->start))) place = &home[i];
  }
  if (place->tid != 0) {
    pending->dropped++;
    pending_drop(pending, place);
  }
  uint8_t *copy = pending->bytes + length <= PENDING_BYTES_LIMIT ? malloc(length + 1u) : NULL;
  if (copy == NULL) {
    pending->dropped++;
    return;
  }
  memcpy(copy, bytes, length);
  *place = (struct pending_call){.start = start, .tid = tid, .length = length, .bytes = copy};
  pending->bytes += length;
  pending->count++;
}

struct pending_call *pending_take(struct pending *pending, uint32_t tid, uint64_t start) {
  struct pending_call *home = home_of(pending, tid);
  for (int i = 0; i < NEIGHBOURS; i++) {
    if (home[i].tid == tid && home[i].start == start) return &home[i];
  }
  return NULL;
}
