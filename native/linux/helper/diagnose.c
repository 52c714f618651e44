// SPDX-License-Identifier: MIT
/* Why a kernel refuses the programs, as a sentence with a remedy. Asked in the order that causes hide each other. */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "capture.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF 39
#endif

static int has_capability(int number) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};
  if (syscall(SYS_capget, &head, data) != 0) return 0;
  return data[number / 32].effective >> (number % 32) & 1;
}

/* Whether a file's text has a word in it. */
static int file_says(const char *name, const char *word) {
  char text[4096];
  FILE *file = fopen(name, "re");
  if (file == NULL) return 0;
  size_t length = fread(text, 1, sizeof(text) - 1, file);
  fclose(file);
  text[length] = 0;
  return strstr(text, word) != NULL;
}

/* How much memory may be locked; before 5.11 everything that the programs use counted as such. */
static rlim_t locked_memory(void) {
  struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  getrlimit(RLIMIT_MEMLOCK, &limit);
  return limit.rlim_cur;
}

static int in_initial_user_namespace(void) { return file_says("/proc/self/uid_map", "4294967295"); }

void send_load_failure(struct stream *stream, const struct load_failure *failure) {
  struct utsname host;
  char sentence[512], error[64];
  unsigned major = 0, minor = 0;
  uname(&host);
  sscanf(host.release, "%u.%u", &major, &minor);
  snprintf(error, sizeof(error), "%s (%d)", strerror(failure->error), failure->error);
  const char *facts[] = {"error", error, "kernel", host.release, "log", failure->log, NULL};
  enum psw_error_code code = PSW_ERR_LOAD;
  int privileged = has_capability(CAP_SYS_ADMIN) || (has_capability(CAP_BPF) && has_capability(CAP_PERFMON));

  if (failure->error == EPERM && !privileged) {
    code = PSW_ERR_PRIVILEGE;
    snprintf(sentence, sizeof(sentence),
             "Capturing system activity needs administrator rights. Start the capture again and confirm the request, or "
             "give the capture helper the capabilities CAP_BPF and CAP_PERFMON.");
  } else if (major < 5 || (major == 5 && minor < 8)) {
    code = PSW_ERR_KERNEL_TOO_OLD;
    snprintf(sentence, sizeof(sentence),
             "Capturing needs Linux 5.8 or newer, and this is %s. Recorded files can still be opened.", host.release);
  } else if (failure->error == ENOSYS) {
    code = PSW_ERR_NO_BPF;
    snprintf(sentence, sizeof(sentence),
             "This kernel has BPF switched off (CONFIG_BPF_SYSCALL). Start one of the distribution's standard kernels to "
             "capture.");
  } else if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) {
    code = PSW_ERR_NO_BTF;
    snprintf(sentence, sizeof(sentence),
             "This kernel comes without its type information (/sys/kernel/btf/vmlinux, CONFIG_DEBUG_INFO_BTF). Start one of "
             "the distribution's standard kernels to capture.");
  } else if (file_says("/sys/kernel/security/lockdown", "[confidentiality]")) {
    code = PSW_ERR_LOCKDOWN;
    snprintf(sentence, sizeof(sentence),
             "Kernel lockdown is set to 'confidentiality', which forbids reading kernel data. Start the system with "
             "lockdown=integrity to capture.");
  } else if (failure->error == EPERM && major == 5 && minor < 11 && locked_memory() != RLIM_INFINITY) {
    code = PSW_ERR_MEMORY;
    snprintf(sentence, sizeof(sentence),
             "The capture buffer counts as locked memory on this kernel (%s), of which %llu KiB are allowed here. Give the "
             "capture helper the capability CAP_SYS_RESOURCE too, or raise the limit (ulimit -l unlimited).",
             host.release, (unsigned long long)locked_memory() / 1024);
  } else if (failure->error == EPERM && file_says("/proc/self/status", "Seccomp:\t2")) {
    code = PSW_ERR_SECCOMP;
    snprintf(sentence, sizeof(sentence),
             "A seccomp filter keeps the capture helper from using BPF. Start it outside of this container or sandbox.");
  } else if (failure->error == EPERM && !in_initial_user_namespace()) {
    code = PSW_ERR_NAMESPACE;
    snprintf(sentence, sizeof(sentence),
             "The capture helper runs in a user namespace, where its rights do not reach the kernel. Start it outside of "
             "this container.");
  } else if (failure->error == ENOMEM) {
    code = PSW_ERR_MEMORY;
    snprintf(sentence, sizeof(sentence),
             "There is not enough memory for the capture buffer. Close other programs, or ask for a smaller buffer.");
  } else if ((failure->error == EPERM || failure->error == EACCES) && strstr(failure->log, "PROG LOAD LOG") == NULL) {
    snprintf(sentence, sizeof(sentence),
             "The kernel refused the capture programs: %s. A security module may forbid BPF; the system's audit log says "
             "which.",
             error);
  } else {
    snprintf(sentence, sizeof(sentence),
             "This kernel (%s) cannot run the capture programs: %s. Start another of the distribution's kernels to capture; "
             "the details of this error say what was refused.",
             host.release, error);
  }
  send_error(stream, code, PSW_FATAL, sentence, facts);
}
