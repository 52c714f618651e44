// SPDX-License-Identifier: MIT
/* Goes to the limits of paths, and sets the clock. */
#include <fcntl.h>
#include <time.h>
#include "workload.h"

/* Paths as long as the kernel takes, one byte longer, and a name that is too long. */
static void longest(void) {
  char path[4200], folder[4096];
  need(getcwd(folder, sizeof(folder)) != NULL, "getcwd");
  for (int length = 4095; length <= 4096; length++) {
    memset(path, '/', length);
    memcpy(path, folder, strlen(folder));
    memcpy(path + length - 5, "/file", 5);
    path[length] = 0;
    close(open(path, O_CREAT | O_WRONLY, 0600));
  }
  memset(path, 0xe4, 256); /* no UTF-8 */
  path[255] = 0;
  close(open(path, O_CREAT | O_WRONLY, 0600));
  path[255] = 'x';
  path[256] = 0;
  close(open(path, O_CREAT | O_WRONLY, 0600));
}

/* Sets the wall clock two seconds on, and back. */
static void clock_steps(void) {
  for (int step = 2; step >= -2; step -= 4) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += step;
    need(clock_settime(CLOCK_REALTIME, &now) == 0, "clock_settime");
    usleep(300000);
  }
}

int main(int argc, char **argv) {
  static const struct doing list[] = {{"longest", longest}, {"clock", clock_steps}, {NULL, NULL}};
  return run_workload(argc, argv, list);
}
