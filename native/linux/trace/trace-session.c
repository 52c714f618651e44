// SPDX-License-Identifier: MIT
#include "trace-session.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../helper/greeting.h"
#include "../helper/selection.h"

/* Nothing more comes of processes than what has been told: the tracer sees them begin itself. */
static void no_more_processes(void *context) { (void)context; }

static void tell_snapshot_done(struct trace_session *session, uint32_t flags) {
  if (!(flags & PSW_START_NO_SNAPSHOT)) send_state(&session->channel.stream, PSW_STATE_SNAPSHOT_DONE, 0);
}

/* Answers the first start, once it is sure that the program runs. */
static void answer_start(struct trace_session *session) {
  if (!session->owes_answer) return;
  session->owes_answer = 0;
  send_state(&session->channel.stream, PSW_STATE_RUNNING, session->start_token);
  tell_snapshot_done(session, session->start_flags);
}

static void send_program(struct tracer *tracer, enum psw_program_state state, int32_t status) {
  struct trace_session *session = (void *)((char *)tracer - offsetof(struct trace_session, tracer));
  struct stream *stream = &session->channel.stream;
  const struct psw_program program = {.state = state, .pid = tracer->root_pid, .status = status};
  /* Behind what it has done. */
  if (state != PSW_PROGRAM_STARTED) release_events(tracer->events, UINT64_MAX);
  stream_flush(stream);
  answer_start(session);
  frame_begin(&stream->out, PSW_PROGRAM);
  frame_bytes(&stream->out, &program, sizeof(program));
  frame_end(&stream->out);
}

/* The program could not be started: what is said last. */
static void give_up(struct trace_session *session, enum psw_error_code code, const char *sentence, int error) {
  char number[64];
  snprintf(number, sizeof(number), "%s (%d)", strerror(error), error);
  const char *facts[] = {"error", number, "program", session->start.arguments[0], NULL};
  session->owes_answer = 0;
  stream_flush(&session->channel.stream);
  send_error(&session->channel.stream, code, PSW_FATAL, sentence, facts);
  channel_end(&session->channel, PSW_BYE_FATAL);
}

static void keep_stops(struct trace_session *session) {
  for (int i = 0; i < CAP_CALLS * 2; i++) session->stopped_at[i] = session->tracer.calls[i].selected;
  session->stops_at_all_memory = session->tracer.all_memory;
}

/* Records the program that has been started before. */
static void go_on(struct trace_session *session, uint32_t token, uint32_t flags) {
  struct tracer *tracer = &session->tracer;
  struct stream *stream = &session->channel.stream;
  answer_start(session);
  if (!tracer->running) send_clock(stream, PSW_CLOCK_START);
  send_state(stream, PSW_STATE_RUNNING, token);
  if (tracer->running) return;
  tracer->running = 1;
  send_running(tracer);
  stream_flush(stream);
  tell_snapshot_done(session, flags);
}

void trace_start(void *owner, uint32_t token, uint32_t flags) {
  struct trace_session *session = owner;
  struct tracer *tracer = &session->tracer;
  static char sentence[4096 + 512];
  enum psw_error_code code;
  int error = 0;
  if (session->has_started) {
    go_on(session, token, flags);
    return;
  }
  session->has_started = session->owes_answer = 1;
  session->start_token = token;
  session->start_flags = flags;
  send_clock(&session->channel.stream, PSW_CLOCK_START);
  tracer->running = 1;
  keep_stops(session);
  if (start_program(tracer, &session->start, &code, sentence, sizeof(sentence), &error) != 0)
    give_up(session, code, sentence, error);
}

static void stop(void *owner, uint32_t token) {
  struct trace_session *session = owner;
  struct channel *channel = &session->channel;
  struct tracer *tracer = &session->tracer;
  answer_start(session);
  if (tracer->running) {
    send_open_calls(tracer);
    tracer->running = 0;
    release_events(&channel->events, UINT64_MAX);
    stream_flush(&channel->stream);
  }
  if (token != 0) send_state(&channel->stream, PSW_STATE_STOPPED, token);
}

/* Whether more is wanted now than the running program's filter stops at. */
static int is_wider(const struct trace_session *session) {
  for (int i = 0; i < CAP_CALLS * 2; i++) {
    if (session->tracer.calls[i].selected && !session->stopped_at[i]) return 1;
  }
  return session->tracer.all_memory && !session->stops_at_all_memory;
}

static int set_filter(void *owner, const struct control *control) {
  struct trace_session *session = owner;
  struct tracer *tracer = &session->tracer;
  struct selection selection;
  if (read_selection(&selection, control->payload, control->length) != 0) return -1;
  select_calls(tracer->calls, CAP_CALLS * 2, wanted_operations(&selection), selection.filter.class_mask);
  tracer->failures_only = (selection.filter.flags & PSW_FILTER_FAILURES_ONLY) != 0;
  tracer->all_memory = (selection.filter.flags & PSW_FILTER_ALL_MEMORY) != 0;
  tracer->minimum_duration = selection.filter.minimum_duration;
  session->channel.events.class_mask = selection.filter.class_mask;
  free(tracer->scopes);
  tracer->scopes = selection.scopes;
  tracer->scope_count = selection.filter.scope_count;
  for (int i = 0; i < BUCKETS; i++) {
    for (struct tracee *tracee = tracer->buckets[i]; tracee != NULL; tracee = tracee->next) {
      if (tracee->process != NULL) judge(tracer, tracee->process);
    }
  }
  if (session->has_started && is_wider(session)) {
    send_error(&session->channel.stream, PSW_ERR_UNSUPPORTED, PSW_WARNING,
               "A program that is traced without administrator rights keeps the filter that it was started with: what that "
               "left out stays out. Start the program again to see more.",
               NULL);
  }
  return 0;
}

int trace_open(struct trace_session *session) {
  static const struct commands commands = {.start = trace_start, .stop = stop, .filter = set_filter};
  struct channel *channel = &session->channel;
  struct tracer *tracer = &session->tracer;
  if (channel_open(channel, session->start.input, session->start.output, &commands, session) != 0) return -1;
  tracer->calls = calloc(CAP_CALLS * 2, sizeof(struct cap_call));
  if (tracer->calls == NULL) {
    fputs("There is not enough memory to start the capture helper.\n", stderr);
    return -1;
  }
  fill_calls(tracer->calls);
  select_calls(tracer->calls, CAP_CALLS * 2, NULL, ~0u);
  channel->events.more_processes = no_more_processes;
  tracer->events = &channel->events;
  tracer->on_program = send_program;
  tracer->root_version = 1;
  tracer->own_files = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
  static const char *const sees[] = {"io_uring", "no", "connections", "no", NULL};
  send_greeting(&channel->stream, "ptrace", 0, sees);
  send_state(&channel->stream, PSW_STATE_READY, 0);
  channel_write(channel);
  return 0;
}

void trace_keep_time(struct trace_session *session) {
  static char sentence[4096 + 512];
  struct channel *channel = &session->channel;
  struct tracer *tracer = &session->tracer;
  uint64_t now = boot_time();
  if (session->has_started && tracer->tracee_count == 0 && !tracer->root_has_run && !channel->ending) {
    int error = 0;
    explain_failed_start(&session->start, sentence, sizeof(sentence), &error);
    release_events(tracer->events, UINT64_MAX);
    give_up(session, PSW_ERR_PROGRAM, sentence, error);
  }
  if (is_due(&channel->next_flush, now, channel->flush_interval)) {
    release_events(tracer->events, now);
    stream_flush(&channel->stream);
  }
  if (!tracer->running) return;
  if (is_due(&channel->next_statistics, now, channel->statistics_interval)) channel_statistics(channel, 0);
  channel_keep(channel, now);
}

int trace_close(struct trace_session *session) {
  struct channel *channel = &session->channel;
  if (channel->reason != PSW_BYE_PARENT_GONE) {
    stop(session, 0);
    channel_statistics(channel, 0);
    send_bye(&channel->stream, channel->reason);
    channel_write_rest(channel);
  }
  return channel->reason == PSW_BYE_FATAL ? 1 : 0;
}
