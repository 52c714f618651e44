// SPDX-License-Identifier: MIT
/* What a socket is, asked of a duplicate of its descriptor. */
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "tracer.h"

/*
 * The peers of connections, by the number of the socket: the kernel does not tell them any more when a connection has ended,
 * and it is closed after that. Bounded: a newer one takes the place.
 */
#define PEERS 4096
static struct peer {
  uint64_t inode;
  uint16_t local_port, remote_port;
  uint8_t remote[16];
} peers[PEERS];

static void remember_peer(struct cap_socket *socket) {
  struct peer *place = &peers[socket->inode % PEERS];
  if (socket->remote_port != 0) {
    *place = (struct peer){.inode = socket->inode, .local_port = socket->local_port, .remote_port = socket->remote_port};
    memcpy(place->remote, socket->remote, sizeof(place->remote));
  } else if (place->inode == socket->inode && place->local_port == socket->local_port) {
    socket->remote_port = place->remote_port;
    memcpy(socket->remote, place->remote, sizeof(socket->remote));
  }
}

static int option_of(int socket, int option) {
  int value = 0;
  socklen_t length = sizeof(value);
  return getsockopt(socket, SOL_SOCKET, option, &value, &length) == 0 ? value : 0;
}

/* Adds a socket's own name, or its peer's. */
static void put_unix_name(struct tracer *tracer, const struct sockaddr_storage *address, socklen_t length,
                          enum cap_piece_type type, enum cap_slot slot) {
  size_t head = offsetof(struct sockaddr_un, sun_path);
  if (length <= head) return;
  void *out = piece_room(tracer, length - head);
  if (out == NULL) return;
  memcpy(out, (const uint8_t *)address + head, length - head);
  end_piece(tracer, type, slot, 0, length - head);
}

static void take_internet(const struct sockaddr_storage *address, uint16_t *port, uint8_t *bytes) {
  if (address->ss_family == AF_INET) {
    const struct sockaddr_in *in = (const void *)address;
    *port = ntohs(in->sin_port);
    memcpy(bytes, &in->sin_addr, 4);
  } else if (address->ss_family == AF_INET6) {
    const struct sockaddr_in6 *in = (const void *)address;
    *port = ntohs(in->sin6_port);
    memcpy(bytes, &in->sin6_addr, 16);
  }
}

void put_socket(struct tracer *tracer, int socket, uint64_t inode, enum cap_slot slot) {
  struct cap_socket *out = piece_room(tracer, sizeof(*out));
  if (out == NULL) return;
  struct sockaddr_storage local = {0}, remote = {0};
  socklen_t local_length = sizeof(local), remote_length = sizeof(remote);
  *out = (struct cap_socket){.inode = inode};
  if (socket >= 0) {
    out->family = option_of(socket, SO_DOMAIN);
    out->type = option_of(socket, SO_TYPE);
    out->protocol = option_of(socket, SO_PROTOCOL);
    if (getsockname(socket, (void *)&local, &local_length) != 0) local_length = 0;
    if (getpeername(socket, (void *)&remote, &remote_length) != 0) remote_length = 0;
    if (local_length > 0) take_internet(&local, &out->local_port, out->local);
    if (remote_length > 0) take_internet(&remote, &out->remote_port, out->remote);
    if (out->type == SOCK_STREAM && (out->family == AF_INET || out->family == AF_INET6)) remember_peer(out);
  }
  int is_unix = out->family == AF_UNIX;
  if (is_unix) {
    struct ucred peer = {0};
    socklen_t length = sizeof(peer);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0) out->peer_pid = peer.pid;
  }
  end_piece(tracer, CAP_PIECE_SOCKET, slot, 0, sizeof(*out));
  if (!is_unix) return;
  put_unix_name(tracer, &local, local_length, CAP_PIECE_UNIX_LOCAL, slot);
  put_unix_name(tracer, &remote, remote_length, CAP_PIECE_UNIX_REMOTE, slot);
}
