// SPDX-License-Identifier: MIT
#include "trace-session.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "../helper/greeting.h"
#include "../helper/selection.h"

#define MILLISECOND 1000000ull
#define CLOCK_INTERVAL (10000 * MILLISECOND)
#define SWEEP_INTERVAL (10000 * MILLISECOND)
/* Events of an ended process arrive within this. */
#define PROCESS_GRACE (5000 * MILLISECOND)

void trace_end(struct trace_session *session, enum psw_bye_reason reason) {
  if (!session->ending) session->reason = reason;
  session->ending = 1;
}

void trace_write(struct trace_session *session) {
  struct frames *out = &session->stream.out;
  while (session->written < out->used) {
    ssize_t count = write(session->start.output, out->bytes + session->written, out->used - session->written);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) return;
      trace_end(session, PSW_BYE_PARENT_GONE);
      session->written = out->used;
      break;
    }
    session->written += count;
    session->stream.bytes_sent += count;
  }
  out->used = session->written = 0;
}

/* Nothing more comes of processes than what has been told: the tracer sees them begin itself. */
static void no_more_processes(void *context) { (void)context; }

static void send_program(struct tracer *tracer, enum psw_program_state state, int32_t status) {
  struct stream *stream = tracer->events->stream;
  const struct psw_program program = {.state = state, .pid = tracer->root_pid, .status = status};
  /* Behind what it has done. */
  if (state != PSW_PROGRAM_STARTED) release_events(tracer->events, UINT64_MAX);
  stream_flush(stream);
  frame_begin(&stream->out, PSW_PROGRAM);
  frame_bytes(&stream->out, &program, sizeof(program));
  frame_end(&stream->out);
}

int trace_open(struct trace_session *session) {
  struct tracer *tracer = &session->tracer;
  session->flush_interval = 50 * MILLISECOND;
  session->statistics_interval = 1000 * MILLISECOND;
  tracer->calls = calloc(CAP_CALLS * 2, sizeof(struct cap_call));
  if (tracer->calls == NULL || stream_open(&session->stream) != 0 || events_open(&session->events, &session->stream) != 0) {
    fputs("There is not enough memory to start the capture helper.\n", stderr);
    return -1;
  }
  fill_calls(tracer->calls);
  select_calls(tracer->calls, CAP_CALLS * 2, NULL, ~0u);
  session->events.more_processes = no_more_processes;
  tracer->events = &session->events;
  tracer->on_program = send_program;
  tracer->root_version = 1;
  tracer->own_files = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
  static const char *const sees[] = {"io_uring", "no", "connections", "no", NULL};
  send_greeting(&session->stream, "ptrace", 0, sees);
  send_state(&session->stream, PSW_STATE_READY, 0);
  trace_write(session);
  return 0;
}

/* The program could not be started: what is said last. */
static void give_up(struct trace_session *session, enum psw_error_code code, const char *sentence, int error) {
  char number[64];
  snprintf(number, sizeof(number), "%s (%d)", strerror(error), error);
  const char *facts[] = {"error", number, "program", session->start.arguments[0], NULL};
  stream_flush(&session->stream);
  send_error(&session->stream, code, PSW_FATAL, sentence, facts);
  trace_end(session, PSW_BYE_FATAL);
}

static void keep_stops(struct trace_session *session) {
  for (int i = 0; i < CAP_CALLS * 2; i++) session->stopped_at[i] = session->tracer.calls[i].selected;
  session->stops_at_all_memory = session->tracer.all_memory;
}

void trace_start(struct trace_session *session, uint32_t token, uint32_t flags) {
  struct tracer *tracer = &session->tracer;
  static char sentence[4096 + 512];
  enum psw_error_code code;
  int error = 0;
  int was_running = tracer->running;
  tracer->running = 1;
  if (was_running) {
    send_state(&session->stream, PSW_STATE_RUNNING, token);
    return;
  }
  send_clock(&session->stream, PSW_CLOCK_START);
  session->next_clock = boot_time() + CLOCK_INTERVAL;
  send_state(&session->stream, PSW_STATE_RUNNING, token);
  if (session->has_started) {
    send_running(tracer);
  } else {
    session->has_started = 1;
    keep_stops(session);
    if (start_program(tracer, &session->start, &code, sentence, sizeof(sentence), &error) != 0)
      give_up(session, code, sentence, error);
  }
  stream_flush(&session->stream);
  if (!(flags & PSW_START_NO_SNAPSHOT)) send_state(&session->stream, PSW_STATE_SNAPSHOT_DONE, 0);
}

static void stop(struct trace_session *session, uint32_t token) {
  struct tracer *tracer = &session->tracer;
  if (tracer->running) {
    send_open_calls(tracer);
    tracer->running = 0;
    release_events(&session->events, UINT64_MAX);
    stream_flush(&session->stream);
  }
  if (token != 0) send_state(&session->stream, PSW_STATE_STOPPED, token);
}

static void send_statistics(struct trace_session *session) {
  struct stream *stream = &session->stream;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  uint64_t cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000ull +
                 (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000ull;
  const struct psw_statistic_entry entries[] = {
      {.id = PSW_STAT_EVENTS_SENT, .value = stream->events_sent},
      {.id = PSW_STAT_EVENTS_LOST, .value = stream->events_lost},
      {.id = PSW_STAT_RECORDS_READ, .value = session->events.records},
      {.id = PSW_STAT_BYTES_SENT, .value = stream->bytes_sent},
      {.id = PSW_STAT_STRINGS, .value = stream->strings.count},
      {.id = PSW_STAT_STRING_BYTES, .value = stream->strings.key_bytes},
      {.id = PSW_STAT_PROCESSES, .value = stream->processes.count},
      {.id = PSW_STAT_OPEN_CALLS, .value = session->events.pending.count},
      {.id = PSW_STAT_RESIDENT_BYTES, .value = usage.ru_maxrss * 1024ull},
      {.id = PSW_STAT_CPU_NANOSECONDS, .value = cpu},
      {.id = PSW_STAT_RESETS, .value = stream->resets},
      {.id = PSW_STAT_UNJOINED, .value = session->events.pending.dropped},
  };
  const struct psw_statistics head = {.time = boot_time(), .count = sizeof(entries) / sizeof(entries[0])};
  frame_begin(&stream->out, PSW_STATISTICS);
  frame_bytes(&stream->out, &head, sizeof(head));
  frame_bytes(&stream->out, entries, sizeof(entries));
  frame_end(&stream->out);
}

/* Whether more is wanted now than the running program's filter stops at. */
static int is_wider(const struct trace_session *session) {
  for (int i = 0; i < CAP_CALLS * 2; i++) {
    if (session->tracer.calls[i].selected && !session->stopped_at[i]) return 1;
  }
  return session->tracer.all_memory && !session->stops_at_all_memory;
}

static int set_filter(struct trace_session *session, const struct control *control) {
  struct tracer *tracer = &session->tracer;
  struct selection selection;
  if (read_selection(&selection, control->payload, control->length) != 0) return -1;
  select_calls(tracer->calls, CAP_CALLS * 2, wanted_operations(&selection), selection.filter.class_mask);
  tracer->failures_only = (selection.filter.flags & PSW_FILTER_FAILURES_ONLY) != 0;
  tracer->all_memory = (selection.filter.flags & PSW_FILTER_ALL_MEMORY) != 0;
  tracer->minimum_duration = selection.filter.minimum_duration;
  session->events.class_mask = selection.filter.class_mask;
  free(tracer->scopes);
  tracer->scopes = selection.scopes;
  tracer->scope_count = selection.filter.scope_count;
  for (int i = 0; i < BUCKETS; i++) {
    for (struct tracee *tracee = tracer->buckets[i]; tracee != NULL; tracee = tracee->next) {
      if (tracee->process != NULL) judge(tracer, tracee->process);
    }
  }
  if (session->has_started && is_wider(session)) {
    send_error(&session->stream, PSW_ERR_UNSUPPORTED, PSW_WARNING,
               "A program that is traced without administrator rights keeps the filter that it was started with: what that "
               "left out stays out. Start the program again to see more.",
               NULL);
  }
  return 0;
}

static void refuse(struct trace_session *session, const char *sentence) {
  if (session->stream.out.used > 1u << 20) return; /* who floods commands without reading gets no answers */
  send_error(&session->stream, PSW_ERR_CONTROL, PSW_WARNING, sentence, NULL);
}

static int take(const struct control *control, void *into, size_t size) {
  if (control->length < size) return 0;
  memcpy(into, control->payload, size);
  return 1;
}

static void obey(struct trace_session *session, const struct control *control) {
  struct psw_start start;
  struct psw_token token;
  struct psw_rate rate;
  switch (control->kind) {
  case PSW_START:
    if (!take(control, &start, sizeof(start))) break;
    if (start.major != PSW_VERSION_MAJOR) {
      send_error(&session->stream, PSW_ERR_VERSION, PSW_FATAL,
                 "The capture helper and the app are of different versions. Install both from one release.", NULL);
      trace_end(session, PSW_BYE_FATAL);
    } else {
      trace_start(session, start.token, start.flags);
    }
    return;
  case PSW_STOP:
    if (!take(control, &token, sizeof(token))) break;
    stop(session, token.token);
    return;
  case PSW_SHUTDOWN: trace_end(session, PSW_BYE_ASKED); return;
  case PSW_FILTER:
    if (!take(control, &token, sizeof(token)) || set_filter(session, control) != 0) break;
    send_state(&session->stream, PSW_STATE_FILTER_SET, token.token);
    return;
  case PSW_RATE:
    if (!take(control, &rate, sizeof(rate))) break;
    if (rate.flush_milliseconds != 0) session->flush_interval = rate.flush_milliseconds * MILLISECOND;
    if (rate.statistics_milliseconds != 0) session->statistics_interval = rate.statistics_milliseconds * MILLISECOND;
    session->stream.events_per_second = rate.events_per_second;
    send_state(&session->stream, PSW_STATE_RATE_SET, rate.token);
    return;
  default: refuse(session, "The capture helper was sent a command that it does not know."); return;
  }
  refuse(session, "The capture helper was sent a command that it could not read.");
}

void trace_read_controls(struct trace_session *session) {
  size_t room;
  void *at = control_room(&session->controls, &room);
  ssize_t count = read(session->start.input, at, room);
  if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) {
    trace_end(session, PSW_BYE_PARENT_GONE);
    return;
  }
  if (count < 0) return;
  session->controls.used += count;
  uint64_t skipped = session->controls.skipped;
  struct control control;
  while (next_control(&session->controls, &control)) {
    obey(session, &control);
    control_done(&session->controls, &control);
  }
  if (session->controls.skipped != skipped) refuse(session, "The capture helper was sent a damaged command.");
}

void trace_keep_time(struct trace_session *session) {
  static char sentence[4096 + 512];
  struct stream *stream = &session->stream;
  struct tracer *tracer = &session->tracer;
  uint64_t now = boot_time();
  if (session->has_started && tracer->tracee_count == 0 && !tracer->root_has_run && !session->ending) {
    int error = 0;
    explain_failed_start(&session->start, sentence, sizeof(sentence), &error);
    release_events(tracer->events, UINT64_MAX);
    give_up(session, PSW_ERR_PROGRAM, sentence, error);
  }
  if (now >= session->next_flush) {
    release_events(tracer->events, now);
    stream_flush(stream);
    session->next_flush = now + session->flush_interval;
  }
  if (!tracer->running) return;
  if (now >= session->next_statistics) {
    send_statistics(session);
    session->next_statistics = now + session->statistics_interval;
  }
  if (now >= session->next_clock) {
    send_clock(stream, PSW_CLOCK_PERIODIC);
    session->next_clock = now + CLOCK_INTERVAL;
  }
  if (now >= session->next_sweep) {
    processes_sweep(&stream->processes, now - PROCESS_GRACE);
    session->next_sweep = now + SWEEP_INTERVAL;
  }
}

int trace_close(struct trace_session *session) {
  if (session->reason != PSW_BYE_PARENT_GONE) {
    stop(session, 0);
    send_statistics(session);
    send_bye(&session->stream, session->reason);
    trace_write(session);
    while (session->stream.out.used > 0) {
      struct pollfd output = {.fd = session->start.output, .events = POLLOUT};
      if (poll(&output, 1, 2000) <= 0 || (output.revents & (POLLERR | POLLNVAL))) break;
      trace_write(session);
    }
  }
  return session->reason == PSW_BYE_FATAL ? 1 : 0;
}
