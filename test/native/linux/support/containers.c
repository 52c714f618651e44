// SPDX-License-Identifier: MIT
/*
 * Is a container manager: a control group, namespaces, an overlay with a volume, another root, and in it a program (this
 * one, linked statically). CGROUPS names folders in control group file systems, with colons between them.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "workload.h"

static void copy(const char *from, const char *to) {
  char bytes[65536];
  ssize_t count;
  int in = open(from, O_RDONLY), out = open(to, O_CREAT | O_WRONLY | O_TRUNC, 0755);
  need(in >= 0 && out >= 0, to);
  while ((count = read(in, bytes, sizeof(bytes))) > 0) need(write(out, bytes, count) == count, "copy");
  close(in);
  close(out);
}

static void put(const char *name, const char *text) {
  int fd = open(name, O_CREAT | O_WRONLY | O_APPEND, 0644);
  need(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), name);
  close(fd);
}

/* What runs in the container. */
static void inside(void) {
  close(open("/lower-file", O_RDONLY));
  put("/upper-file", "x"); /* exists below: copied up */
  put("/new-file", "x");
  put("/volume/data", "x");
  put("/memory/scratch", "x");
  need(chdir("/volume") == 0, "chdir");
  close(open("data", O_RDONLY));
  close(open("../lower-file", O_RDONLY));
  unlink("data");
  need(mkdir("/jail", 0755) == 0 && chroot("/jail") == 0, "chroot");
  close(open("/missing", O_RDONLY));
  exit(0);
}

static void manager(void) {
  char number[32], name[512];
  need(unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS) == 0, "unshare");
  need(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private");
  /* A file system of its own, because an overlay cannot lie on every one. */
  mkdir("store", 0755);
  need(mount("none", "store", "tmpfs", 0, NULL) == 0 && chdir("store") == 0, "tmpfs");
  const char *folders[] = {"lower", "lower/volume", "lower/memory", "lower/old", "upper", "work", "root", "outside"};
  for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) need(mkdir(folders[i], 0755) == 0, folders[i]);
  put("lower/lower-file", "below");
  put("lower/upper-file", "below");
  copy("/proc/self/exe", "lower/program");
  need(mount("overlay", "root", "overlay", 0, "lowerdir=lower,upperdir=upper,workdir=work") == 0, "overlay");
  need(mount("outside", "root/volume", NULL, MS_BIND, NULL) == 0, "volume");
  need(mount("none", "root/memory", "tmpfs", 0, NULL) == 0, "memory");
  pid_t child = fork();
  if (child == 0) {
    for (char *folder = strtok(getenv("CGROUPS"), ":"); folder != NULL; folder = strtok(NULL, ":")) {
      snprintf(name, sizeof(name), "%s/cgroup.procs", folder);
      int procs = open(name, O_WRONLY);
      need(procs >= 0 && write(procs, "0", 1) == 1, name);
      close(procs);
    }
    need(chdir("root") == 0 && syscall(SYS_pivot_root, ".", "old") == 0, "pivot_root");
    need(chdir("/") == 0 && umount2("/old", MNT_DETACH) == 0, "umount");
    char *arguments[] = {"program", "inside", "/", NULL}, *environment[] = {NULL};
    close(0);
    open("/lower-file", O_RDONLY); /* ends at once: the program does not wait */
    execve("/program", arguments, environment);
    _exit(1);
  }
  int status;
  snprintf(number, sizeof(number), "%d\n", child);
  write(1, number, strlen(number));
  waitpid(child, &status, 0);
  need(status == 0, "container");
}

int main(int argc, char **argv) {
  static const struct doing list[] = {{"manager", manager}, {"inside", inside}, {NULL, NULL}};
  return run_workload(argc, argv, list);
}
