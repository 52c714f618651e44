// SPDX-License-Identifier: MIT
/* Prints which of the BPF programs with these numbers the kernel still has. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.prog_id = strtoul(argv[i], NULL, 10);
    int program = syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &attributes, sizeof(attributes));
    if (program >= 0) printf("%s\n", argv[i]);
    else if (errno != ENOENT) {
      perror("bpf");
      return 1;
    }
    close(program);
  }
  return 0;
}
