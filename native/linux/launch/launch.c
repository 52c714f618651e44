// SPDX-License-Identifier: MIT
/*
 * A program that a capture is to see from its first instruction: this process finds it, says so, waits, and becomes it, with
 * the same number. Whoever started this sets a filter for that number meanwhile. Between the byte that lets it go and the
 * exec there is no call: what the capture sees first is the exec.
 */
#include "launch.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <linux/capability.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "program.h"

static const char HELP[] =
    "Usage: procscope-helper launch [options] -- PROGRAM [ARGUMENT...]\n"
    "\n"
    "Starts a program that waits until a capture is ready for it. Writes the line `ready` to the channel when the\n"
    "program was found, or `failed NUMBER SENTENCE`; becomes the program when a byte arrives there, and ends when the\n"
    "other side is closed before. The channel is closed when the program runs.\n"
    "\n"
    "  --fd N           the channel: a socket, or anything that is read and written (3)\n"
    "  --directory DIR  start it there\n"
    "  --help           print this\n";

void drop_file_capabilities(void) {
  if (getuid() == 0) return;
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {0};
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  syscall(SYS_capset, &head, none);
  /* A file with capabilities makes a process that nobody may look into. */
  prctl(PR_SET_DUMPABLE, 1);
}

static void tell(int channel, const char *line) {
  size_t length = strlen(line);
  while (length > 0) {
    ssize_t count = write(channel, line, length);
    if (count < 0 && errno != EINTR) return;
    if (count <= 0) continue;
    line += count;
    length -= count;
  }
}

static int fail(int channel, const char *sentence, int error) {
  char line[2 * PATH_MAX];
  snprintf(line, sizeof(line), "failed %d %s\n", error, sentence);
  /* Not on standard error too: that is the program's, and who waits on the channel shows the sentence. */
  tell(channel, line);
  return exit_status_of(error);
}

/* Waits for a byte without taking it: 1, or 0 when the other side is gone. */
static int wait_for_go(int channel) {
  struct pollfd wait = {.fd = channel, .events = POLLIN | POLLRDHUP};
  while (poll(&wait, 1, -1) < 0) {
    if (errno != EINTR) return 0;
  }
  return (wait.revents & POLLIN) && !(wait.revents & (POLLHUP | POLLRDHUP | POLLERR | POLLNVAL));
}

int launch_main(int argc, char **argv) {
  static const struct option names[] = {
      {"fd", required_argument, NULL, 'f'},
      {"directory", required_argument, NULL, 'd'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  const char *directory = NULL;
  int channel = 3, option;
  char *end;
  while ((option = getopt_long(argc, argv, "+", names, NULL)) != -1) {
    switch (option) {
    case 'f':
      channel = strtol(optarg, &end, 10);
      if (*end == 0 && end != optarg && channel >= 0) break;
      fputs("--fd takes the number of an open descriptor.\n", stderr);
      return 2;
    case 'd': directory = optarg; break;
    case 'h': fputs(HELP, stdout); return 0;
    default: fputs("Try procscope-helper launch --help.\n", stderr); return 2;
    }
  }
  if (optind == argc) {
    fputs("Say which program to launch: procscope-helper launch -- PROGRAM [ARGUMENT...]\n", stderr);
    return 2;
  }
  if (fcntl(channel, F_SETFD, FD_CLOEXEC) != 0) {
    fprintf(stderr, "Descriptor %d is not open: the launcher is started by Procscope, which waits there.\n", channel);
    return 2;
  }
  drop_file_capabilities();
  char path[PATH_MAX], sentence[2 * PATH_MAX - 32];
  if (directory != NULL && chdir(directory) != 0) {
    int error = errno;
    directory_sentence(sentence, sizeof(sentence), directory, error);
    fail(channel, sentence, error);
    return EXIT_NOT_RUN;
  }
  int error = find_program(argv[optind], path, sizeof(path));
  if (error == 0) {
    tell(channel, "ready\n");
    if (!wait_for_go(channel)) return EXIT_NOT_RUN;
    error = run_program(path, argv + optind);
  }
  program_sentence(sentence, sizeof(sentence), argv[optind], error);
  return fail(channel, sentence, error);
}
