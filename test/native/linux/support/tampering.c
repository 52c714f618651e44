// SPDX-License-Identifier: MIT
/*
 * Does what an analyst of malware looks for: controls devices, reaches into other processes, runs programs without a file,
 * tampers with the kernel. What would change this machine is asked for in a way that the kernel refuses.
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <linux/perf_event.h>
#include <linux/reboot.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include "workload.h"

static char secret[16] = "before";

static void devices(void) {
  int number = 0;
  int fd = open("/dev/null", O_RDWR);
  ioctl(fd, BLKGETSIZE64, &number);
  close(fd);
  fd = open("/dev/loop-control", O_RDWR);
  if (fd >= 0) ioctl(fd, LOOP_CTL_GET_FREE);
  fd = open("plain", O_CREAT | O_RDWR, 0600);
  ioctl(fd, FS_IOC_GETFLAGS, &number);
  close(fd);
}

/* A child that waits; the parent reaches into it in every way. */
static void injection(void) {
  int pipes[2];
  char byte, other[16];
  need(pipe(pipes) == 0, "pipe");
  pid_t child = fork();
  if (child == 0) {
    close(pipes[1]);
    while (read(pipes[0], &byte, 1) > 0) continue;
    _exit(0);
  }
  printf("%d\n%llu\n", child, (unsigned long long)(uintptr_t)secret);
  need(ptrace(PTRACE_SEIZE, child, 0, 0) == 0, "seize");
  need(ptrace(PTRACE_INTERRUPT, child, 0, 0) == 0, "interrupt");
  waitpid(child, NULL, __WALL);
  need(ptrace(PTRACE_POKEDATA, child, secret, 0x2a) == 0, "poke");
  need(ptrace(PTRACE_DETACH, child, 0, 0) == 0, "detach");
  struct iovec local = {other, 16}, remote = {secret, 16};
  need(process_vm_readv(child, &local, 1, &remote, 1, 0) == 16, "process_vm_readv");
  need(process_vm_writev(child, &local, 1, &remote, 1, 0) == 16, "process_vm_writev");
  char name[64];
  snprintf(name, sizeof(name), "/proc/%d/mem", child);
  int memory = open(name, O_RDWR);
  need(pwrite(memory, "after", 5, (off_t)(uintptr_t)secret) == 5, "write to the memory");
  close(memory);
  int pidfd = syscall(SYS_pidfd_open, child, 0);
  need(pidfd >= 0, "pidfd_open");
  int taken = syscall(SYS_pidfd_getfd, pidfd, pipes[0], 0);
  need(taken >= 0, "pidfd_getfd");
  need(syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0, "pidfd_send_signal");
  syscall(SYS_kcmp, getpid(), child, 0, 0, 0);
  close(pipes[1]);
  waitpid(child, NULL, 0);
}

/* A program that was never a file. */
static void fileless(void) {
  char bytes[65536];
  ssize_t count;
  int memory = memfd_create("innocent", 0);
  int program = open("/bin/true", O_RDONLY);
  while ((count = read(program, bytes, sizeof(bytes))) > 0) need(write(memory, bytes, count) == count, "write");
  pid_t child = fork();
  if (child == 0) {
    char *arguments[] = {"[kworker/0:1]", "hidden", NULL}, *environment[] = {NULL};
    syscall(SYS_execveat, memory, "", arguments, environment, 0x1000 /* AT_EMPTY_PATH */);
    _exit(1);
  }
  int status;
  waitpid(child, &status, 0);
  need(status == 0, "execveat");
  printf("%d\n", child);
}

static void kernel(void) {
  static const char module[] = "not a module";
  int fd = open("module.ko", O_CREAT | O_RDWR, 0600);
  write(fd, module, sizeof(module));
  syscall(SYS_init_module, module, sizeof(module), "debug=1");
  syscall(SYS_finit_module, fd, "level=2", 0);
  syscall(SYS_delete_module, "no_such_module", O_NONBLOCK);
  /* Before 5.11 what BPF keeps counts as locked memory. */
  const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &unlimited);
  struct bpf_insn instructions[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof(attributes));
  attributes.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
  attributes.insn_cnt = 2;
  attributes.insns = (uintptr_t)instructions;
  attributes.license = (uintptr_t)"GPL";
  strcpy(attributes.prog_name, "spy");
  need(syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes)) >= 0, "bpf program");
  memset(&attributes, 0, sizeof(attributes));
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = attributes.value_size = 4;
  attributes.max_entries = 1;
  strcpy(attributes.map_name, "loot");
  need(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)) >= 0, "bpf map");
  struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof(event), .config = PERF_COUNT_SW_TASK_CLOCK};
  syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
  syscall(SYS_kexec_load, 0x1000, 100000, NULL, 0);
  syscall(SYS_kexec_file_load, fd, -1, 8, "quiet=1", 0);
  syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, 0x12345678, NULL);
  swapon("module.ko", 0);
  swapoff("module.ko");
  struct timespec far = {.tv_sec = -1};
  clock_settime(CLOCK_REALTIME, &far);
  syscall(SYS_acct, "no/such/file");
  syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, 0);
  syscall(SYS_iopl, 7);
  syscall(SYS_setns, fd, CLONE_NEWNET);
}

/* Leaves its namespaces, user and rights; each changes what there is to say about the process. */
static void escape(void) {
  int space = open("/proc/self/ns/uts", O_RDONLY);
  need(setns(space, CLONE_NEWUTS) == 0, "setns");
  need(unshare(CLONE_NEWNS | CLONE_NEWUTS) == 0, "unshare");
  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
  mkdir("root", 0700);
  need(mount("none", "root", "tmpfs", MS_NOSUID, "size=64k") == 0, "mount");
  umount2("root", MNT_DETACH);
  syscall(SYS_pivot_root, "root", "no/such/folder");
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2] = {{.effective = 1 << CAP_SETUID | 1 << CAP_SETGID,
                                            .permitted = 1 << CAP_SETUID | 1 << CAP_SETGID}};
  need(syscall(SYS_capset, &head, sets) == 0, "capset");
  need(setresgid(65534, 65534, 65534) == 0 && setresuid(65534, 65534, 65534) == 0, "setresuid");
  need(setuid(0) != 0, "setuid");
}

int main(int argc, char **argv) {
  static const struct doing list[] = {{"devices", devices}, {"injection", injection}, {"fileless", fileless},
                                      {"kernel", kernel},   {"escape", escape},       {NULL, NULL}};
  return run_workload(argc, argv, list);
}
