// SPDX-License-Identifier: MIT
#include "privileges.h"
#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF 39
#endif

static const uint64_t KEPT = 1ull << CAP_BPF | 1ull << CAP_PERFMON | 1ull << CAP_SYS_PTRACE | 1ull << CAP_DAC_READ_SEARCH;

/* Kernels that know these take them instead of CAP_SYS_ADMIN. */
static const uint64_t ENOUGH = 1ull << CAP_BPF | 1ull << CAP_PERFMON;

int may_capture(void) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};
  if (syscall(SYS_capget, &head, data) != 0) return 0;
  uint64_t held = (uint64_t)data[1].effective << 32 | data[0].effective;
  return (held & ENOUGH) == ENOUGH || (held >> CAP_SYS_ADMIN & 1);
}

/* A number from the environment, or -1. */
static long number_of(const char *name) {
  const char *text = getenv(name);
  char *end;
  if (text == NULL || *text == 0) return -1;
  long value = strtol(text, &end, 10);
  return *end == 0 && value > 0 ? value : -1;
}

static void become(long uid, long gid) {
  prctl(PR_SET_KEEPCAPS, 1);
  if (setgroups(0, NULL) != 0) return;
  if (gid > 0 && setresgid(gid, gid, gid) != 0) return;
  if (setresuid(uid, uid, uid) != 0) return;
}

void drop_privileges(void) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &head, data) != 0) return;
  uint64_t held = (uint64_t)data[1].permitted << 32 | data[0].permitted;
  uint64_t kept = held & ((held & ENOUGH) == ENOUGH ? KEPT : KEPT | 1ull << CAP_SYS_ADMIN);

  prctl(PR_SET_DUMPABLE, 0);
  for (int capability = 0; capability < 64; capability++) {
    if (!(kept >> capability & 1)) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
  if (geteuid() == 0) {
    long uid = number_of("SUDO_UID"), gid = number_of("SUDO_GID");
    if (uid < 0) uid = number_of("PKEXEC_UID");
    if (uid > 0) become(uid, gid);
  }
  data[0].permitted = data[0].effective = (uint32_t)kept;
  data[1].permitted = data[1].effective = (uint32_t)(kept >> 32);
  data[0].inheritable = data[1].inheritable = 0;
  syscall(SYS_capset, &head, data);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}
