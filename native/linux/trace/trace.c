// SPDX-License-Identifier: MIT
/* The mode `trace`: its options, and the turns between stops of threads, commands and time. */
#include "trace.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../launch/launch.h"
#include "trace-session.h"

static const char HELP[] =
    "Usage: procscope-helper trace [options] -- PROGRAM [ARGUMENT...]\n"
    "\n"
    "Starts a program and records what it and its descendants do, without privileges (ptrace and seccomp): slower than\n"
    "the capture in the kernel, and only for what it has started. Speaks the protocol in native/protocol; the program\n"
    "begins with the command to start, and is ended with this helper.\n"
    "\n"
    "  --output N       write frames to this descriptor (1)\n"
    "  --input N        read commands from this one (0)\n"
    "  --start          start at once, without waiting for the command to\n"
    "  --directory DIR  start the program there\n"
    "  --help           print this\n"
    "\n"
    "The program has the descriptors 0 to 2 of the helper, but for those that frames and commands take.\n";

/* How long a wait for stops lasts before commands and time get their turn. */
#define TICK_MICROSECONDS 20000
/* With so much unread the program waits for the reader: nothing is lost, and memory stays bounded. */
#define UNREAD_MAX (4u << 20)

static volatile sig_atomic_t stop_asked, ticked;
static void on_stop_signal(int number) {
  (void)number;
  stop_asked = 1;
}
static void on_tick(int number) {
  (void)number;
  ticked = 1;
}

static void prepare_process(const struct start_options *start) {
  remember_inheritance();
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max; /* one for each process */
    setrlimit(RLIMIT_NOFILE, &files);
  }
  signal(SIGPIPE, SIG_IGN);
  /* Ctrl+C is for the program and for who reads; they decide. */
  signal(SIGINT, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
  struct sigaction action = {.sa_handler = on_stop_signal};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  action.sa_handler = on_tick;
  sigaction(SIGALRM, &action, NULL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  fcntl(start->input, F_SETFD, FD_CLOEXEC);
  fcntl(start->output, F_SETFD, FD_CLOEXEC);
  fcntl(start->output, F_SETPIPE_SZ, 1 << 20);
  fcntl(start->output, F_SETFL, fcntl(start->output, F_GETFL) | O_NONBLOCK);
}

static void set_tick(int is_on) {
  const struct timeval interval = {.tv_usec = is_on ? TICK_MICROSECONDS : 0};
  const struct itimerval timer = {interval, interval};
  setitimer(ITIMER_REAL, &timer, NULL);
}

/* Waits for commands, for a reader, and for time; not for stops. */
static void wait_for_others(struct channel *channel, int milliseconds) {
  struct pollfd files[2] = {
      {.fd = channel->input, .events = POLLIN},
      {.fd = channel->output, .events = channel->stream.out.used > 0 ? POLLOUT : 0},
  };
  if (poll(files, 2, milliseconds) < 0 && errno != EINTR) return;
  if (files[0].revents != 0) channel_read(channel);
  if (files[1].revents & (POLLERR | POLLNVAL)) channel_end(channel, PSW_BYE_PARENT_GONE);
  channel_write(channel);
}

/* One turn. While threads stop one after another, only the tick interrupts. */
static void turn(struct trace_session *session) {
  struct channel *channel = &session->channel;
  const struct frames *out = &channel->stream.out;
  if (session->tracer.tracee_count == 0) {
    wait_for_others(channel, out->used > 0 ? 50 : 200);
    trace_keep_time(session);
    return;
  }
  while (!ticked && out->used < UNREAD_MAX && session->tracer.tracee_count > 0 && !channel->ending) {
    int status;
    pid_t tid = wait4(-1, &status, __WALL, NULL);
    if (tid > 0) handle_stop(&session->tracer, tid, status);
    else if (errno != EINTR) break;
  }
  ticked = 0;
  adopt_held(&session->tracer, boot_time());
  trace_keep_time(session);
  wait_for_others(channel, out->used >= UNREAD_MAX ? 50 : 0);
}

static int fail(const char *sentence) {
  fprintf(stderr, "%s\n", sentence);
  return 2;
}

static int read_options(int argc, char **argv, struct start_options *start, int *start_at_once) {
  static const struct option names[] = {
      {"output", required_argument, NULL, 'o'}, {"input", required_argument, NULL, 'i'},
      {"directory", required_argument, NULL, 'd'}, {"start", no_argument, NULL, 's'},
      {"help", no_argument, NULL, 'h'},            {NULL, 0, NULL, 0},
  };
  *start = (struct start_options){.input = STDIN_FILENO, .output = STDOUT_FILENO};
  int option;
  while ((option = getopt_long(argc, argv, "+", names, NULL)) != -1) {
    char *end = NULL;
    long number = optarg == NULL ? 0 : strtol(optarg, &end, 10);
    int is_open = end != NULL && *end == 0 && end != optarg && fcntl(number, F_GETFD) >= 0;
    switch (option) {
    case 'o':
      if (!is_open) return fail("--output takes the number of an open descriptor.");
      start->output = number;
      break;
    case 'i':
      if (!is_open) return fail("--input takes the number of an open descriptor.");
      start->input = number;
      break;
    case 'd': start->directory = optarg; break;
    case 's': *start_at_once = 1; break;
    case 'h': fputs(HELP, stdout); return 0;
    default: return fail("Try procscope-helper trace --help.");
    }
  }
  if (optind == argc) return fail("Say which program to trace: procscope-helper trace -- PROGRAM [ARGUMENT...]");
  if (isatty(start->output)) return fail("The capture helper writes binary data: it is started by Procscope, not in a terminal.");
  start->arguments = argv + optind;
  return -1;
}

int trace_main(int argc, char **argv) {
  static struct trace_session session;
  int start_at_once = 0;
  int status = read_options(argc, argv, &session.start, &start_at_once);
  if (status >= 0) return status;
  pid_t parent = getppid();
  drop_file_capabilities();
  prepare_process(&session.start);
  if (trace_open(&session) != 0) return 1;
  if (start_at_once) trace_start(&session, 0, 0);
  set_tick(1);
  while (!session.channel.ending) {
    turn(&session);
    if (stop_asked) channel_end(&session.channel, PSW_BYE_SIGNAL);
    if (getppid() != parent) channel_end(&session.channel, PSW_BYE_PARENT_GONE);
  }
  set_tick(0);
  return trace_close(&session);
}
