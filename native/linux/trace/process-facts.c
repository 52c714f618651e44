// SPDX-License-Identifier: MIT
/* What /proc says of a stopped process. It cannot change meanwhile, nor end. */
#include <elf.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "tracer.h"

#define COMMAND_MAX 65535u

/* Reads the beginning of a file of /proc into `out`, NUL-terminated. Returns its length, 0 when there is none. */
static size_t read_proc(pid_t pid, const char *what, void *out, size_t size) {
  char name[64];
  snprintf(name, sizeof(name), "/proc/%d/%s", pid, what);
  int file = open(name, O_RDONLY | O_CLOEXEC);
  size_t used = 0;
  while (file >= 0 && used < size - 1) {
    ssize_t count = read(file, (char *)out + used, size - 1 - used);
    if (count <= 0) break;
    used += count;
  }
  if (file >= 0) close(file);
  ((char *)out)[used] = 0;
  return used;
}

/* The numbers behind a key of a status file, as many as there are. */
static int status_numbers(const char *status, const char *key, int base, uint64_t *numbers, int count) {
  const char *at = strstr(status, key);
  if (at == NULL) return 0;
  at += strlen(key);
  for (int i = 0; i < count; i++) {
    char *end;
    while (*at == ' ' || *at == '\t') at++;
    numbers[i] = strtoull(at, &end, base);
    if (end == at) return i;
    at = end;
  }
  return count;
}

static uint32_t namespace_of(pid_t pid, const char *which) {
  char name[64], text[64];
  snprintf(name, sizeof(name), "/proc/%d/ns/%s", pid, which);
  ssize_t length = readlink(name, text, sizeof(text) - 1);
  text[length > 0 ? length : 0] = 0;
  const char *number = strchr(text, '[');
  return number == NULL ? 0 : strtoul(number + 1, NULL, 10);
}

static uint32_t number_in(pid_t pid, const char *what) {
  char text[32];
  return read_proc(pid, what, text, sizeof(text)) > 0 ? strtoul(text, NULL, 10) : ~0u;
}

/* The image of a process may be closed to us; then it is as wide as we are. */
static int is_64bit(pid_t pid) {
  unsigned char head[EI_CLASS + 1 + 1];
  size_t length = read_proc(pid, "exe", head, sizeof(head));
  return length <= EI_CLASS || head[EI_CLASS] == ELFCLASS64;
}

/* Ticks of user and of kernel time, in nanoseconds. */
static void coarse_times(pid_t pid, pid_t tid, uint64_t *user, uint64_t *kernel) {
  char text[1024], what[64] = "stat";
  unsigned long long ticks[2] = {0, 0};
  if (tid != 0) snprintf(what, sizeof(what), "task/%d/stat", tid);
  read_proc(pid, what, text, sizeof(text));
  const char *after_name = strrchr(text, ')');
  if (after_name != NULL)
    sscanf(after_name + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &ticks[0], &ticks[1]);
  uint64_t tick = 1000000000u / sysconf(_SC_CLK_TCK);
  *user = ticks[0] * tick;
  *kernel = ticks[1] * tick;
}

/* Divides the exact total by the shares of the coarse times, as the kernel does (cputime_adjust). */
static void divide(uint64_t total, uint64_t *user, uint64_t *kernel) {
  uint64_t sum = *user + *kernel;
  if (*kernel == 0) *user = total;
  else *user = (uint64_t)((double)total * *user / sum);
  *kernel = total - *user;
}

static void note_times(struct traced_process *process) {
  /* The clock of another process's processor time. Source: include/linux/posix-timers_types.h (MAKE_PROCESS_CPUCLOCK). */
  clockid_t clock = (clockid_t)(~(unsigned)process->pid << 3 | 2);
  struct timespec total;
  coarse_times(process->pid, 0, &process->user_time, &process->kernel_time);
  if (clock_gettime(clock, &total) != 0) return;
  divide((uint64_t)total.tv_sec * 1000000000u + total.tv_nsec, &process->user_time, &process->kernel_time);
}

static void thread_times(pid_t pid, pid_t tid, struct cap_process *out) {
  char what[64], text[64];
  uint64_t user, kernel;
  coarse_times(pid, tid, &user, &kernel);
  snprintf(what, sizeof(what), "task/%d/schedstat", tid);
  if (read_proc(pid, what, text, sizeof(text)) > 0) divide(strtoull(text, NULL, 10), &user, &kernel);
  out->user_time = user;
  out->kernel_time = kernel;
}

static void fill_ids(struct cap_process *out, pid_t tid) {
  char status[4096];
  uint64_t numbers[32];
  read_proc(tid, "status", status, sizeof(status));
  if (status_numbers(status, "\nUid:", 10, numbers, 2) == 2) {
    out->uid = numbers[0];
    out->euid = numbers[1];
  }
  if (status_numbers(status, "\nGid:", 10, numbers, 2) == 2) {
    out->gid = numbers[0];
    out->egid = numbers[1];
  }
  if (status_numbers(status, "\nPPid:", 10, numbers, 1) == 1) out->parent_pid = numbers[0];
  if (status_numbers(status, "\nCapEff:", 16, numbers, 1) == 1) out->capabilities = numbers[0];
  int depth = status_numbers(status, "\nNStgid:", 10, numbers, 32);
  out->inner_pid = depth > 0 ? numbers[depth - 1] : 0;
  out->login_uid = number_in(tid, "loginuid");
  out->session = number_in(tid, "sessionid");
  out->pid_namespace = namespace_of(tid, "pid");
  out->mount_namespace = namespace_of(tid, "mnt");
  out->net_namespace = namespace_of(tid, "net");
}

/* Asks anew what can change while a process runs. When it has ended, what was told last stays. */
static void read_facts(struct traced_process *process, pid_t tid) {
  struct cap_process *facts = &process->facts;
  fill_ids(facts, tid);
  if (facts->parent_pid != 0) process->parent_pid = facts->parent_pid;
  facts->is_64bit = is_64bit(tid);
  char name[sizeof(facts->name) + 1] = "";
  size_t length = read_proc(tid, "comm", name, sizeof(name));
  if (length > 0 && name[length - 1] == '\n') name[length - 1] = 0;
  if (length > 0) memcpy(facts->name, name, sizeof(facts->name));
}

void note_end(struct traced_process *process, pid_t tid) {
  note_times(process);
  read_facts(process, tid);
}

static void put_facts(struct tracer *tracer, struct traced_process *process, pid_t tid, enum cap_process_reason reason,
                      uint32_t argv_total) {
  struct cap_process *out = piece_room(tracer, sizeof(*out));
  if (out == NULL) return;
  if (reason != CAP_PROCESS_EXIT) read_facts(process, tid);
  const struct traced_process *parent = process_of_pid(tracer, process->parent_pid);
  *out = process->facts;
  out->start = process->start;
  out->parent_start = parent == NULL ? 0 : parent->start;
  out->reason = reason;
  out->pid = process->pid;
  out->tid = tid;
  out->parent_pid = process->parent_pid;
  out->exit_code = process->exit_status;
  out->argv_total = argv_total;
  if (reason == CAP_PROCESS_EXIT) {
    out->user_time = process->user_time;
    out->kernel_time = process->kernel_time;
  } else if (reason == CAP_PROCESS_THREAD_EXIT) {
    thread_times(process->pid, tid, out);
  }
  end_piece(tracer, CAP_PIECE_PROCESS, CAP_SLOT_PROCESS, 0, sizeof(*out));
}

static void put_cgroup(struct tracer *tracer, pid_t tid) {
  char text[4096];
  size_t length = read_proc(tid, "cgroup", text, sizeof(text));
  const char *line = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
  if (length == 0 || line == NULL) return;
  line = strchr(line, '/');
  if (line != NULL) put_names(tracer, CAP_SLOT_CGROUP, line, strcspn(line, "\n"), 0);
}

void send_process(struct tracer *tracer, struct traced_process *process, pid_t tid, enum cap_process_reason reason,
                  uint64_t time) {
  static char command[COMMAND_MAX + 1];
  const struct tracee of = {.tid = tid, .process = process};
  int is_whole = reason != CAP_PROCESS_THREAD_CREATE && reason != CAP_PROCESS_THREAD_EXIT && reason != CAP_PROCESS_EXIT;
  /* A process that has only been forked has no command line of its own; the first one has that of the helper. */
  int is_first = process == tracer->root && reason == CAP_PROCESS_FORK;
  int has_command = reason == CAP_PROCESS_EXEC || reason == CAP_PROCESS_ANNOUNCE || is_first;
  size_t length = is_whole ? read_proc(tid, "cmdline", command, sizeof(command)) : 0;
  begin_record(tracer, CAP_PROCESS, &of);
  tracer->record.head.start = time;
  tracer->record.head.end = time;
  put_facts(tracer, process, tid, reason, length);
  if (is_whole) {
    char name[32];
    snprintf(name, sizeof(name), "/proc/%d/exe", tid);
    put_linked_file(tracer, name, CAP_SLOT_IMAGE);
    snprintf(name, sizeof(name), "/proc/%d/cwd", tid);
    put_directory(tracer, name, CAP_SLOT_DIRECTORY);
    put_cgroup(tracer, tid);
  }
  void *out = has_command && length > 0 ? piece_room(tracer, length) : NULL;
  if (out != NULL) {
    memcpy(out, command, length);
    end_piece(tracer, CAP_PIECE_TEXT, CAP_SLOT_ARGV, 0, length);
  }
  send_record(tracer);
}
