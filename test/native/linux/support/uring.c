// SPDX-License-Identifier: MIT
/* Does things through io_uring, without a library. */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "workload.h"

static int ring;
static struct io_uring_params params;
static uint8_t *submission, *completion;
static struct io_uring_sqe *entries;

static uint32_t *number(uint8_t *base, uint32_t offset) { return (uint32_t *)(base + offset); }

static void open_ring(uint32_t flags) {
  params.flags = flags;
  params.sq_thread_idle = 2000;
  ring = syscall(SYS_io_uring_setup, 8, &params);
  need(ring >= 0, "io_uring_setup");
  size_t size = params.sq_off.array + params.sq_entries * 4;
  submission = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  size = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
  completion = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
  size = params.sq_entries * sizeof(struct io_uring_sqe);
  entries = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
  need(submission != MAP_FAILED && completion != MAP_FAILED && entries != (void *)MAP_FAILED, "mmap");
}

static void submit(const struct io_uring_sqe *entry) {
  uint32_t *tail = number(submission, params.sq_off.tail);
  uint32_t index = *tail & (params.sq_entries - 1);
  entries[index] = *entry;
  number(submission, params.sq_off.array)[index] = index;
  __atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
  if (!(params.flags & IORING_SETUP_SQPOLL)) syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0);
}

/* Waits for the next end. Returns its result. */
static int end(void) {
  uint32_t *head = number(completion, params.cq_off.head);
  while (__atomic_load_n(number(completion, params.cq_off.tail), __ATOMIC_ACQUIRE) == *head)
    syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_SQ_WAKEUP, NULL, 0);
  uint32_t mask = *number(completion, params.cq_off.ring_mask);
  struct io_uring_cqe *one = (struct io_uring_cqe *)(completion + params.cq_off.cqes) + (*head & mask);
  int result = one->res;
  __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
  return result;
}

static int done(const struct io_uring_sqe *entry) {
  submit(entry);
  return end();
}

#define ADDRESS(pointer) ((uint64_t)(uintptr_t)(pointer))
#define DO(...) done(&(struct io_uring_sqe){__VA_ARGS__})

static void files(void) {
  char bytes[64] = "some bytes";
  DO(.opcode = IORING_OP_MKDIRAT, .fd = AT_FDCWD, .addr = ADDRESS("sub"), .len = 0750);
  int fd = DO(.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = ADDRESS("sub/file"), .len = 0640,
              .open_flags = O_CREAT | O_RDWR);
  need(fd >= 0, "openat");
  need(DO(.opcode = IORING_OP_WRITE, .fd = fd, .addr = ADDRESS(bytes), .len = 10, .off = 0) == 10, "write");
  need(DO(.opcode = IORING_OP_READ, .fd = fd, .addr = ADDRESS(bytes), .len = 64, .off = 4) == 6, "read");
  struct iovec vector = {bytes, 5};
  need(DO(.opcode = IORING_OP_WRITEV, .fd = fd, .addr = ADDRESS(&vector), .len = 1, .off = 10) == 5, "writev");
  need(DO(.opcode = IORING_OP_FSYNC, .fd = fd) == 0, "fsync");
  struct statx facts;
  need(DO(.opcode = IORING_OP_STATX, .fd = AT_FDCWD, .addr = ADDRESS("sub/file"), .len = STATX_BASIC_STATS,
          .off = ADDRESS(&facts)) == 0, "statx");
  need(DO(.opcode = IORING_OP_CLOSE, .fd = fd) == 0, "close");
  need(DO(.opcode = IORING_OP_RENAMEAT, .fd = AT_FDCWD, .addr = ADDRESS("sub/file"), .len = (uint32_t)AT_FDCWD,
          .off = ADDRESS("sub/other")) == 0, "renameat");
  need(DO(.opcode = IORING_OP_LINKAT, .fd = AT_FDCWD, .addr = ADDRESS("sub/other"), .len = (uint32_t)AT_FDCWD,
          .off = ADDRESS("sub/hard")) == 0, "linkat");
  need(DO(.opcode = IORING_OP_SYMLINKAT, .fd = AT_FDCWD, .addr = ADDRESS("target/text"), .off = ADDRESS("sub/soft")) == 0,
       "symlinkat");
  DO(.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = ADDRESS("no/such/file"));
  DO(.opcode = IORING_OP_UNLINKAT, .fd = AT_FDCWD, .addr = ADDRESS("sub/hard"));
  DO(.opcode = IORING_OP_UNLINKAT, .fd = AT_FDCWD, .addr = ADDRESS("sub/soft"));
  DO(.opcode = IORING_OP_UNLINKAT, .fd = AT_FDCWD, .addr = ADDRESS("sub/other"));
  DO(.opcode = IORING_OP_UNLINKAT, .fd = AT_FDCWD, .addr = ADDRESS("sub"), .unlink_flags = AT_REMOVEDIR);
}

static void network(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(to);
  char bytes[64];
  int server = DO(.opcode = IORING_OP_SOCKET, .fd = AF_INET, .off = SOCK_STREAM);
  need(server >= 0 && bind(server, (void *)&to, sizeof(to)) == 0 && listen(server, 4) == 0, "listen");
  getsockname(server, (void *)&to, &length);
  printf("%d\n", ntohs(to.sin_port));
  int client = socket(AF_INET, SOCK_STREAM, 0);
  need(DO(.opcode = IORING_OP_CONNECT, .fd = client, .addr = ADDRESS(&to), .off = sizeof(to)) == 0, "connect");
  int peer = DO(.opcode = IORING_OP_ACCEPT, .fd = server);
  need(peer >= 0, "accept");
  need(DO(.opcode = IORING_OP_SEND, .fd = client, .addr = ADDRESS(bytes), .len = 21) == 21, "send");
  need(DO(.opcode = IORING_OP_RECV, .fd = peer, .addr = ADDRESS(bytes), .len = 64) == 21, "recv");
  /* One request, several ends. */
  submit(&(struct io_uring_sqe){.opcode = IORING_OP_ACCEPT, .fd = server, .ioprio = IORING_ACCEPT_MULTISHOT});
  for (int i = 0; i < 3; i++) {
    need(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&to, sizeof(to)) == 0, "connect");
    need(end() >= 0, "accept again");
  }
  /* Waits for ever. */
  submit(&(struct io_uring_sqe){.opcode = IORING_OP_RECV, .fd = peer, .addr = ADDRESS(bytes), .len = 64});
  DO(.opcode = IORING_OP_SHUTDOWN, .fd = peer, .len = SHUT_WR);
  exit(0);
}

/* A request whose success nobody is told, one that a worker does, and one of a registered file. */
static void special(void) {
  char bytes[16] = "special";
  int fd = open("special", O_CREAT | O_RDWR, 0600);
  struct io_uring_sqe quiet = {.opcode = IORING_OP_WRITE, .fd = fd, .addr = ADDRESS(bytes), .len = 7,
                               .flags = IOSQE_CQE_SKIP_SUCCESS};
  submit(&quiet);
  struct io_uring_sqe slow = {.opcode = IORING_OP_FSYNC, .fd = fd, .flags = IOSQE_ASYNC};
  need(done(&slow) == 0, "fsync in a worker");
  need(syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &fd, 1) == 0, "register");
  struct io_uring_sqe fixed = {.opcode = IORING_OP_READ, .fd = 0, .addr = ADDRESS(bytes), .len = 3,
                               .flags = IOSQE_FIXED_FILE};
  need(done(&fixed) == 3, "read of a registered file");
}

static void in_calls(void (*run)(void)) {
  open_ring(0);
  run();
}
static void do_files(void) { in_calls(files); }
static void do_network(void) { in_calls(network); }
static void do_special(void) { in_calls(special); }
/* The kernel's own thread takes the requests: no call submits them. */
static void polled(void) {
  open_ring(IORING_SETUP_SQPOLL);
  files();
}

int main(int argc, char **argv) {
  static const struct doing list[] = {
      {"files", do_files}, {"network", do_network}, {"special", do_special}, {"polled", polled}, {NULL, NULL}};
  return run_workload(argc, argv, list);
}
