// SPDX-License-Identifier: MIT
#include "greeting.h"
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

void send_greeting(struct stream *stream, const char *tier, uint64_t ring_bytes, const char *const *sees) {
  struct utsname host;
  char boot_id[64] = "";
  uname(&host);
  FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
  if (file != NULL) {
    if (fgets(boot_id, sizeof(boot_id), file) != NULL) boot_id[strcspn(boot_id, "\n")] = 0;
    fclose(file);
  }
  const struct psw_hello hello = {
      .major = PSW_VERSION_MAJOR,
      .minor = PSW_VERSION_MINOR,
      .system = PSW_SYSTEM_LINUX,
#if defined(__x86_64__)
      .architecture = PSW_X86_64,
#elif defined(__aarch64__)
      .architecture = PSW_AARCH64,
#endif
      .helper_pid = getpid(),
      .cpus = sysconf(_SC_NPROCESSORS_CONF),
      .ticks_per_second = 1000000000u,
      .ring_bytes = ring_bytes,
  };
  const char *facts[24] = {"kernel", host.release, "machine", host.machine, "host", host.nodename, "boot", boot_id,
                           "tier", tier};
  for (size_t i = 10; sees != NULL && *sees != NULL && i < 18; i++) facts[i] = *sees++;
  send_hello(stream, &hello, facts);
}
