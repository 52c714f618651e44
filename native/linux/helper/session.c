// SPDX-License-Identifier: MIT
#include "session.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "greeting.h"
#include "privileges.h"

#define MILLISECOND 1000000u
#define SWEEP_INTERVAL (10000ull * MILLISECOND)
#define CLOCK_INTERVAL (10000ull * MILLISECOND)
/* Events of an ended process arrive within this. */
#define PROCESS_GRACE (5000ull * MILLISECOND)

struct session {
  struct stream stream;
  struct events events;
  struct capture capture;
  struct control_reader controls;
  size_t written; /* of stream.out */
  int running;
  int ending;
  enum psw_bye_reason reason;
  uint64_t flush_interval, statistics_interval;
  uint64_t next_flush, next_statistics, next_clock, next_sweep;
  int clock_timer; /* tells when the wall clock is set */
};

static volatile sig_atomic_t stop_asked;
static void on_signal(int number) {
  (void)number;
  stop_asked = 1;
}

static void end(struct session *session, enum psw_bye_reason reason) {
  if (!session->ending) session->reason = reason;
  session->ending = 1;
}

/* Writes as much as the reader takes now. */
static void write_out(struct session *session) {
  struct frames *out = &session->stream.out;
  while (session->written < out->used) {
    ssize_t count = write(STDOUT_FILENO, out->bytes + session->written, out->used - session->written);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) {
        end(session, PSW_BYE_PARENT_GONE);
        session->written = out->used;
      }
      break;
    }
    session->written += count;
    session->stream.bytes_sent += count;
  }
  if (session->written == out->used) out->used = session->written = 0;
}

/* Waits until everything is out, or its reader is gone, or does not read for two seconds. */
static void write_rest(struct session *session) {
  write_out(session);
  while (session->stream.out.used > 0) {
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (poll(&output, 1, 2000) <= 0 || (output.revents & (POLLERR | POLLNVAL))) return;
    write_out(session);
  }
}

static void send_statistics(struct session *session) {
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
      {.id = PSW_STAT_RING_BYTES, .value = session->capture.ring_bytes},
      {.id = PSW_STAT_STRINGS, .value = stream->strings.count},
      {.id = PSW_STAT_STRING_BYTES, .value = stream->strings.key_bytes},
      {.id = PSW_STAT_PROCESSES, .value = stream->processes.count},
      {.id = PSW_STAT_OPEN_CALLS, .value = session->events.pending.count},
      {.id = PSW_STAT_RESIDENT_BYTES, .value = usage.ru_maxrss * 1024ull},
      {.id = PSW_STAT_CPU_NANOSECONDS, .value = cpu},
      {.id = PSW_STAT_RESETS, .value = stream->resets},
      {.id = PSW_STAT_UNJOINED, .value = session->events.pending.dropped},
  };
  struct psw_statistics head = {.time = boot_time(), .count = sizeof(entries) / sizeof(entries[0])};
  frame_begin(&stream->out, PSW_STATISTICS);
  frame_bytes(&stream->out, &head, sizeof(head));
  frame_bytes(&stream->out, entries, sizeof(entries));
  frame_end(&stream->out);
}

static void start(struct session *session, uint32_t token, uint32_t flags) {
  if (session->running) {
    send_state(&session->stream, PSW_STATE_RUNNING, token);
    return;
  }
  if (capture_start(&session->capture) != 0) {
    struct load_failure failure = {.error = errno};
    send_load_failure(&session->stream, &failure);
    end(session, PSW_BYE_FATAL);
    return;
  }
  session->running = 1;
  send_clock(&session->stream, PSW_CLOCK_START);
  send_state(&session->stream, PSW_STATE_RUNNING, token);
  if (flags & PSW_START_NO_SNAPSHOT) return;
  if (capture_snapshot(&session->capture) != 0) {
    send_error(&session->stream, PSW_ERR_SNAPSHOT, PSW_WARNING,
               "The kernel cannot list the processes that run already; each appears with its first event.", NULL);
  }
  stream_flush(&session->stream);
  send_state(&session->stream, PSW_STATE_SNAPSHOT_DONE, 0);
}

static void stop(struct session *session, uint32_t token) {
  if (session->running) {
    session->running = 0;
    capture_stop(&session->capture);
    while (capture_read(&session->capture) > 0) {
      stream_flush(&session->stream);
      write_rest(session);
      if (session->stream.out.used > 0) break; /* nobody reads */
    }
    release_events(&session->events, UINT64_MAX);
    capture_finish(&session->capture);
    stream_flush(&session->stream);
  }
  if (token != 0) send_state(&session->stream, PSW_STATE_STOPPED, token);
}

static void refuse(struct session *session, const char *sentence) {
  if (session->stream.out.used > 1u << 20) return; /* who floods commands without reading gets no answers */
  send_error(&session->stream, PSW_ERR_CONTROL, PSW_WARNING, sentence, NULL);
}

/* Whether a payload has at least the bytes of a structure, which is then copied. */
static int take(const struct control *control, void *into, size_t size) {
  if (control->length < size) return 0;
  memcpy(into, control->payload, size);
  return 1;
}

static void obey(struct session *session, const struct control *control) {
  struct psw_start start_payload;
  struct psw_token token;
  struct psw_rate rate;
  switch (control->kind) {
  case PSW_START:
    if (!take(control, &start_payload, sizeof(start_payload))) break;
    if (start_payload.major != PSW_VERSION_MAJOR) {
      send_error(&session->stream, PSW_ERR_VERSION, PSW_FATAL,
                 "The capture helper and the app are of different versions. Install both from one release.", NULL);
      end(session, PSW_BYE_FATAL);
    } else {
      start(session, start_payload.token, start_payload.flags);
    }
    return;
  case PSW_STOP:
    if (!take(control, &token, sizeof(token))) break;
    stop(session, token.token);
    return;
  case PSW_SHUTDOWN: end(session, PSW_BYE_ASKED); return;
  case PSW_FILTER:
    if (!take(control, &token, sizeof(token)) || filter_set(&session->capture, control->payload, control->length) != 0)
      break;
    scope_set(&session->capture, getpid(), 0, 1);
    send_state(&session->stream, PSW_STATE_FILTER_SET, token.token);
    return;
  case PSW_RATE:
    if (!take(control, &rate, sizeof(rate))) break;
    if (rate.flush_milliseconds != 0) session->flush_interval = (uint64_t)rate.flush_milliseconds * MILLISECOND;
    if (rate.statistics_milliseconds != 0)
      session->statistics_interval = (uint64_t)rate.statistics_milliseconds * MILLISECOND;
    session->stream.events_per_second = rate.events_per_second;
    send_state(&session->stream, PSW_STATE_RATE_SET, rate.token);
    return;
  default: refuse(session, "The capture helper was sent a command that it does not know."); return;
  }
  refuse(session, "The capture helper was sent a command that it could not read.");
}

static void read_controls(struct session *session) {
  size_t room;
  void *at = control_room(&session->controls, &room);
  ssize_t count = read(STDIN_FILENO, at, room);
  if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) {
    end(session, PSW_BYE_PARENT_GONE);
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

static void watch_clock(struct session *session) {
  struct itimerspec far = {.it_value.tv_sec = INT32_MAX};
  timerfd_settime(session->clock_timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

/* What time asks for. Each keeps its own pace. */
static void keep_time(struct session *session, uint64_t now) {
  struct stream *stream = &session->stream;
  if (now >= session->next_flush) {
    stream_flush(stream);
    session->next_flush = now + session->flush_interval;
  }
  if (!session->running) return;
  if (now >= session->next_statistics) {
    check_counters(&session->capture);
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

/* One turn: wait for something to do, then do it. Returns whether there may be more at once. */
static int turn(struct session *session, int busy) {
  int has_output = session->stream.out.used > 0;
  struct pollfd files[3] = {
      {.fd = STDIN_FILENO, .events = POLLIN},
      {.fd = session->clock_timer, .events = POLLIN},
      {.fd = STDOUT_FILENO, .events = has_output ? POLLOUT : 0},
  };
  int wait = busy ? 0 : has_output ? 50 : session->running ? 4 : 500;
  if (poll(files, 3, wait) < 0 && errno != EINTR) return 0;
  if (files[0].revents != 0) read_controls(session);
  if (files[2].revents & (POLLERR | POLLNVAL)) end(session, PSW_BYE_PARENT_GONE);
  if (files[1].revents != 0) {
    uint64_t expirations;
    if (read(session->clock_timer, &expirations, sizeof(expirations)) < 0 && errno == ECANCELED)
      send_clock(&session->stream, PSW_CLOCK_SET);
    watch_clock(session);
  }
  write_out(session);
  /* While the reader does not take what is there, the ring in the kernel fills, and the kernel counts. */
  if (session->stream.out.used > 0) return 0;
  uint64_t count = session->running ? capture_read(&session->capture) : 0;
  keep_time(session, boot_time());
  write_out(session);
  return session->stream.out.used == 0 && count > 4096;
}

static void prepare_files(void) {
  signal(SIGPIPE, SIG_IGN);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);
  /* On a terminal, Ctrl+C is meant for the program that started this: it asks for the rest before it ends. */
  if (isatty(STDIN_FILENO)) sigaction(SIGINT, &action, NULL);
  else signal(SIGINT, SIG_IGN);
  sigaction(SIGHUP, &action, NULL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 20);
  fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
}

static void say_hello(struct session *session) {
  const struct capture *capture = &session->capture;
  const char *sees[] = {"io_uring", capture->sees_uring ? "yes" : "no", "connections",
                        capture->sees_connections ? "yes" : "no", NULL};
  send_greeting(&session->stream, capture->tier == NULL ? "" : capture->tier, capture->ring_bytes, sees);
}

static int open_session(struct session *session, const struct options *options) {
  session->flush_interval = 50 * MILLISECOND;
  session->statistics_interval = 1000ull * MILLISECOND;
  session->capture.events = &session->events;
  session->clock_timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  watch_clock(session);
  if (stream_open(&session->stream) != 0 || events_open(&session->events, &session->stream) != 0) {
    fputs("There is not enough memory to start the capture helper.\n", stderr);
    return -1;
  }
  struct load_failure failure;
  int loaded = capture_load(&session->capture, options->tier, options->ring_bytes, &failure);
  say_hello(session);
  if (loaded != 0) {
    send_load_failure(&session->stream, &failure);
    session->reason = PSW_BYE_FATAL;
    return -1;
  }
  drop_privileges();
  scope_set(&session->capture, getpid(), 0, 1);
  for (int i = 0; i < options->exclude_count; i++) scope_set(&session->capture, options->exclude_trees[i], 0, 1);
  send_state(&session->stream, PSW_STATE_READY, 0);
  if (options->start_at_once) start(session, 0, 0);
  return 0;
}

int session_run(const struct options *options) {
  static struct session session;
  pid_t parent = getppid();
  prepare_files();
  int failed = open_session(&session, options) != 0;
  int busy = 0;
  while (!failed && !session.ending) {
    busy = turn(&session, busy);
    if (stop_asked) end(&session, PSW_BYE_SIGNAL);
    if (getppid() != parent) end(&session, PSW_BYE_PARENT_GONE);
  }
  if (session.reason != PSW_BYE_PARENT_GONE) {
    if (!failed) stop(&session, 0);
    send_statistics(&session);
    send_bye(&session.stream, session.reason);
    write_rest(&session);
  }
  capture_close(&session.capture);
  return failed || session.reason == PSW_BYE_FATAL ? 1 : 0;
}
