/* SPDX-License-Identifier: MIT
 *
 * Records of the kernel made into events.
 */
#ifndef PROCSCOPE_EVENTS_H
#define PROCSCOPE_EVENTS_H

#include "pending.h"
#include "stream.h"

#define HELD_MAX 16
/* More than the ring of processes holds, which is read first. */
#define QUEUED_MAX 16384

/* Events of processes that wait for the calls before them. */
struct queue {
  struct queued {
    struct psw_event event;
    uint8_t *details;
    uint32_t length;
  } events[QUEUED_MAX];
  uint32_t first, count;
};

struct events {
  struct stream *stream;
  struct pending pending;
  struct pieces pieces; /* of the record under way */
  struct details details;
  char text[PATH_TEXT_MAX];
  char other_text[PATH_TEXT_MAX];
  uint32_t class_mask;
  /* Per ring and CPU: the number that the next record must have, and the time of the one before. */
  uint64_t expected[CAP_RINGS][CAP_CPUS_MAX];
  uint64_t last_time[CAP_RINGS][CAP_CPUS_MAX];
  uint64_t records;
  uint64_t processes_lost; /* records of processes; each then has to be announced again */
  /* Fetches what waits of processes; called when an event's process is not known yet. */
  void (*more_processes)(void *context);
  void *context;
  /* Records of processes whose command line goes on in another record. */
  struct held {
    uint8_t *record; /* NULL: free */
    uint8_t *argv;
    uint32_t argv_length;
  } held[HELD_MAX];
  struct queue queue;
};

/* Errors: -1 when there is no memory. */
int events_open(struct events *events, struct stream *stream);
/* One record of either ring. */
void handle_record(struct events *events, const void *bytes, size_t size);
/* Tells what is held back until more comes; called when a ring is empty. */
void finish_held(struct events *events);
/* The records of a CPU that no later record shows as lost: `next` is the kernel's counter. */
void check_tail(struct events *events, int ring, uint32_t cpu, uint64_t next);

/* A request of io_uring whose end was not seen when capture ended. */
void handle_unfinished(struct events *events, const struct cap_request *request);

/* For the parts: events.c. */
struct process *process_of(struct events *events, const struct cap_record *record);
void put_event(struct events *events, struct psw_event *event);
/* process-events.c */
void handle_process(struct events *events, const struct cap_record *record, const uint8_t *end);
void handle_more_argv(struct events *events, const struct cap_record *record, const uint8_t *end);
/* connections.c */
void handle_connection(struct events *events, const struct cap_record *record, const uint8_t *end);
/* queue.c: keeps an event until the calls before it have been handled; its details are copied. */
void queue_event(struct events *events, const struct psw_event *event);
/* Gives what waits up to a time: all calls before it have been handled. */
void release_events(struct events *events, uint64_t until);
/* forget-strings.c: begins anew with the numbers of strings. */
void forget_strings(struct events *events);

#endif
