// SPDX-License-Identifier: MIT
/* The second service: tells the recorder that the disk of the log is there, and before it goes. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "boot.h"
#include "state.h"

#define STEP_MICROSECONDS 50000
#define PATIENCE_STEPS 200

static int ask(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return -1;
  close(fd);
  return 0;
}

int boot_flush(void) {
  if (access(EARLY_FOLDER, F_OK) != 0) return 0; /* nothing is recorded */
  if (ask(ASK_FLUSH) == 0) return 0;
  say("The log of this start could not be moved to the disk (%s).", strerror(errno));
  return 1;
}

int boot_release(void) {
  char id[ID_ROOM];
  struct boot_state state;
  struct stat root, logs;
  if (read_boot_id(id) != 0 || find_state(id, &state) != 0 || !is_being_recorded(&state)) return 0;
  /* The disk of the root stays to the end, and so does the recorder. */
  if (stat(LOGS, &logs) == 0 && stat("/", &root) == 0 && logs.st_dev == root.st_dev) return 0;
  if (ask(ASK_FINISH) != 0) return 1;
  for (int i = 0; i < PATIENCE_STEPS && is_being_recorded(&state); i++) {
    usleep(STEP_MICROSECONDS);
    find_state(id, &state);
  }
  return 0;
}
