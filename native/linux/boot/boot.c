// SPDX-License-Identifier: MIT
#include "boot.h"
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "state.h"

static const char HELP[] =
    "Usage: procscope-helper boot COMMAND\n"
    "\n"
    "  status       prints how boot logging is, as JSON; needs no rights\n"
    "  enable       has the next start of the system recorded, once\n"
    "  disable      undoes that, and whatever is left of it\n"
    "  send ID      ends the recording of a log and writes it to standard output; deletes it when the line `discard`\n"
    "               comes on standard input\n"
    "  discard ID   ends the recording of a log and deletes it\n"
    "\n"
    "What the services run:\n"
    "  record [--piece-kib N] [--early-mib N] [--disk-mib N]   until it is told to end\n"
    "  flush, release\n";

static char said[SAID_ROOM];

int say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(said, sizeof(said), format, arguments);
  va_end(arguments);
  fprintf(stderr, "%s\n", said);
  return -1;
}

void last_said(char text[SAID_ROOM]) { memcpy(text, said, SAID_ROOM); }

static int needs_root(void) {
  if (geteuid() == 0) return 0;
  return say("Boot logging needs administrator rights. Confirm the request when it comes, or do it as root.");
}

static int status_of(int result) { return result == 0 ? 0 : 1; }

static int record_main(int argc, char **argv) {
  static const struct option names[] = {
      {"piece-kib", required_argument, NULL, 'p'},
      {"early-mib", required_argument, NULL, 'e'},
      {"disk-mib", required_argument, NULL, 'd'},
      {NULL, 0, NULL, 0},
  };
  struct record_limits limits = {.piece_bytes = 8ull << 20, .early_bytes = 1ull << 40, .disk_bytes = 1ull << 30};
  int option;
  while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
    char *end = NULL;
    unsigned long long number = optarg == NULL ? 0 : strtoull(optarg, &end, 10);
    if (end == NULL || *end != 0 || number == 0 || number > 1u << 24) {
      say("Sizes are numbers above 0. Try procscope-helper boot --help.");
      return 2;
    }
    if (option == 'p') limits.piece_bytes = number << 10;
    else if (option == 'e') limits.early_bytes = number << 20;
    else if (option == 'd') limits.disk_bytes = number << 20;
  }
  return boot_record(&limits);
}

int boot_main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "--help";
  const char *id = argc == 3 ? argv[2] : "";
  if (strcmp(command, "--help") == 0) {
    fputs(HELP, stdout);
    return 0;
  }
  if (strcmp(command, "status") == 0) return boot_status();
  if (needs_root() != 0) return 1;
  if (strcmp(command, "enable") == 0) return status_of(boot_enable());
  if (strcmp(command, "disable") == 0) return status_of(boot_disable());
  if (strcmp(command, "record") == 0) return record_main(argc - 1, argv + 1);
  if (strcmp(command, "flush") == 0) return boot_flush();
  if (strcmp(command, "release") == 0) return boot_release();
  if (is_log_id(id) && strcmp(command, "send") == 0) return status_of(boot_send(id));
  if (is_log_id(id) && strcmp(command, "discard") == 0) return status_of(boot_discard(id));
  say("Try procscope-helper boot --help.");
  return 2;
}
