// SPDX-License-Identifier: MIT
/* Stands for systemctl where no systemd runs: writes down what it is asked, and ends as a file says. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  FILE *log = fopen("/systemctl.log", "a");
  if (log == NULL) return 1;
  for (int i = 1; i < argc; i++) fprintf(log, "%s%s", argv[i], i + 1 < argc ? " " : "\n");
  fclose(log);
  return access("/systemctl-fails", F_OK) == 0 ? 1 : 0;
}
