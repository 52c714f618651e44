// SPDX-License-Identifier: MIT
/* Does something very often: calls, processes, open files, names. How often is in the environment (COUNT and others). */
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include "workload.h"

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text == NULL ? otherwise : atol(text);
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

/* Calls of one thread, in parts of a few milliseconds each. */
static void *calls(void *argument) {
  int file = *(const int *)argument;
  long count = number("COUNT", 100000), threads = number("THREADS", 1), rate = number("RATE", 0) / threads;
  long begin = now(), part = rate == 0 ? count : rate / 500 + 1;
  char byte;
  for (long done = 0; done < count;) {
    for (long end = done + part < count ? done + part : count; done < end; done++)
      need(pread(file, &byte, 1, done & 4095) == 1, "pread");
    long wait = rate == 0 ? 0 : begin + (long)(done * 1e9 / rate) - now();
    if (wait > 0) usleep(wait / 1000);
  }
  return NULL;
}

/* THREADS make COUNT calls each, RATE a second of all together (0: no limit). Prints how many nanoseconds it took. */
static void storm(void) {
  static char bytes[4096];
  pthread_t threads[64];
  int count = number("THREADS", 1), file = open("storm", O_CREAT | O_RDWR, 0600);
  need(file >= 0 && write(file, bytes, sizeof(bytes)) == sizeof(bytes) && count <= 64, "storm");
  long begin = now();
  for (int i = 0; i < count; i++) need(pthread_create(&threads[i], NULL, calls, &file) == 0, "thread");
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
  printf("%ld\n", now() - begin);
  unlink("storm");
}

static pid_t begin_child(void) {
  pid_t child = fork();
  while (child < 0 && errno == EAGAIN) {
    waitpid(-1, NULL, 0);
    child = fork();
  }
  need(child >= 0, "fork");
  return child;
}

static void wait_for_all(void) {
  int status;
  while (wait(&status) > 0) need(status == 0, "child");
}

/* COUNT processes, 100 of which make the others: all at once, nobody waits before all are there. */
static void bomb(void) {
  long count = number("COUNT", 10000), makers = 100, each = count / makers - 1;
  for (long i = 0; i < makers; i++) {
    if (begin_child() != 0) continue;
    for (long j = 0; j < each; j++) {
      if (begin_child() == 0) _exit(0);
    }
    wait_for_all();
    _exit(0);
  }
  wait_for_all();
}

/* Opens as many files as it may, then a child the rest, and so on. All stay open while there is a file named `hold`. */
static void descriptors(void) {
  long count = number("COUNT", 1000);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  long most = (limit.rlim_max > 20000 ? 20000 : (long)limit.rlim_max) - 50;
  for (;;) {
    long own = count < most ? count : most;
    for (long i = 0; i < own; i++) need(open("/dev/null", O_RDONLY) >= 0, "open");
    count -= own;
    if (count == 0) break;
    pid_t child = begin_child();
    if (child > 0) {
      wait_for_all();
      return;
    }
    closefrom(3);
  }
  printf("%d\n", getpid());
  while (access("hold", F_OK) == 0) usleep(20000);
}

/* Waits until there is a file that says that a part of the names was told: where emulation is slow, the buffer would fill. */
static void wait_until_told(long part) {
  char told[32];
  snprintf(told, sizeof(told), "told-%ld", part);
  while (access(told, F_OK) != 0) usleep(20000);
}

/*
 * Asks for COUNT files that are not there, each with a name of its own and a long one, PART at a time (0: all at once), then
 * runs a program.
 */
static void names(void) {
  char name[256];
  memset(name, 'x', sizeof(name));
  for (long i = 0, count = number("COUNT", 1000), part = number("PART", 0); i < count; i++) {
    if (part > 0 && i > 0 && i % part == 0) wait_until_told(i / part);
    snprintf(name + sizeof(name) - 12, 12, "%08ld", i % 100000000);
    access(name, F_OK);
  }
  pid_t child = begin_child();
  if (child == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(1);
  }
  printf("%d\n", child);
  wait_for_all();
}

int main(int argc, char **argv) {
  static const struct doing list[] = {
      {"storm", storm}, {"bomb", bomb}, {"descriptors", descriptors}, {"names", names}, {NULL, NULL}};
  return run_workload(argc, argv, list);
}
