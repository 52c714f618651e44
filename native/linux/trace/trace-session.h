/* SPDX-License-Identifier: MIT
 *
 * The protocol's side of tracing: commands in, frames out.
 */
#ifndef PROCSCOPE_TRACE_SESSION_H
#define PROCSCOPE_TRACE_SESSION_H

#include "../helper/channel.h"
#include "tracer.h"

struct trace_session {
  struct channel channel;
  struct start_options start;
  struct tracer tracer;
  int has_started; /* the program has been, or has failed to be */
  /* The start that is answered when the program runs. */
  int owes_answer;
  uint32_t start_token, start_flags;
  /* What its filter stops at, which cannot be changed while it runs. */
  uint8_t stopped_at[CAP_CALLS * 2];
  int stops_at_all_memory;
};

/* Says hello and that it is ready. Errors: -1 when there is no memory. */
int trace_open(struct trace_session *session);
/* Starts the program, or goes on recording it. `owner` is the session. */
void trace_start(void *owner, uint32_t token, uint32_t flags);
/* What time asks for. */
void trace_keep_time(struct trace_session *session);
/* Says what is left to say. Returns the exit status; with it the kernel ends what is still traced. */
int trace_close(struct trace_session *session);

#endif
