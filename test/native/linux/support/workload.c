// SPDX-License-Identifier: MIT
/*
 * Does known things, for tests to find again. `workload NAME FOLDER`: waits until standard input is closed, so that
 * whoever starts it can set a filter first, then does them in the folder.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *folder;

static void need(int ok, const char *what) {
  if (ok) return;
  perror(what);
  exit(1);
}

static void files(void) {
  char bytes[100] = "hello";
  need(chdir(folder) == 0, "chdir");
  mkdir("sub", 0750);
  int fd = open("sub/./file", O_CREAT | O_RDWR | O_EXCL | O_CLOEXEC, 0640);
  need(write(fd, bytes, 100) == 100, "write");
  need(pread(fd, bytes, 50, 60) == 40, "pread");
  lseek(fd, 10, SEEK_SET);
  need(read(fd, bytes, 20) == 20, "read");
  unlink("sub/file");
  need(read(fd, bytes, 5) == 5, "read");
  close(fd);
  open("no/such/file", O_RDONLY);
  symlink("sub", "link");
  struct stat facts;
  stat("link", &facts);
  char target[64];
  readlink("link", target, sizeof(target));
  int directory = open("link", O_RDONLY | O_DIRECTORY);
  fd = openat(directory, "second", O_CREAT | O_WRONLY | O_TRUNC, 0600);
  close(fd);
  renameat(directory, "second", AT_FDCWD, "third");
  chmod("third", 0604);
  truncate("third", 12345);
  unlink("third");
  rmdir("sub/../sub");
  unlink("link");
  close(directory);
  fd = memfd_create("scratch", 0);
  write(fd, bytes, 3);
  close(fd);
}

static void names(void) {
  need(chdir(folder) == 0, "chdir");
  /* Every byte that a name can have, then one as long as a path can be. */
  char name[256];
  for (int from = 1; from < 256; from += 100) {
    size_t length = 0;
    for (int byte = from; byte < from + 100 && byte < 256; byte++)
      if (byte != '/') name[length++] = byte;
    name[length] = 0;
    int fd = open(name, O_CREAT | O_WRONLY, 0600);
    need(fd >= 0, "odd name");
    close(fd);
    unlink(name);
  }
  memset(name, 'd', 200);
  name[200] = 0;
  for (int depth = 0; depth < 19; depth++) {
    mkdir(name, 0700);
    need(chdir(name) == 0, "deep");
  }
  int fd = open("leaf", O_CREAT | O_WRONLY, 0600);
  need(fd >= 0, "leaf");
  close(fd);
}

static void mounts(void) {
  need(unshare(CLONE_NEWNS) == 0, "unshare");
  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
  need(chdir(folder) == 0, "chdir");
  mkdir("mounted", 0700);
  need(mount("none", "mounted", "tmpfs", 0, NULL) == 0, "mount");
  close(open("mounted/inside", O_CREAT | O_WRONLY, 0600));
  mkdir("bound", 0700);
  need(mount("mounted", "bound", NULL, MS_BIND, NULL) == 0, "bind");
  close(open("bound/inside", O_RDONLY));
  need(chroot("mounted") == 0, "chroot");
  close(open("/inside", O_RDONLY));
  unlink("/inside");
  unlink("/inside");
}

static void network(void) {
  char bytes[64] = {0};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(to);
  int server = socket(AF_INET, SOCK_STREAM, 0);
  need(bind(server, (void *)&to, sizeof(to)) == 0, "bind");
  listen(server, 5);
  getsockname(server, (void *)&to, &length);
  printf("%d\n", ntohs(to.sin_port));
  int client = socket(AF_INET, SOCK_STREAM, 0);
  need(connect(client, (void *)&to, sizeof(to)) == 0, "connect");
  int peer = accept(server, NULL, NULL);
  need(send(client, bytes, 11, 0) == 11, "send");
  need(recv(peer, bytes, 64, 0) == 11, "recv");
  need(write(peer, bytes, 7) == 7, "write");
  need(read(client, bytes, 64) == 7, "read");
  struct stat facts;
  fstat(client, &facts);
  close(client);
  close(peer);
  close(server);

  int udp = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0);
  to.sin_port = 0;
  need(bind(udp, (void *)&to, sizeof(to)) == 0, "bind");
  length = sizeof(to);
  getsockname(udp, (void *)&to, &length);
  printf("%d\n", ntohs(to.sin_port));
  need(sendto(other, bytes, 9, 0, (void *)&to, sizeof(to)) == 9, "sendto");
  struct sockaddr_in from;
  length = sizeof(from);
  need(recvfrom(udp, bytes, 64, 0, (void *)&from, &length) == 9, "recvfrom");
  printf("%d\n", ntohs(from.sin_port));
  close(udp);
  close(other);

  need(chdir(folder) == 0, "chdir");
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "socket"};
  int local = socket(AF_UNIX, SOCK_STREAM, 0), local_client = socket(AF_UNIX, SOCK_STREAM, 0);
  need(bind(local, (void *)&name, sizeof(name)) == 0, "bind unix");
  listen(local, 1);
  need(connect(local_client, (void *)&name, sizeof(name)) == 0, "connect unix");
  int local_peer = accept(local, NULL, NULL);
  need(write(local_client, bytes, 5) == 5, "write unix");
  need(read(local_peer, bytes, 64) == 5, "read unix");
  unlink("socket");
  struct sockaddr_un abstract = {.sun_family = AF_UNIX, .sun_path = "\0procscope-test"};
  int third = socket(AF_UNIX, SOCK_STREAM, 0);
  connect(third, (void *)&abstract, 2 + 15);
}

static void *in_thread(void *argument) {
  (void)argument;
  close(open("/dev/null", O_RDONLY));
  return NULL;
}

static void processes(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, in_thread, NULL);
  pthread_join(thread, NULL);
  for (int i = 0; i < 50; i++) {
    pid_t child = fork();
    if (child == 0) {
      char number[16];
      snprintf(number, sizeof(number), "-n%d", i);
      execl("/bin/true", "true", number, "two words", (char *)NULL);
      _exit(1);
    }
    printf("%d\n", child);
    waitpid(child, NULL, 0);
  }
  pid_t child = fork();
  if (child == 0) {
    execl("/no/such/program", "program", "with", "", "arguments", (char *)NULL);
    _exit(77);
  }
  waitpid(child, NULL, 0);
  child = fork();
  if (child == 0) {
    char *arguments[2002] = {"true"};
    for (int i = 1; i < 2000; i++) arguments[i] = "argument-argument";
    execv("/bin/true", arguments);
    _exit(1);
  }
  printf("%d\n", child);
  waitpid(child, NULL, 0);
  child = fork();
  if (child == 0) pause();
  kill(child, SIGKILL);
  printf("%d\n", child);
  waitpid(child, NULL, 0);
}

static void odd(void) {
  need(chdir(folder) == 0, "chdir");
#if defined(__x86_64__)
  /* A 32-bit call of a 64-bit program: 5 is open there, and fstat here. Its text must lie below 4 GiB. */
  char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  strcpy(low, "/dev/null");
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(5), "b"(low), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
  close(result);
#endif
  /* Refused by seccomp: its entry is never seen. */
  struct sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdirat, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof(rules) / sizeof(rules[0]), rules};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  need(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0, "seccomp");
  mkdirat(AT_FDCWD, "refused", 0700);
  /* A blocking call that a signal ends. */
  int pipes[2];
  pipe(pipes);
  pid_t reader = fork();
  if (reader == 0) {
    char byte;
    read(pipes[0], &byte, 1);
    _exit(0);
  }
  usleep(50000);
  kill(reader, SIGTERM);
  waitpid(reader, NULL, 0);
  printf("%d\n", reader);
  /* Code made at run time, and a mapping of a file as code. */
  void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mprotect(code, 4096, PROT_READ | PROT_EXEC);
  ptrace(PTRACE_ATTACH, 1 << 21, 0, 0);
  exit(0);
}

static void reads(void) {
  int count = atoi(getenv("COUNT"));
  char byte;
  int fd = open("/dev/zero", O_RDONLY);
  for (int i = 0; i < count; i++) need(read(fd, &byte, 1) == 1, "read");
}

int main(int argc, char **argv) {
  char ignored;
  if (argc != 3) return 2;
  folder = argv[2];
  setvbuf(stdout, NULL, _IOLBF, 4096);
  while (read(0, &ignored, 1) > 0) continue;
  static const struct {
    const char *name;
    void (*run)(void);
  } all[] = {{"files", files},         {"names", names}, {"mounts", mounts},          {"network", network},
             {"processes", processes}, {"reads", reads}, {"odd", odd}};
  for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
    if (strcmp(argv[1], all[i].name) != 0) continue;
    all[i].run();
    return 0;
  }
  return 2;
}
