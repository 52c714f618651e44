// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "pieces.h"

static size_t internet_text(char *out, int family, const uint8_t *address, unsigned port) {
  char text[INET6_ADDRSTRLEN];
  static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (family == AF_INET6 && memcmp(address, mapped, sizeof(mapped)) == 0) {
    family = AF_INET;
    address += sizeof(mapped);
  }
  inet_ntop(family, address, text, sizeof(text));
  return sprintf(out, family == AF_INET6 ? "[%s]:%u" : "%s:%u", text, port);
}

/* The name of a UNIX socket: a path, or `@` and an abstract name. */
static size_t unix_text(char *out, const uint8_t *name, size_t length) {
  if (length == 0) return 0;
  if (name[0] == 0) {
    out[0] = '@';
    memcpy(out + 1, name + 1, length - 1);
    return length;
  }
  size_t used = strnlen((const char *)name, length);
  memcpy(out, name, used);
  return used;
}

size_t address_text(char *out, struct bytes address) {
  uint16_t family;
  if (address.at == NULL || address.length < sizeof(family)) return 0;
  memcpy(&family, address.at, sizeof(family));
  if (family == AF_INET && address.length >= 8) {
    struct sockaddr_in in = {0};
    memcpy(&in, address.at, address.length < sizeof(in) ? address.length : sizeof(in));
    return internet_text(out, AF_INET, (const uint8_t *)&in.sin_addr, ntohs(in.sin_port));
  }
  if (family == AF_INET6 && address.length >= 24) {
    struct sockaddr_in6 in = {0};
    memcpy(&in, address.at, address.length < sizeof(in) ? address.length : sizeof(in));
    return internet_text(out, AF_INET6, (const uint8_t *)&in.sin6_addr, ntohs(in.sin6_port));
  }
  if (family == AF_UNIX) return unix_text(out, address.at + 2, address.length - 2);
  return 0;
}

/* After a connection was refused the socket keeps the address, but not the port: the one that was asked for says more. */
static int has_remote(const struct cap_socket *socket, struct bytes other) {
  static const uint8_t none[16] = {0};
  if (socket->remote_port == 0 && other.length > 0) return 0;
  return socket->remote_port != 0 || memcmp(socket->remote, none, sizeof(none)) != 0;
}

size_t socket_text(char *out, const struct pieces *pieces, int slot, const char *arrow, struct bytes other) {
  const struct cap_socket *socket = pieces->socket[slot];
  size_t used = 0;
  if (socket->family == AF_INET || socket->family == AF_INET6) {
    used = internet_text(out, socket->family, socket->local, socket->local_port);
    char remote[PATH_TEXT_MAX];
    size_t length = has_remote(socket, other) ? internet_text(remote, socket->family, socket->remote, socket->remote_port)
                                       : address_text(remote, other);
    if (length == 0) return used;
    used += sprintf(out + used, " %s ", arrow);
    memcpy(out + used, remote, length);
    return used + length;
  }
  if (socket->family == AF_UNIX) {
    struct bytes local = pieces->unix_local[slot], remote = pieces->unix_remote[slot];
    char text[256];
    size_t length = remote.at != NULL ? unix_text(text, remote.at, remote.length)
                    : other.length < sizeof(text) ? address_text(text, other)
                                                  : 0;
    used = local.at != NULL ? unix_text(out, local.at, local.length) : 0;
    if (used == 0 && length == 0) return sprintf(out, "socket:[%llu]", (unsigned long long)socket->inode);
    if (used == 0) used = sprintf(out, "socket:[%llu]", (unsigned long long)socket->inode);
    if (length == 0) return used;
    used += sprintf(out + used, " %s ", arrow);
    memcpy(out + used, text, length);
    return used + length;
  }
  return sprintf(out, "socket:[%llu]", (unsigned long long)socket->inode);
}
