// SPDX-License-Identifier: MIT
/* Does what is awkward for a tracer, for tests to find again: `tracee NAME [FOLDER]`. Ends with 0 when all was as without one. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *folder;

static void need(int ok, const char *what) {
  if (ok) return;
  perror(what);
  exit(1);
}

static void *execute(void *argument) {
  (void)argument;
  execl("/bin/sh", "sh", "-c", "exit 5", (char *)NULL);
  return NULL;
}

static void *wait_for_ever(void *argument) {
  (void)argument;
  for (;;) pause();
}

/* Another thread than the first one executes: it takes over the number of the process. */
static void exec_by_thread(void) {
  pthread_t thread;
  for (int i = 0; i < 3; i++) pthread_create(&thread, NULL, wait_for_ever, NULL);
  pthread_create(&thread, NULL, execute, NULL);
  wait_for_ever(NULL);
}

static void *outlive(void *argument) {
  (void)argument;
  usleep(20000);
  need(chdir(folder) == 0, "chdir");
  close(open("outlived", O_CREAT | O_WRONLY, 0600));
  exit(9);
}

/* The first thread ends before the process. */
static void first_ends(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, outlive, NULL);
  pthread_exit(NULL);
}

static void children(void) {
  int status;
  pid_t child = vfork();
  if (child == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(1);
  }
  need(waitpid(child, &status, 0) == child && status == 0, "vfork");
  struct clone_args arguments = {.exit_signal = SIGCHLD};
  child = syscall(SYS_clone3, &arguments, sizeof(arguments));
  if (child == 0) _exit(5);
  need(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 5, "clone3");
  child = fork();
  if (child == 0) wait_for_ever(NULL);
  usleep(10000);
  kill(child, SIGKILL);
  need(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "killed");
  /* One whose parent ends first: it is handed to another parent, and goes on. */
  child = fork();
  if (child == 0) {
    if (fork() == 0) {
      usleep(20000);
      need(chdir(folder) == 0, "chdir");
      close(open("orphan", O_CREAT | O_WRONLY, 0600));
    }
    _exit(0);
  }
  need(waitpid(child, &status, 0) == child && status == 0, "orphan");
}

/* A stop of the whole process, its end, and the signals in between, as a shell's jobs see them. */
static void job_control(void) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    _exit(7);
  }
  need(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "stopped");
  usleep(50000);
  need(waitpid(child, &status, WNOHANG) == 0, "stays stopped");
  kill(child, SIGCONT);
  need(waitpid(child, &status, WCONTINUED) == child && (WIFCONTINUED(status) || WEXITSTATUS(status) == 7), "continued");
  if (WIFCONTINUED(status)) need(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7, "ended");
}

static volatile sig_atomic_t caught;
static void on_signal(int number) { caught += number == SIGALRM; }

static void signals(void) {
  int pipes[2];
  char byte;
  need(pipe(pipes) == 0, "pipe");
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGALRM, &action, NULL);
  ualarm(20000, 0);
  need(read(pipes[0], &byte, 1) == -1 && errno == EINTR && caught == 1, "interrupted");
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, NULL);
  pid_t child = fork();
  if (child == 0) {
    usleep(20000);
    kill(getppid(), SIGALRM);
    usleep(20000);
    _exit(write(pipes[1], "x", 1) != 1);
  }
  need(read(pipes[0], &byte, 1) == 1 && caught == 2, "restarted");
  need(waitpid(child, NULL, 0) == child, "child");
}

/* What a tracer of its own is told, and a process that nobody may look into. */
static void own_tracer(void) {
  need(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1 && errno == EPERM, "refused");
  need(prctl(PR_SET_DUMPABLE, 0) == 0, "dumpable");
  close(open("/dev/null", O_RDONLY));
}

static void many(void) {
  for (int i = 0; i < 1000; i++) {
    pid_t child = i % 2 ? vfork() : fork();
    if (child == 0) _exit(0);
    need(child > 0, "fork");
    if (i % 8 == 7) {
      while (waitpid(-1, NULL, 0) > 0) continue;
    }
  }
}

static void reads(void) {
  char byte;
  int fd = open("/dev/zero", O_RDONLY);
  for (int i = 0; i < 100000; i++) need(read(fd, &byte, 1) == 1, "read");
}

/* Has a child, says so, then goes on for ever, as the child does. */
static void stay(void) {
  need(chdir(folder) == 0, "chdir");
  if (fork() > 0) close(open("running", O_CREAT | O_WRONLY, 0600));
  for (;;) {
    usleep(10000);
    close(open("/dev/null", O_RDONLY));
  }
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  folder = argc > 2 ? argv[2] : ".";
  static const struct {
    const char *name;
    void (*run)(void);
  } all[] = {{"exec-by-thread", exec_by_thread}, {"first-ends", first_ends}, {"children", children},
             {"job-control", job_control},       {"signals", signals},       {"own-tracer", own_tracer},
             {"many", many},                     {"reads", reads},           {"stay", stay}};
  for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
    if (strcmp(argv[1], all[i].name) != 0) continue;
    all[i].run();
    return 0;
  }
  return 2;
}
