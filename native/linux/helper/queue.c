// SPDX-License-Identifier: MIT
/* Processes are told as soon as they are known, their events when the calls before them have been: two ring buffers. */
#include <stdlib.h>
#include <string.h>
#include "events.h"

void queue_event(struct events *events, const struct psw_event *event) {
  struct queue *queue = &events->queue;
  uint32_t length = events->details.used;
  uint8_t *copy = malloc(length + 1u);
  if (copy == NULL) {
    stream_loss(events->stream, PSW_LOST_NO_STATE, PSW_NO_CPU, 1, event->start, event->start);
    return;
  }
  memcpy(copy, events->details.bytes, length);
  /* Only now: what is given meanwhile uses the same room for its details. */
  if (queue->count == QUEUED_MAX) release_events(events, queue->events[queue->first].event.start);
  struct queued *place = &queue->events[(queue->first + queue->count) % QUEUED_MAX];
  *place = (struct queued){.event = *event, .details = copy, .length = length};
  queue->count++;
}

void release_events(struct events *events, uint64_t until) {
  struct queue *queue = &events->queue;
  while (queue->count > 0 && queue->events[queue->first].event.start <= until) {
    struct queued *next = &queue->events[queue->first];
    queue->first = (queue->first + 1) % QUEUED_MAX;
    queue->count--;
    memcpy(events->details.bytes, next->details, next->length);
    events->details.used = next->length;
    events->details.cut = 0;
    put_event(events, &next->event);
    free(next->details);
  }
}
