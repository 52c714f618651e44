// SPDX-License-Identifier: MIT
/* What a stop of a thread means, and how it goes on. */
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include "tracer.h"

#define CALL_STOP (SIGTRAP | 0x80)
/* How long a thread waits for the stop of its parent that says whose it is. */
#define HELD_TIME 200000000u

static void go_on(struct tracee *tracee, int signal) {
  /* In a call its end is the next stop, otherwise the next call that the filter wants. Errors: it has been killed. */
  ptrace(tracee->in_call ? PTRACE_SYSCALL : PTRACE_CONT, tracee->tid, NULL, (void *)(long)signal);
}

static unsigned long message_of(pid_t tid) {
  unsigned long message = 0;
  ptrace(PTRACE_GETEVENTMSG, tid, NULL, &message);
  return message;
}

/* The process that a new thread belongs to, and its parent, as /proc says. */
static pid_t read_pid_of(pid_t tid, pid_t *parent) {
  char name[32], line[128];
  int pid = tid;
  *parent = 0;
  snprintf(name, sizeof(name), "/proc/%d/status", tid);
  FILE *file = fopen(name, "re");
  if (file == NULL) return tid;
  while (fgets(line, sizeof(line), file) != NULL) {
    sscanf(line, "Tgid: %d", &pid);
    if (sscanf(line, "PPid: %d", parent) == 1) break;
  }
  fclose(file);
  return pid;
}

/* A thread becomes known: one of a process that is, or the first of a new one. */
static void begin_thread(struct tracer *tracer, struct tracee *tracee) {
  pid_t parent, pid = read_pid_of(tracee->tid, &parent);
  struct traced_process *process = pid == tracee->tid ? NULL : process_of_pid(tracer, pid);
  uint64_t now = boot_time();
  if (process != NULL) {
    tracee->process = process;
    process->threads++;
    if (tracer->running) send_process(tracer, process, tracee->tid, CAP_PROCESS_THREAD_CREATE, now);
    return;
  }
  process = process_new(tracer, tracee->tid, parent);
  tracee->process = process;
  process->threads = 1;
  process->told = process->told_program = tracer->running;
  if (tracer->running) send_process(tracer, process, tracee->tid, CAP_PROCESS_FORK, now);
}

static void thread_ends(struct tracer *tracer, struct tracee *tracee) {
  struct traced_process *process = tracee->process;
  if (tracee->is_ending) return;
  tracee->is_ending = 1;
  note_end(process, tracee->tid);
  process->last = tracee->tid;
  if (--process->threads > 0 && tracer->running)
    send_process(tracer, process, tracee->tid, CAP_PROCESS_THREAD_EXIT, boot_time());
}

static void process_ends(struct tracer *tracer, struct traced_process *process, int status) {
  process->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) << 8 : WTERMSIG(status) | (WCOREDUMP(status) ? 0x80 : 0);
  if (tracer->running && process->told)
    send_process(tracer, process, process->last, CAP_PROCESS_EXIT, boot_time());
  if (process == tracer->root && tracer->root_has_run) tracer->on_program(tracer, PSW_PROGRAM_ENDED, process->exit_status);
}

/* Threads that an exec or the end of their process has swept away without a word. */
static void drop_threads(struct tracer *tracer, struct traced_process *process, const struct tracee *but) {
  for (int i = 0; i < BUCKETS; i++) {
    struct tracee *next;
    for (struct tracee *tracee = tracer->buckets[i]; tracee != NULL; tracee = next) {
      next = tracee->next;
      if (tracee->process != process || tracee == but) continue;
      if (tracee->tid != process->pid) thread_ends(tracer, tracee);
      tracee_remove(tracer, tracee);
    }
  }
}

/* A thread is gone; the first of a process goes last. */
static void gone(struct tracer *tracer, struct tracee *tracee, int status) {
  struct traced_process *process = tracee->process;
  thread_ends(tracer, tracee);
  if (tracee->tid == process->pid) {
    if (process->threads > 0) drop_threads(tracer, process, tracee);
    process_ends(tracer, process, status);
    tracee_remove(tracer, tracee);
    process_free(tracer, process);
  } else {
    tracee_remove(tracer, tracee);
  }
  if (tracer->tracee_count == 0 && tracer->root_has_run) tracer->on_program(tracer, PSW_PROGRAM_TREE_ENDED, 0);
}

/* A fork, or a new thread, has been told by its parent, before or after the child's own first stop. */
static void on_child(struct tracer *tracer, pid_t tid) {
  struct tracee *child = tracee_find(tracer, tid);
  if (tid <= 0 || (child != NULL && child->process != NULL)) return;
  int is_held = child != NULL;
  if (!is_held) child = tracee_add(tracer, tid);
  begin_thread(tracer, child);
  if (!is_held) return;
  if (child->held_status >= 0) gone(tracer, child, child->held_status);
  else go_on(child, 0);
}

void adopt_held(struct tracer *tracer, uint64_t now) {
  for (int i = 0; i < BUCKETS; i++) {
    struct tracee *next;
    for (struct tracee *tracee = tracer->buckets[i]; tracee != NULL; tracee = next) {
      next = tracee->next;
      if (tracee->process != NULL || now - tracee->held_since < HELD_TIME) continue;
      on_child(tracer, tracee->tid);
      return; /* the table has changed; the others come next time */
    }
  }
}

/* Another program runs. The thread that asked for it has its process's number from now on; all others are gone. */
static struct tracee *on_exec(struct tracer *tracer, struct tracee *first) {
  pid_t former = message_of(first->tid);
  struct traced_process *process = first->process;
  if (former != first->tid) {
    struct tracee *asking = tracee_find(tracer, former);
    if (asking != NULL && asking->process == process) {
      int was_counted = !first->is_ending;
      tracee_remove(tracer, first);
      if (was_counted) process->threads--;
      tracee_rename(tracer, asking, process->pid);
      first = asking;
    }
  }
  if (process->threads > 1) drop_threads(tracer, process, first);
  process->threads = 1;
  process->told_program = tracer->running;
  if (tracer->running) send_process(tracer, process, process->pid, CAP_PROCESS_EXEC, boot_time());
  if (tracer->running) warn_of_program(tracer, process);
  if (process == tracer->root && !tracer->root_has_run) {
    tracer->root_has_run = 1;
    tracer->on_program(tracer, PSW_PROGRAM_STARTED, 0);
  }
  return first;
}

/* The result of a call whose thread was killed in it: there is no stop at its end. */
static int64_t result_in_registers(pid_t tid) {
  struct user_regs_struct registers;
  struct iovec part = {&registers, sizeof(registers)};
  if (ptrace(PTRACE_GETREGSET, tid, (void *)NT_PRSTATUS, &part) != 0) return -ESRCH;
#if defined(__x86_64__)
  return registers.rax;
#elif defined(__aarch64__)
  return registers.regs[0];
#endif
}

static void on_end(struct tracer *tracer, struct tracee *tracee) {
  if (tracee->in_call) {
    tracee->in_call = 0;
    call_ends(tracer, tracee, result_in_registers(tracee->tid));
  }
  thread_ends(tracer, tracee);
}

static void on_call_begins(struct tracer *tracer, struct tracee *tracee) {
  struct __ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof(info), &info) <= 0 || info.op != PTRACE_SYSCALL_INFO_SECCOMP)
    return;
  uint64_t args[6];
  for (int i = 0; i < 6; i++) args[i] = info.seccomp.args[i];
  tracee->in_call = call_begins(tracer, tracee, info.arch, info.seccomp.nr, args);
}

static void on_call_ends(struct tracer *tracer, struct tracee *tracee) {
  struct __ptrace_syscall_info info;
  if (!tracee->in_call) return;
  tracee->in_call = 0;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof(info), &info) <= 0 || info.op != PTRACE_SYSCALL_INFO_EXIT) return;
  call_ends(tracer, tracee, info.exit.rval);
}

/* First stops, group stops, and the end of one. Returns whether the thread stays stopped. */
static int on_plain_stop(struct tracee *tracee, int signal) {
  if (signal == SIGTRAP) return 0;
  /* A stop of the whole process, as by Ctrl+Z: it lasts until SIGCONT, which is told. */
  ptrace(PTRACE_LISTEN, tracee->tid, NULL, NULL);
  return 1;
}

void handle_stop(struct tracer *tracer, pid_t tid, int status) {
  struct tracee *tracee = tracee_find(tracer, tid);
  if (tracee == NULL || tracee->process == NULL) {
    /* Its parent has not said yet that it is its child: it waits, stopped as it is. */
    if (tracee == NULL) tracee = tracee_add(tracer, tid);
    tracee->held_since = boot_time();
    if (!WIFSTOPPED(status)) tracee->held_status = status;
    return;
  }
  if (!WIFSTOPPED(status)) {
    gone(tracer, tracee, status);
    return;
  }
  int signal = WSTOPSIG(status);
  switch (status >> 16) {
  case PTRACE_EVENT_SECCOMP: on_call_begins(tracer, tracee); break;
  case PTRACE_EVENT_FORK:
  case PTRACE_EVENT_VFORK:
  case PTRACE_EVENT_CLONE: on_child(tracer, message_of(tid)); break;
  case PTRACE_EVENT_EXEC: tracee = on_exec(tracer, tracee); break;
  case PTRACE_EVENT_EXIT: on_end(tracer, tracee); break;
  case PTRACE_EVENT_STOP:
    if (on_plain_stop(tracee, signal)) return;
    break;
  default:
    if (signal == CALL_STOP) {
      on_call_ends(tracer, tracee);
    } else {
      go_on(tracee, signal); /* one that is to be delivered */
      return;
    }
  }
  go_on(tracee, 0);
}

void send_open_calls(struct tracer *tracer) {
  for (int i = 0; i < BUCKETS; i++) {
    for (struct tracee *tracee = tracer->buckets[i]; tracee != NULL; tracee = tracee->next) {
      if (!tracee->in_call) continue;
      call_never_ends(tracer, tracee);
      tracee->is_silent = 1;
    }
  }
}

void send_running(struct tracer *tracer) {
  for (int i = 0; i < BUCKETS; i++) {
    for (struct tracee *tracee = tracer->buckets[i]; tracee != NULL; tracee = tracee->next) {
      struct traced_process *process = tracee->process;
      if (process == NULL || tracee->tid != process->pid || tracee->is_ending) continue;
      if (!process->told) send_process(tracer, process, process->pid, CAP_PROCESS_SNAPSHOT, boot_time());
      else if (!process->told_program) send_process(tracer, process, process->pid, CAP_PROCESS_EXEC, boot_time());
      process->told = process->told_program = 1;
    }
  }
}
