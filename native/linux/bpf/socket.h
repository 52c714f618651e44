/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROCSCOPE_SOCKET_H
#define PROCSCOPE_SOCKET_H

#include "record.h"

#define FAMILY_UNIX 1
#define FAMILY_INET 2
#define FAMILY_INET6 10

/* The name of a UNIX socket, when it has one. Its first two bytes are the family. */
ROUTINE int put_unix_name(struct scratch *s, struct sock *sk, __u32 type, __u32 slot) {
  if (!has_room(s)) return 0;
  struct unix_sock *unix_sk = CAST(struct unix_sock, sk);
  struct unix_address *address = READ(unix_sk, addr);
  if (address == 0) return 0;
  __u32 length = READ(address, len);
  if (length <= 2) return 0;
  length -= 2;
  HIDE(length);
  length &= 127;
  __u32 head = s->used;
  __u32 at = head + sizeof(struct cap_piece);
  HIDE(at);
  at &= BODY_MASK;
  if (bpf_probe_read_kernel(&s->body[at], length,
                            (void *)((__u64)address + bpf_core_field_offset(struct unix_address, name) + 2)))
    return 0;
  end_piece(s, head, type, slot, 0, length);
  return 0;
}

/* Describes the socket that the scratch names. A global function, like walk_up. */
__attribute__((noinline)) int describe_sock(__u32 which, __u64 inode, __u32 type, __u32 slot) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
  struct sock *sk = CAST(struct sock, s->sock);
  struct cap_socket *out = fixed_piece(s, sizeof(*out));
  if (out == 0) return 0;
  __u16 family = READ(sk, __sk_common.skc_family);
  out->inode = inode;
  out->family = family;
  out->type = type;
  out->protocol = READ(sk, sk_protocol);
  out->state = READ(sk, __sk_common.skc_state);
  out->reserved = 0;
  out->local_port = 0;
  out->remote_port = 0;
  out->peer_pid = 0;
  __builtin_memset(out->local, 0, sizeof(out->local));
  __builtin_memset(out->remote, 0, sizeof(out->remote));
  if (family == FAMILY_INET || family == FAMILY_INET6) {
    out->local_port = READ(sk, __sk_common.skc_num);
    out->remote_port = __builtin_bswap16(READ(sk, __sk_common.skc_dport));
    /* A connection that has ended has given its port back, but remembers what it was. */
    if (out->local_port == 0 && out->remote_port != 0) {
      struct inet_sock *inet = CAST(struct inet_sock, sk);
      out->local_port = __builtin_bswap16(READ(inet, inet_sport));
    }
  }
  if (family == FAMILY_INET) {
    *(__u32 *)out->local = READ(sk, __sk_common.skc_rcv_saddr);
    *(__u32 *)out->remote = READ(sk, __sk_common.skc_daddr);
  } else if (family == FAMILY_INET6) {
    bpf_probe_read_kernel(out->local, 16, &sk->__sk_common.skc_v6_rcv_saddr);
    bpf_probe_read_kernel(out->remote, 16, &sk->__sk_common.skc_v6_daddr);
  } else if (family == FAMILY_UNIX) {
    struct pid *peer = READ(sk, sk_peer_pid);
    if (peer != 0) out->peer_pid = READ(peer, numbers[0].nr);
  }
  end_piece(s, s->used, CAP_PIECE_SOCKET, slot, 0, sizeof(*out));
  if (family == FAMILY_UNIX) {
    put_unix_name(s, sk, CAP_PIECE_UNIX_LOCAL, slot);
    struct unix_sock *unix_sk = CAST(struct unix_sock, sk);
    struct sock *peer = READ(unix_sk, peer);
    if (peer != 0) put_unix_name(s, CAST(struct sock, peer), CAP_PIECE_UNIX_REMOTE, slot);
  }
  return 0;
}

/* Describes a socket of the protocols. */
ALWAYS_INLINE int put_sock(struct scratch *s, struct sock *sk, __u64 inode, __u32 type, __u32 slot) {
  s->sock = (__u64)sk;
  return describe_sock(s->which, inode, type, slot);
}

/* Describes the socket behind an open file. */
ALWAYS_INLINE int put_socket(struct scratch *s, struct file *file, __u32 slot) {
  void *private = READ(file, private_data);
  struct socket *socket = CAST(struct socket, private);
  struct sock *sk = READ(socket, sk);
  struct inode *inode = READ(file, f_inode);
  return put_sock(s, sk, READ(inode, i_ino), READ(socket, type), slot);
}

#endif
