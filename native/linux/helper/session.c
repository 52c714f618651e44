// SPDX-License-Identifier: MIT
#include "session.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "channel.h"
#include "greeting.h"
#include "privileges.h"

/* Records of one turn that say that more are likely to wait already. */
#define BUSY_RECORDS 4096

struct session {
  struct channel channel;
  struct capture capture;
  int running;
  int clock_timer; /* tells when the wall clock is set */
};

static volatile sig_atomic_t stop_asked;
static void on_signal(int number) {
  (void)number;
  stop_asked = 1;
}

static void start(void *owner, uint32_t token, uint32_t flags) {
  struct session *session = owner;
  struct stream *stream = &session->channel.stream;
  if (session->running) {
    send_state(stream, PSW_STATE_RUNNING, token);
    return;
  }
  if (capture_start(&session->capture) != 0) {
    struct load_failure failure = {.error = errno};
    send_load_failure(stream, &failure);
    channel_end(&session->channel, PSW_BYE_FATAL);
    return;
  }
  session->running = 1;
  send_clock(stream, PSW_CLOCK_START);
  send_state(stream, PSW_STATE_RUNNING, token);
  if (flags & PSW_START_NO_SNAPSHOT) return;
  if (capture_snapshot(&session->capture) != 0) {
    send_error(stream, PSW_ERR_SNAPSHOT, PSW_WARNING,
               "The kernel cannot list the processes that run already; each appears with its first event.", NULL);
  }
  stream_flush(stream);
  send_state(stream, PSW_STATE_SNAPSHOT_DONE, 0);
}

static void stop(void *owner, uint32_t token) {
  struct session *session = owner;
  struct channel *channel = &session->channel;
  if (session->running) {
    session->running = 0;
    capture_stop(&session->capture);
    while (capture_read(&session->capture) > 0) {
      stream_flush(&channel->stream);
      channel_write_rest(channel);
      if (channel->stream.out.used > 0) break; /* nobody reads */
    }
    release_events(&channel->events, UINT64_MAX);
    capture_finish(&session->capture);
    stream_flush(&channel->stream);
  }
  if (token != 0) send_state(&channel->stream, PSW_STATE_STOPPED, token);
}

static int filter(void *owner, const struct control *control) {
  struct session *session = owner;
  if (filter_set(&session->capture, control->payload, control->length) != 0) return -1;
  scope_set(&session->capture, getpid(), 0, 1);
  return 0;
}

static void watch_clock(struct session *session) {
  struct itimerspec far = {.it_value.tv_sec = INT32_MAX};
  timerfd_settime(session->clock_timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

/* The wall clock was set, or the machine has slept: the timer is cancelled by both. */
static void read_clock_timer(struct session *session) {
  uint64_t expirations;
  if (read(session->clock_timer, &expirations, sizeof(expirations)) < 0 && errno == ECANCELED)
    send_clock(&session->channel.stream, PSW_CLOCK_SET);
  watch_clock(session);
}

static void keep_time(struct session *session, uint64_t now) {
  struct channel *channel = &session->channel;
  if (is_due(&channel->next_flush, now, channel->flush_interval)) stream_flush(&channel->stream);
  if (!session->running) return;
  if (is_due(&channel->next_statistics, now, channel->statistics_interval)) {
    check_counters(&session->capture);
    channel_statistics(channel, session->capture.ring_bytes);
  }
  channel_keep(channel, now);
}

/* One turn: wait for something to do, then do it. Returns whether there may be more at once. */
static int turn(struct session *session, int busy) {
  struct channel *channel = &session->channel;
  int has_output = channel->stream.out.used > 0;
  struct pollfd files[3] = {
      {.fd = channel->input, .events = POLLIN},
      {.fd = session->clock_timer, .events = POLLIN},
      {.fd = channel->output, .events = has_output ? POLLOUT : 0},
  };
  int wait = busy ? 0 : has_output ? 50 : session->running ? 4 : 500;
  if (poll(files, 3, wait) < 0 && errno != EINTR) return 0;
  if (files[0].revents != 0) channel_read(channel);
  if (files[2].revents & (POLLERR | POLLNVAL)) channel_end(channel, PSW_BYE_PARENT_GONE);
  if (files[1].revents != 0) read_clock_timer(session);
  channel_write(channel);
  /* While the reader does not take what is there, the ring in the kernel fills, and the kernel counts. */
  if (channel->stream.out.used > 0) return 0;
  uint64_t count = session->running ? capture_read(&session->capture) : 0;
  keep_time(session, boot_time());
  channel_write(channel);
  return channel->stream.out.used == 0 && count > BUSY_RECORDS;
}

/* Changing users forgets this wish, so it is made again afterwards. */
static void end_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGTERM); }

static void prepare_files(void) {
  signal(SIGPIPE, SIG_IGN);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);
  /* On a terminal, Ctrl+C is meant for the program that started this: it asks for the rest before it ends. */
  if (isatty(STDIN_FILENO)) sigaction(SIGINT, &action, NULL);
  else signal(SIGINT, SIG_IGN);
  sigaction(SIGHUP, &action, NULL);
  end_with_parent();
  fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 20);
  fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
}

static void say_hello(struct session *session) {
  const struct capture *capture = &session->capture;
  const char *sees[] = {"io_uring", capture->sees_uring ? "yes" : "no", "connections",
                        capture->sees_connections ? "yes" : "no", NULL};
  send_greeting(&session->channel.stream, capture->tier == NULL ? "" : capture->tier, capture->ring_bytes, sees);
}

static int open_session(struct session *session, const struct options *options) {
  static const struct commands commands = {.start = start, .stop = stop, .filter = filter};
  struct channel *channel = &session->channel;
  session->capture.events = &channel->events;
  session->clock_timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  watch_clock(session);
  if (channel_open(channel, STDIN_FILENO, STDOUT_FILENO, &commands, session) != 0) return -1;
  struct load_failure failure;
  int loaded = capture_load(&session->capture, options->tier, options->ring_bytes, &failure);
  say_hello(session);
  if (loaded != 0) {
    send_load_failure(&channel->stream, &failure);
    channel->reason = PSW_BYE_FATAL;
    return -1;
  }
  drop_privileges();
  end_with_parent();
  scope_set(&session->capture, getpid(), 0, 1);
  for (int i = 0; i < options->exclude_count; i++) scope_set(&session->capture, options->exclude_trees[i], 0, 1);
  send_state(&channel->stream, PSW_STATE_READY, 0);
  if (options->start_at_once) start(session, 0, 0);
  return 0;
}

int session_run(const struct options *options) {
  static struct session session;
  struct channel *channel = &session.channel;
  pid_t parent = getppid();
  prepare_files();
  int failed = open_session(&session, options) != 0;
  int busy = 0;
  while (!failed && !channel->ending) {
    busy = turn(&session, busy);
    if (stop_asked) channel_end(channel, PSW_BYE_SIGNAL);
    if (getppid() != parent) channel_end(channel, PSW_BYE_PARENT_GONE);
  }
  if (channel->reason != PSW_BYE_PARENT_GONE) {
    if (!failed) stop(&session, 0);
    channel_statistics(channel, session.capture.ring_bytes);
    send_bye(&channel->stream, channel->reason);
    channel_write_rest(channel);
  }
  capture_close(&session.capture);
  return failed || channel->reason == PSW_BYE_FATAL ? 1 : 0;
}
