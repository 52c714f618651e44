/* SPDX-License-Identifier: MIT
 *
 * The two directions of the protocol: frames out as fast as their reader takes them, commands in, and what time asks for.
 */
#ifndef PROCSCOPE_CHANNEL_H
#define PROCSCOPE_CHANNEL_H

#include "events.h"

#define MILLISECOND 1000000ull

/* What a helper does when it is told to. */
struct commands {
  void (*start)(void *owner, uint32_t token, uint32_t flags);
  void (*stop)(void *owner, uint32_t token);
  /* Errors: -1 when the command cannot be read. */
  int (*filter)(void *owner, const struct control *control);
};

struct channel {
  struct stream stream;
  struct events events;
  int input, output;
  struct control_reader controls;
  size_t written; /* of stream.out */
  int ending;
  enum psw_bye_reason reason;
  uint64_t flush_interval, statistics_interval;
  uint64_t next_flush, next_statistics, next_clock, last_sweep;
  const struct commands *commands;
  void *owner; /* of the commands */
};

/* Errors: -1 when there is no memory, which is said on standard error. */
int channel_open(struct channel *channel, int input, int output, const struct commands *commands, void *owner);
/* Asks for the end; the first reason counts. */
void channel_end(struct channel *channel, enum psw_bye_reason reason);
/* Writes as much as the reader takes now. */
void channel_write(struct channel *channel);
/* Waits until everything is out, or its reader is gone, or a signal comes; at the end for seconds only. */
void channel_write_rest(struct channel *channel);
/* Reads commands and does what they say. */
void channel_read(struct channel *channel);
/* Whether something that is done every so often is due, in nanoseconds; the next time is set. */
int is_due(uint64_t *next, uint64_t now, uint64_t interval);
/* Clock frames, and forgetting processes that have ended: while it records. */
void channel_keep(struct channel *channel, uint64_t now);
/* `ring_bytes`: 0 when there is no buffer in the kernel. */
void channel_statistics(struct channel *channel, uint64_t ring_bytes);

#endif
