// SPDX-License-Identifier: MIT
/* Sends and receives messages: several at once, descriptors with them, and over connections that are refused or cut. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include "workload.h"

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return address;
}

static int bound(int type, int *port) {
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof(address);
  int fd = socket(AF_INET, type, 0);
  need(bind(fd, (void *)&address, sizeof(address)) == 0, "bind");
  getsockname(fd, (void *)&address, &length);
  *port = ntohs(address.sin_port);
  printf("%d\n", *port);
  return fd;
}

/* Twelve messages to two sockets, of 10, 11, 12... bytes; then all that went to the first are received. */
static void several(void) {
  int ports[3];
  int first = bound(SOCK_DGRAM, &ports[0]), second = bound(SOCK_DGRAM, &ports[1]), sender = bound(SOCK_DGRAM, &ports[2]);
  struct sockaddr_in to[2] = {loopback(ports[0]), loopback(ports[1])}, from[12];
  char bytes[64];
  struct iovec vectors[12];
  struct mmsghdr messages[12] = {0};
  for (int i = 0; i < 12; i++) {
    vectors[i] = (struct iovec){bytes, 10 + i};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &to[i % 2], .msg_namelen = sizeof(to[0]), .msg_iov = &vectors[i],
                                          .msg_iovlen = 1};
  }
  need(sendmmsg(sender, messages, 12, 0) == 12, "sendmmsg");
  for (int i = 0; i < 12; i++) {
    vectors[i].iov_len = sizeof(bytes);
    messages[i].msg_hdr.msg_name = &from[i];
  }
  need(recvmmsg(first, messages, 12, MSG_DONTWAIT, NULL) == 6, "recvmmsg");
  need(recvmmsg(second, messages, 2, MSG_DONTWAIT, NULL) == 2, "recvmmsg");
}

/* Passes a file and a pipe to a child. */
static void passed(void) {
  int pair[2], pipes[2];
  need(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && pipe(pipes) == 0, "socketpair");
  pid_t child = fork();
  char byte = 'x';
  struct iovec vector = {&byte, 1};
  union {
    struct cmsghdr head;
    char room[CMSG_SPACE(2 * sizeof(int))];
  } control;
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
  if (child == 0) {
    need(recvmsg(pair[1], &message, 0) == 1, "recvmsg");
    _exit(0);
  }
  int file = open("passed", O_CREAT | O_RDWR, 0600);
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  *head = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(2 * sizeof(int))};
  memcpy(CMSG_DATA(head), (int[]){file, pipes[0]}, 2 * sizeof(int));
  need(sendmsg(pair[0], &message, 0) == 1, "sendmsg");
  waitpid(child, NULL, 0);
  printf("%d\n%d\n%d\n", file, pipes[0], child);
}

/* A connection that ends well, one that is refused, and one that the other side cuts. */
static void connections(void) {
  int port;
  char bytes[100] = {0};
  int server = bound(SOCK_STREAM, &port);
  listen(server, 8);
  struct sockaddr_in to = loopback(port);
  int client = socket(AF_INET, SOCK_STREAM, 0);
  need(connect(client, (void *)&to, sizeof(to)) == 0, "connect");
  int peer = accept(server, NULL, NULL);
  need(send(client, bytes, 100, 0) == 100 && recv(peer, bytes, 100, MSG_WAITALL) == 100, "send");
  need(send(peer, bytes, 30, 0) == 30 && recv(client, bytes, 30, MSG_WAITALL) == 30, "send back");
  close(client);
  close(peer);
  client = socket(AF_INET, SOCK_STREAM, 0);
  need(connect(client, (void *)&to, sizeof(to)) == 0, "connect");
  peer = accept(server, NULL, NULL);
  struct linger cut = {1, 0};
  setsockopt(peer, SOL_SOCKET, SO_LINGER, &cut, sizeof(cut));
  close(peer);
  recv(client, bytes, 1, 0);
  close(client);
  close(server);
  client = socket(AF_INET, SOCK_STREAM, 0);
  need(connect(client, (void *)&to, sizeof(to)) != 0, "connect to nobody");
  close(client);
}

/* Connects to a server that has no room for one more: it does not answer, so the first packet is sent again. */
static void unanswered(void) {
  int port;
  int server = bound(SOCK_STREAM, &port);
  listen(server, 0);
  struct sockaddr_in to = loopback(port);
  need(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&to, sizeof(to)) == 0, "connect");
  for (int i = 0; i < 3; i++) connect(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), (void *)&to, sizeof(to));
  sleep(3); /* the first repetition comes after one second */
}

int main(int argc, char **argv) {
  static const struct doing list[] = {
      {"several", several}, {"passed", passed}, {"connections", connections}, {"unanswered", unanswered}, {NULL, NULL}};
  return run_workload(argc, argv, list);
}
