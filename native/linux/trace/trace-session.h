/* SPDX-License-Identifier: MIT
 *
 * The protocol's side of tracing: commands in, frames out.
 */
#ifndef PROCSCOPE_TRACE_SESSION_H
#define PROCSCOPE_TRACE_SESSION_H

#include "tracer.h"

struct trace_session {
  struct start_options start;
  struct stream stream;
  struct events events;
  struct tracer tracer;
  struct control_reader controls;
  size_t written; /* of stream.out */
  int has_started; /* the program has been, or has failed to be */
  /* What its filter stops at, which cannot be changed while it runs. */
  uint8_t stopped_at[CAP_CALLS * 2];
  int stops_at_all_memory;
  int ending;
  enum psw_bye_reason reason;
  uint64_t flush_interval, statistics_interval;
  uint64_t next_flush, next_statistics, next_clock, next_sweep;
};

/* Says hello and that it is ready. Errors: -1 when there is no memory. */
int trace_open(struct trace_session *session);
void trace_read_controls(struct trace_session *session);
/* Starts the program, or goes on recording it. */
void trace_start(struct trace_session *session, uint32_t token, uint32_t flags);
void trace_end(struct trace_session *session, enum psw_bye_reason reason);
/* Writes as much as the reader takes now. */
void trace_write(struct trace_session *session);
/* What time asks for. */
void trace_keep_time(struct trace_session *session);
/* Says what is left to say. Returns the exit status; with it the kernel ends what is still traced. */
int trace_close(struct trace_session *session);

#endif
