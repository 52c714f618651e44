// SPDX-License-Identifier: MIT
/* The program's first process: forked, seized, then let go to put the filter on itself and to execute. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../launch/program.h"
#include "tracer.h"

#define OPTIONS                                                                                                        \
  (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |       \
   PTRACE_O_TRACEEXIT | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL)

static const int CHANGED_SIGNALS[] = {SIGPIPE, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGALRM};
#define CHANGED_COUNT (sizeof(CHANGED_SIGNALS) / sizeof(CHANGED_SIGNALS[0]))
static struct {
  struct sigaction actions[CHANGED_COUNT];
  sigset_t mask;
  struct rlimit files;
} inherited;

/* What became of the first process before it was the program. */
enum stage { STAGE_FILTER, STAGE_RUN };
struct failure {
  int stage;
  int error;
};
static int report = -1; /* where it is told; closed by the exec */

void remember_inheritance(void) {
  for (size_t i = 0; i < CHANGED_COUNT; i++) sigaction(CHANGED_SIGNALS[i], NULL, &inherited.actions[i]);
  sigprocmask(SIG_SETMASK, NULL, &inherited.mask);
  getrlimit(RLIMIT_NOFILE, &inherited.files);
}

static void restore_inheritance(void) {
  for (size_t i = 0; i < CHANGED_COUNT; i++) sigaction(CHANGED_SIGNALS[i], &inherited.actions[i], NULL);
  sigprocmask(SIG_SETMASK, &inherited.mask, NULL);
  setrlimit(RLIMIT_NOFILE, &inherited.files);
}

/* The program must not read commands nor write frames: where it would, it gets nothing. */
static void hide_protocol(const struct start_options *options) {
  for (int fd = 0; fd <= 2; fd++) {
    if (fd != options->input && fd != options->output) continue;
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0 || nothing == fd) continue;
    dup2(nothing, fd);
    close(nothing);
  }
}

static _Noreturn void fail(int to, enum stage stage, int error) {
  const struct failure failure = {stage, error};
  while (write(to, &failure, sizeof(failure)) < 0 && errno == EINTR) continue;
  _exit(exit_status_of(error));
}

static int put_filter(const struct sock_fprog *filter) {
  /* With the right to administer, setuid programs keep working; without it they run as who started them. */
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, filter) == 0) return 0;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, filter);
}

static _Noreturn void become(const struct start_options *options, const char *path, const struct sock_fprog *filter, int go,
                             int to) {
  char byte;
  restore_inheritance();
  hide_protocol(options);
  if (read(go, &byte, 1) != 1) _exit(EXIT_NOT_RUN);
  if (put_filter(filter) != 0) fail(to, STAGE_FILTER, errno);
  fail(to, STAGE_RUN, run_program(path, options->arguments));
}

/* What Yama says: 0 to 3, -1 where it is not. */
static int yama_scope(void) {
  int scope = -1;
  FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
  if (file == NULL) return -1;
  if (fscanf(file, "%d", &scope) != 1) scope = -1;
  fclose(file);
  return scope;
}

static void explain_refusal(char *sentence, size_t size, int error) {
  int scope = yama_scope();
  if (scope == 3) {
    snprintf(sentence, size,
             "This system forbids tracing altogether (kernel.yama.ptrace_scope is 3, until the next boot). Capture with "
             "administrator rights instead, or start the system with a lower setting.");
  } else if (scope == 2) {
    snprintf(sentence, size,
             "This system lets only administrators trace programs (kernel.yama.ptrace_scope is 2). Allow it with `sudo sysctl "
             "kernel.yama.ptrace_scope=1`, or capture with administrator rights.");
  } else if (error == ENOSYS || error == EPERM || error == EACCES) {
    snprintf(sentence, size,
             "A container, a sandbox or a security module forbids tracing programs (ptrace: %s, %d). Capture outside of it, "
             "or allow ptrace there (Docker, Podman: --cap-add=SYS_PTRACE).",
             strerror(error), error);
  } else {
    snprintf(sentence, size, "The program could not be traced: %s (%d). Try again, or capture with administrator rights.",
             strerror(error), error);
  }
}

/* Whether this kernel tells what a stopped call is (5.3); asked of a thread that is not in one. */
static int kernel_tells_calls(pid_t pid) {
  struct __ptrace_syscall_info info;
  int status;
  ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
  while (waitpid(pid, &status, __WALL) < 0) {
    if (errno != EINTR) return 0;
  }
  int is_told = ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0;
  ptrace(PTRACE_CONT, pid, NULL, NULL);
  return is_told;
}

static void end_child(pid_t pid) {
  kill(pid, SIGKILL);
  while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR) continue;
}

static void add_root(struct tracer *tracer, pid_t pid) {
  struct tracee *tracee = tracee_add(tracer, pid);
  tracee->process = process_new(tracer, pid, getpid());
  tracee->process->threads = 1;
  tracee->process->told = tracee->process->told_program = 1;
  tracer->root = tracee->process;
  tracer->root_pid = pid;
  /* Its beginning is ours, not the program's: told without an event. */
  int running = tracer->running;
  tracer->running = 0;
  send_process(tracer, tracee->process, pid, CAP_PROCESS_FORK, tracee->process->start);
  tracer->running = running;
}

int start_program(struct tracer *tracer, const struct start_options *options, enum psw_error_code *code, char *sentence,
                  size_t size, int *error) {
  static struct sock_filter instructions[CALL_FILTER_MAX];
  static char path[PATH_MAX];
  int length = make_call_filter(tracer->calls, tracer->all_memory, instructions);
  const struct sock_fprog filter = {length, instructions};
  int go[2], back[2];
  *code = PSW_ERR_PROGRAM;
  if (options->directory != NULL && chdir(options->directory) != 0) {
    *error = errno;
    directory_sentence(sentence, size, options->directory, *error);
    return -1;
  }
  *error = find_program(options->arguments[0], path, sizeof(path));
  if (*error != 0) {
    program_sentence(sentence, size, options->arguments[0], *error);
    return -1;
  }
  pid_t pid = -1;
  if (length < 0 || pipe2(go, O_CLOEXEC) != 0 || pipe2(back, O_CLOEXEC | O_NONBLOCK) != 0 || (pid = fork()) < 0) {
    *error = errno;
    program_sentence(sentence, size, options->arguments[0], *error);
    return -1;
  }
  if (pid == 0) {
    close(go[1]);
    become(options, path, &filter, go[0], back[1]);
  }
  close(go[0]);
  close(back[1]);
  report = back[0];
  *code = PSW_ERR_TRACE;
  if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)(long)OPTIONS) != 0) {
    *error = errno;
    end_child(pid);
    explain_refusal(sentence, size, *error);
    return -1;
  }
  if (!kernel_tells_calls(pid)) {
    *error = ENOSYS;
    end_child(pid);
    snprintf(sentence, size,
             "Tracing without administrator rights needs Linux 5.3 or newer. Capture with administrator rights instead.");
    return -1;
  }
  add_root(tracer, pid);
  int written = write(go[1], "", 1);
  close(go[1]);
  return written == 1 ? 0 : -1;
}

void explain_failed_start(const struct start_options *options, char *sentence, size_t size, int *error) {
  struct failure failure;
  if (report < 0 || read(report, &failure, sizeof(failure)) != sizeof(failure)) {
    *error = 0;
    snprintf(sentence, size, "\"%s\" was ended before it began. Try again.", options->arguments[0]);
    return;
  }
  *error = failure.error;
  if (failure.stage == STAGE_FILTER) {
    snprintf(sentence, size,
             "The system refused the filter that tracing needs (seccomp: %s, %d). Capture with administrator rights instead, "
             "or outside of this container.",
             strerror(failure.error), failure.error);
  } else {
    program_sentence(sentence, size, options->arguments[0], failure.error);
  }
}
