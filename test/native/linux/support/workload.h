/* SPDX-License-Identifier: MIT
 *
 * What programs for these tests share. Each is `PROGRAM NAME FOLDER`: it waits until standard input is closed, so that
 * whoever starts it can set a filter first, then does known things in the folder.
 */
#ifndef PROCSCOPE_WORKLOAD_H
#define PROCSCOPE_WORKLOAD_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct doing {
  const char *name;
  void (*run)(void);
};

static inline void need(int ok, const char *what) {
  if (ok) return;
  perror(what);
  exit(1);
}

/* Does one of a list that ends with a NULL name. The current directory is the folder. */
static inline int run_workload(int argc, char **argv, const struct doing *list) {
  char ignored;
  if (argc != 3) return 2;
  setvbuf(stdout, NULL, _IOLBF, 4096);
  while (read(0, &ignored, 1) > 0) continue;
  need(chdir(argv[2]) == 0, "chdir");
  for (; list->name != NULL; list++) {
    if (strcmp(argv[1], list->name) != 0) continue;
    list->run();
    return 0;
  }
  return 2;
}

#endif
