// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../boot/boot.h"
#include "../launch/launch.h"
#include "../trace/trace.h"
#include "privileges.h"
#include "session.h"

static const char HELP[] =
    "Usage: procscope-helper [options]\n"
    "       procscope-helper launch|trace [options] -- PROGRAM [ARGUMENT...]\n"
    "       procscope-helper boot COMMAND\n"
    "\n"
    "Records what processes do and writes it to standard output, for Procscope to read. Commands come on\n"
    "standard input; both speak the protocol in native/protocol. It ends when either is closed.\n"
    "\n"
    "  --start             record at once, without waiting for the command to\n"
    "  --exclude-tree PID  leave out this process and its descendants (as often as needed)\n"
    "  --ring-mib N        size of the buffer in the kernel, a power of two (64)\n"
    "  --tier NAME         use this way of reading: fast, storage or hash (the best one that works)\n"
    "  --may-capture       only say whether this user's rights are enough: status 0 if so, else 1\n"
    "  --help              print this\n"
    "\n"
    "launch starts a program that waits for a capture; trace records one without privileges; boot records the next start of\n"
    "the system. All have a --help.\n";

static int fail(const char *sentence) {
  fprintf(stderr, "%s\n", sentence);
  return 2;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "launch") == 0) return launch_main(argc - 1, argv + 1);
  if (argc > 1 && strcmp(argv[1], "trace") == 0) return trace_main(argc - 1, argv + 1);
  if (argc > 1 && strcmp(argv[1], "boot") == 0) return boot_main(argc - 1, argv + 1);
  static const struct option names[] = {
      {"start", no_argument, NULL, 's'},      {"exclude-tree", required_argument, NULL, 'x'},
      {"ring-mib", required_argument, NULL, 'r'}, {"tier", required_argument, NULL, 't'},
      {"may-capture", no_argument, NULL, 'm'},
      {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0},
  };
  struct options options = {0};
  int option;
  while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
    char *end = NULL;
    unsigned long number = optarg == NULL ? 0 : strtoul(optarg, &end, 10);
    int is_number = end != NULL && *end == 0 && end != optarg;
    switch (option) {
    case 's': options.start_at_once = 1; break;
    case 't':
      if (strcmp(optarg, "fast") != 0 && strcmp(optarg, "storage") != 0 && strcmp(optarg, "hash") != 0)
        return fail("--tier takes fast, storage or hash.");
      options.tier = optarg;
      break;
    case 'x':
      if (!is_number || number == 0 || number > 1u << 22) return fail("--exclude-tree takes a process id.");
      if (options.exclude_count == 16) return fail("--exclude-tree can be given at most 16 times.");
      options.exclude_trees[options.exclude_count++] = number;
      break;
    case 'r':
      if (!is_number || number == 0 || number > 1024 || (number & (number - 1)) != 0)
        return fail("--ring-mib takes a power of two from 1 to 1024.");
      options.ring_bytes = (uint64_t)number << 20;
      break;
    case 'm': return may_capture() ? 0 : 1;
    case 'h': fputs(HELP, stdout); return 0;
    default: return fail("Try procscope-helper --help.");
    }
  }
  if (optind != argc) return fail("The capture helper takes no arguments but options. Try procscope-helper --help.");
  if (isatty(STDOUT_FILENO)) return fail("The capture helper writes binary data: it is started by Procscope, not in a terminal.");
  return session_run(&options);
}
