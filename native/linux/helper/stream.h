/* SPDX-License-Identifier: MIT
 *
 * What goes out: events gathered into batches, after the definitions that they need, with losses where they happened.
 */
#ifndef PROCSCOPE_STREAM_H
#define PROCSCOPE_STREAM_H

#include "details.h"
#include "processes.h"
#include "strings.h"

#define BATCH_EVENTS 8192
#define BATCH_DETAIL_BYTES (384u << 10)
#define LOSSES_MAX 64

struct stream {
  struct frames out; /* whole frames that wait to be written */
  struct strings strings;
  struct processes processes;
  struct psw_event *events;
  uint32_t event_count;
  uint8_t *details;
  uint32_t detail_bytes;
  struct psw_loss losses[LOSSES_MAX];
  uint32_t loss_count;
  uint64_t events_sent;
  uint64_t events_lost;
  uint64_t bytes_sent;
  uint32_t resets;
  /* Rate limit: events in the current tenth of a second. */
  uint32_t events_per_second;
  uint64_t rate_window;
  uint32_t rate_used;
};

/* Errors: -1 when there is no memory. */
int stream_open(struct stream *stream);
/* Adds an event; its details are copied. */
void stream_event(struct stream *stream, const struct psw_event *event, const struct details *details);
/* Adds a loss; neighbours of one cause and CPU become one. */
void stream_loss(struct stream *stream, uint32_t cause, uint32_t cpu, uint64_t count, uint64_t from, uint64_t to);
/* Makes frames of everything gathered. */
void stream_flush(struct stream *stream);
/* Sends what is left and begins anew with the numbers of strings: nobody may hold one. */
void stream_forget_strings(struct stream *stream);
/* Whether a batch should go now. */
int stream_due(const struct stream *stream);

void send_hello(struct stream *stream, const struct psw_hello *hello, const char *const *facts);
void send_state(struct stream *stream, enum psw_state_value state, uint32_t token);
/* `facts` are pairs of texts, ended by NULL; NULL for none. */
void send_error(struct stream *stream, enum psw_error_code code, enum psw_severity severity, const char *sentence,
                const char *const *facts);
void send_clock(struct stream *stream, enum psw_clock_reason reason);
void send_bye(struct stream *stream, enum psw_bye_reason reason);
uint64_t boot_time(void);

#endif
