// SPDX-License-Identifier: MIT
/*
 * The service: takes itself out of the next start, then records into the log until it is told to end. It speaks to no engine:
 * what it would send goes to the log, each piece with all that is needed to read it alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "../helper/capture.h"
#include "../helper/channel.h"
#include "../helper/greeting.h"
#include "../helper/privileges.h"
#include "log.h"
#include "retold.h"

#define FLUSH_INTERVAL (50 * MILLISECOND)
#define LOOK_INTERVAL (200 * MILLISECOND)
#define COUNTERS_INTERVAL (1000 * MILLISECOND)
#define CLOCK_INTERVAL (10000 * MILLISECOND)
#define SWEEP_INTERVAL (1000 * MILLISECOND)
/* Events of an ended process arrive within this. */
#define PROCESS_GRACE (5000 * MILLISECOND)
#define BUSY_RECORDS 4096
#define IDLE_MILLISECONDS 10

struct recorder {
  struct stream stream;
  struct events events;
  struct capture capture;
  struct log log;
  struct retold retold;
  int clock_timer; /* tells when the wall clock is set */
  int is_over;
  uint64_t next_flush, next_look, next_counters, next_clock, next_sweep;
};

static volatile sig_atomic_t stop_asked;
static void on_signal(int number) {
  (void)number;
  stop_asked = 1;
}

/* Events that were told or lost so far: what a reader counts too. */
static uint64_t event_total(const struct recorder *recorder) {
  return recorder->stream.events_sent + recorder->stream.events_lost;
}

/* Tells systemd how it stands. Source: sd_notify(3). */
static void notify(const char *text) {
  const char *path = getenv("NOTIFY_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (path == NULL || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof(address.sun_path)) return;
  memcpy(address.sun_path, path, strlen(path));
  if (path[0] == '@') address.sun_path[0] = 0;
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&address,
         offsetof(struct sockaddr_un, sun_path) + strlen(path));
  close(fd);
}

/*
 * How long the start of the system waits for the recorder, seconds: it takes half of one, but where a processor is emulated.
 * PATIENCE_VARIABLE, in a drop-in of the unit, says otherwise.
 */
#define READY_PATIENCE 10
#define PATIENCE_VARIABLE "PROCSCOPE_BOOT_PATIENCE"

/* Lets the start of the system go on when getting ready takes long. */
struct waiting {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t ready;
  int is_ready;
};

static void *wait_for_ready(void *context) {
  struct waiting *waiting = context;
  struct timespec until;
  const char *wish = getenv(PATIENCE_VARIABLE);
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += wish != NULL && atoi(wish) > 0 ? atoi(wish) : READY_PATIENCE;
  int result = 0;
  pthread_mutex_lock(&waiting->lock);
  while (!waiting->is_ready && result == 0) result = pthread_cond_timedwait(&waiting->ready, &waiting->lock, &until);
  pthread_mutex_unlock(&waiting->lock);
  if (result != 0) notify("READY=1\nSTATUS=Still getting ready to record this start of the system");
  return NULL;
}

static int load(struct capture *capture, struct load_failure *failure) {
  struct waiting waiting = {.lock = PTHREAD_MUTEX_INITIALIZER, .ready = PTHREAD_COND_INITIALIZER};
  int is_waiting = pthread_create(&waiting.thread, NULL, wait_for_ready, &waiting) == 0;
  int result = capture_load(capture, NULL, 0, failure);
  pthread_mutex_lock(&waiting.lock);
  waiting.is_ready = 1;
  pthread_cond_signal(&waiting.ready);
  pthread_mutex_unlock(&waiting.lock);
  /* It must be gone before rights are given up, which each thread does for itself. */
  if (is_waiting) pthread_join(waiting.thread, NULL);
  return result;
}

static void begin_piece(struct recorder *recorder);

/* Gives the log what is there. What it cannot take is missing in the next piece's count, which a reader sees. */
static void write_out(struct recorder *recorder) {
  struct frames *out = &recorder->stream.out;
  if (out->used == 0) return;
  retold_learn(&recorder->retold, out->bytes, out->used);
  int result = log_write(&recorder->log, out->bytes, out->used, event_total(recorder));
  out->used = 0;
  if (result == 0 || recorder->is_over) return;
  /* What was told in vain has to be told again. */
  begin_piece(recorder);
}

static void greet(struct recorder *recorder, uint64_t before) {
  const struct capture *capture = &recorder->capture;
  char piece[16], events[32];
  snprintf(piece, sizeof(piece), "%u", log_piece(&recorder->log));
  snprintf(events, sizeof(events), "%llu", (unsigned long long)before);
  const char *facts[] = {"io_uring", capture->sees_uring ? "yes" : "no", "connections",
                         capture->sees_connections ? "yes" : "no", "piece", piece, "events-before", events, NULL};
  send_greeting(&recorder->stream, capture->tier, capture->ring_bytes, facts);
}

/* Ends the piece, if there is one, and begins another that can be read without those before it. */
static void begin_piece(struct recorder *recorder) {
  struct stream *stream = &recorder->stream;
  int is_first = log_piece(&recorder->log) == 0;
  if (!is_first) {
    release_events(&recorder->events, UINT64_MAX);
    stream_flush(stream);
    /* Not write_out: when nothing fits it would begin a piece too. */
    retold_learn(&recorder->retold, stream->out.bytes, stream->out.used);
    log_write(&recorder->log, stream->out.bytes, stream->out.used, event_total(recorder));
    stream->out.used = 0;
  }
  uint64_t before = event_total(recorder);
  if (log_next_piece(&recorder->log, before) != 0) {
    say("The log of this start could not be written any more (%s): recording ends here.", strerror(errno));
    recorder->is_over = 1;
    return;
  }
  stream->out.sequence = 0;
  greet(recorder, before);
  send_clock(stream, is_first ? PSW_CLOCK_START : PSW_CLOCK_PERIODIC);
  if (is_first) return;
  forget_strings(&recorder->events);
  retold_forget(&recorder->retold, boot_time() - PROCESS_GRACE);
  retold_tell(&recorder->retold, &stream->out);
}

static void watch_clock(const struct recorder *recorder) {
  struct itimerspec far = {.it_value.tv_sec = INT32_MAX};
  timerfd_settime(recorder->clock_timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

static void read_clock_timer(struct recorder *recorder) {
  uint64_t expirations;
  if (read(recorder->clock_timer, &expirations, sizeof(expirations)) < 0 && errno == ECANCELED)
    send_clock(&recorder->stream, PSW_CLOCK_SET);
  watch_clock(recorder);
}

static void keep_time(struct recorder *recorder, uint64_t now) {
  struct stream *stream = &recorder->stream;
  if (is_due(&recorder->next_counters, now, COUNTERS_INTERVAL)) check_counters(&recorder->capture);
  if (is_due(&recorder->next_flush, now, FLUSH_INTERVAL)) stream_flush(stream);
  if (is_due(&recorder->next_clock, now, CLOCK_INTERVAL)) send_clock(stream, PSW_CLOCK_PERIODIC);
  if (is_due(&recorder->next_sweep, now, SWEEP_INTERVAL * (processes_crowded(&stream->processes) ? 1 : 10)))
    processes_sweep(&stream->processes, now - PROCESS_GRACE);
  if (!is_due(&recorder->next_look, now, LOOK_INTERVAL)) return;
  if (access(ASK_FLUSH, F_OK) == 0 && unlink(ASK_FLUSH) == 0) log_flush(&recorder->log);
  if (access(ASK_FINISH, F_OK) == 0 || log_is_gone(&recorder->log)) stop_asked = 1;
}

/* One turn: wait for something to do, then do it. Returns whether there may be more at once. */
static int turn(struct recorder *recorder, int busy) {
  struct pollfd files[1] = {{.fd = recorder->clock_timer, .events = POLLIN}};
  if (poll(files, 1, busy ? 0 : IDLE_MILLISECONDS) > 0) read_clock_timer(recorder);
  uint64_t count = capture_read(&recorder->capture);
  keep_time(recorder, boot_time());
  write_out(recorder);
  if (log_piece_is_full(&recorder->log)) begin_piece(recorder);
  return count > BUSY_RECORDS;
}

static void finish(struct recorder *recorder) {
  recorder->is_over = 1;
  capture_stop(&recorder->capture);
  while (capture_read(&recorder->capture) > 0) {
    stream_flush(&recorder->stream);
    write_out(recorder);
  }
  release_events(&recorder->events, UINT64_MAX);
  capture_finish(&recorder->capture);
  stream_flush(&recorder->stream);
  send_clock(&recorder->stream, PSW_CLOCK_PERIODIC);
  /* What says that nothing is missing behind it. */
  send_bye(&recorder->stream, PSW_BYE_SIGNAL);
  write_out(recorder);
  log_close(&recorder->log);
  capture_close(&recorder->capture);
}

/* The sentence of the error that was sent. */
static void error_sentence(const struct frames *out, char *sentence, size_t size) {
  size_t at = sizeof(struct psw_frame_header) + sizeof(struct psw_error);
  uint16_t length;
  if (out->used < at + sizeof(length)) return;
  memcpy(&length, out->bytes + at, sizeof(length));
  if (out->used < at + sizeof(length) + length) return;
  snprintf(sentence, size, "%.*s", (int)length, (const char *)out->bytes + at + sizeof(length));
}

/* Leaves word of why there is no log. */
static int fail(const char *sentence) {
  struct boot_state state = {.phase = PHASE_FAILED, .began = now_of_boot(), .updated = now_of_boot(),
                             .offset = offset_of_wall()};
  say("%s", sentence);
  unlink(ASK_FLUSH);
  rmdir(EARLY_FOLDER);
  snprintf(state.why, sizeof(state.why), "%s", sentence);
  if (read_boot_id(state.id) == 0) write_state(EARLY_STATE, &state);
  return 1;
}

static int fail_to_load(struct recorder *recorder, const struct load_failure *failure) {
  char sentence[256] = "The kernel refused the capture programs.";
  recorder->stream.out.used = 0;
  send_load_failure(&recorder->stream, failure);
  error_sentence(&recorder->stream.out, sentence, sizeof(sentence));
  return fail(sentence);
}

static void prepare_process(void) {
  umask(022);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  /* The log is root's, whoever asked for it. */
  unsetenv("SUDO_UID");
  unsetenv("SUDO_GID");
  unsetenv("PKEXEC_UID");
}

/* Whether this start has a log already: a second one must not be mixed with it. */
static int has_log(void) {
  char id[ID_ROOM];
  struct boot_state state;
  return read_boot_id(id) == 0 && find_state(id, &state) == 0 && state.phase != PHASE_FAILED;
}

static int begin(struct recorder *recorder, const struct record_limits *limits) {
  struct load_failure failure;
  if (stream_open(&recorder->stream) != 0 || events_open(&recorder->events, &recorder->stream) != 0)
    return fail("There is not enough memory to record this start.");
  /* Before systemd may go on: the second service leaves its word there, which may be while this one still gets ready. */
  if (mkdir(EARLY_FOLDER, 0700) != 0 && errno != EEXIST) return fail("The log of this start could not be begun in " EARLY_FOLDER ".");
  recorder->capture.events = &recorder->events;
  recorder->clock_timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  watch_clock(recorder);
  if (load(&recorder->capture, &failure) != 0) return fail_to_load(recorder, &failure);
  drop_privileges();
  scope_set(&recorder->capture, getpid(), 0, 1);
  uint64_t began = now_of_boot();
  /* Before there is a log: one that cannot be recorded is none. What happens meanwhile waits in the kernel's buffer. */
  if (capture_start(&recorder->capture) != 0) {
    failure = (struct load_failure){.error = errno};
    return fail_to_load(recorder, &failure);
  }
  if (log_open(&recorder->log, limits, began) != 0)
    return fail("The log of this start could not be begun in " EARLY_FOLDER ".");
  begin_piece(recorder);
  if (recorder->is_over) return 1;
  notify("READY=1\nSTATUS=Recording this start of the system");
  if (capture_snapshot(&recorder->capture) != 0)
    send_error(&recorder->stream, PSW_ERR_SNAPSHOT, PSW_WARNING,
               "The kernel cannot list the processes that run already; each appears with its first event.", NULL);
  return 0;
}

int boot_record(const struct record_limits *limits) {
  static struct recorder recorder;
  prepare_process();
  if (has_log()) {
    say("This start of the system has a log already. Collect or delete it in Procscope; the next start can then be recorded.");
    return 1;
  }
  /* Before anything that may fail or crash: what is tried once must not be tried at each start. */
  if (boot_disarm() != 0) return fail("Boot logging could not take itself out of the next start, so it recorded nothing.");
  if (begin(&recorder, limits) != 0) return 1;
  int busy = 0;
  while (!stop_asked && !recorder.is_over) busy = turn(&recorder, busy);
  finish(&recorder);
  boot_remove_parts();
  return 0;
}
