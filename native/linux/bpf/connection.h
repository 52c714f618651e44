/* SPDX-License-Identifier: GPL-2.0-only
 *
 * What happens to TCP connections without a call: they are made, refused, accepted and ended by packets. Then the current
 * task is whoever was interrupted, so each connection is remembered with the process that began it.
 */
#ifndef PROCSCOPE_CONNECTION_H
#define PROCSCOPE_CONNECTION_H

#include "process.h"

/* include/net/tcp_states.h */
#define STATE_ESTABLISHED 1
#define STATE_SYN_SENT 2
#define STATE_SYN_RECV 3
#define STATE_FIN_WAIT1 4
#define STATE_CLOSE 7
#define STATE_LAST_ACK 9
#define STATE_LISTEN 10

#define TYPE_STREAM 1
#define PROTOCOL_TCP 6
#define ERROR_ABORTED 103
#define FLAG_DONE 1 /* SOCK_DONE of enum sock_flags: the other side has ended its stream */

/* Only where a process certainly is the current one: connecting, listening, closing. */
ALWAYS_INLINE struct connection owner_of_current(void) {
  __u64 ids = bpf_get_current_pid_tgid();
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  struct task_struct *leader = BPF_CORE_READ(task, group_leader);
  struct connection owner = {.pid = ids >> 32, .tid = (__u32)ids};
  bpf_core_read(&owner.process_start, 8, &leader->start_boottime);
  owner.begin = bpf_ktime_get_boot_ns();
  return owner;
}

ALWAYS_INLINE struct listening_port port_of(struct sock *sk) {
  struct listening_port place = {};
  place.net = (__u64)BPF_CORE_READ(sk, __sk_common.skc_net.net);
  place.port = BPF_CORE_READ(sk, __sk_common.skc_num);
  return place;
}

/* Sends what happened to a connection. */
ROUTINE int send_connection(struct sock *sk, struct connection *owner, __u32 what, __u32 states, __u32 length) {
  if (!(settings.tcp >> what & 1)) return 0;
  __u32 pid = owner->pid;
  __u32 *scope = bpf_map_lookup_elem(&scopes, &pid);
  if (scope != 0 ? !(*scope & CAP_SCOPE_RECORD) : settings.default_verdict == 0) return 0;
  __u32 ring = what == CAP_TCP_RETRANSMIT ? CAP_RING_RETRANSMITS : CAP_RING_TCP;
  struct scratch *s = scratch_of(ring);
  if (s == 0) return 0;
  begin_record(s, CAP_TCP, ring);
  s->head.operation = what;
  s->head.pid = pid;
  s->head.tid = owner->tid;
  s->head.process_start = owner->process_start;
  s->head.end = bpf_ktime_get_boot_ns();
  s->head.start = what == CAP_TCP_CONNECT ? owner->begin : s->head.end;
  int error = BPF_CORE_READ(sk, sk_err);
  __u32 new_state = states & 255;
  if (what == CAP_TCP_CONNECT && new_state == STATE_CLOSE) s->head.result = error == 0 ? -ERROR_ABORTED : -(long)error;
  else if (what == CAP_TCP_DISCONNECT) s->head.result = -(long)error;
  struct cap_connection *out = fixed_piece(s, sizeof(*out));
  if (out == 0) return 0;
  struct tcp_sock *tcp = (struct tcp_sock *)sk;
  out->sent = BPF_CORE_READ(tcp, bytes_sent);
  /* The other side's end counts as one byte. */
  out->received = BPF_CORE_READ(tcp, bytes_received) - (BPF_CORE_READ(sk, __sk_common.skc_flags) >> FLAG_DONE & 1);
  out->round_trip = BPF_CORE_READ(tcp, srtt_us) >> 3;
  out->retransmits = BPF_CORE_READ(tcp, total_retrans);
  out->length = length;
  out->old_state = states >> 8;
  out->new_state = new_state;
  out->reserved = 0;
  end_piece(s, s->used, CAP_PIECE_DATA, CAP_SLOT_TCP, 0, sizeof(*out));
  put_sock(s, CAST(struct sock, sk), 0, TYPE_STREAM, CAP_SLOT_FD);
  send_record(s);
  return 0;
}

ALWAYS_INLINE int on_state(struct sock *sk, int old_state, int new_state) {
  __u64 key = (__u64)sk;
  if (BPF_CORE_READ(sk, sk_protocol) != PROTOCOL_TCP) return 0;
  struct connection *known = bpf_map_lookup_elem(&connections, &key);
  struct connection owner = {};
  int is_known = 1;
  if (new_state == STATE_SYN_SENT || new_state == STATE_LISTEN) {
    owner = owner_of_current();
    bpf_map_update_elem(&connections, &key, &owner, BPF_ANY);
    if (new_state == STATE_LISTEN) {
      struct listening_port place = port_of(sk);
      bpf_map_update_elem(&listeners, &place, &owner, BPF_ANY);
    }
  } else if (new_state == STATE_SYN_RECV) {
    struct listening_port place = port_of(sk);
    struct connection *listener = bpf_map_lookup_elem(&listeners, &place);
    if (listener == 0) return 0;
    owner = *listener;
    owner.begin = bpf_ktime_get_boot_ns();
    bpf_map_update_elem(&connections, &key, &owner, BPF_ANY);
  } else if (known != 0) {
    owner = *known;
  } else if (new_state == STATE_FIN_WAIT1 || new_state == STATE_LAST_ACK) {
    /* Only closing does this: the current process is the one that closes. */
    owner = owner_of_current();
    bpf_map_update_elem(&connections, &key, &owner, BPF_ANY);
  } else {
    is_known = 0;
  }
  if (!is_known) return 0;
  __u32 states = (__u32)old_state << 8 | (__u32)(new_state & 255);
  __u32 what = CAP_TCP_STATE;
  if (old_state == STATE_SYN_SENT && (new_state == STATE_ESTABLISHED || new_state == STATE_CLOSE)) what = CAP_TCP_CONNECT;
  else if (old_state == STATE_SYN_RECV && new_state == STATE_ESTABLISHED) what = CAP_TCP_ACCEPT;
  else if (new_state == STATE_CLOSE && old_state != STATE_LISTEN) what = CAP_TCP_DISCONNECT;
  if (what != CAP_TCP_STATE) send_connection(sk, &owner, what, states, 0);
  send_connection(sk, &owner, CAP_TCP_STATE, states, 0);
  if (new_state == STATE_CLOSE) bpf_map_delete_elem(&connections, &key);
  return 0;
}

ALWAYS_INLINE int on_retransmit(struct sock *sk, struct sk_buff *skb) {
  __u64 key = (__u64)sk;
  struct connection *known = bpf_map_lookup_elem(&connections, &key);
  if (known == 0) return 0;
  struct connection owner = *known;
  __u32 state = BPF_CORE_READ(sk, __sk_common.skc_state);
  return send_connection(sk, &owner, CAP_TCP_RETRANSMIT, state << 8 | state, BPF_CORE_READ(skb, len));
}

/* The socket that an open file is, when it is one of TCP; else 0. */
ALWAYS_INLINE struct sock *tcp_of_file(struct file *file) {
  struct inode *inode = BPF_CORE_READ(file, f_inode);
  if (KIND_OF(BPF_CORE_READ(inode, i_mode)) != KIND_SOCKET || BPF_CORE_READ(inode, i_sb, s_magic) != MAGIC_SOCKET) return 0;
  struct socket *socket = (struct socket *)BPF_CORE_READ(file, private_data);
  struct sock *sk = BPF_CORE_READ(socket, sk);
  __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
  if ((family != FAMILY_INET && family != FAMILY_INET6) || BPF_CORE_READ(sk, sk_protocol) != PROTOCOL_TCP) return 0;
  return sk;
}

/* Who accepts a connection has it from then on, not who listens. */
__attribute__((noinline)) int adopt_connection(__s32 fd) {
  struct task_struct *task = CURRENT();
  struct file *file = file_of(task, fd);
  struct sock *sk = file == 0 ? 0 : tcp_of_file(file);
  if (sk == 0 || BPF_CORE_READ(sk, __sk_common.skc_state) == STATE_CLOSE) return 0;
  __u64 key = (__u64)sk;
  struct connection owner = owner_of_current();
  bpf_map_update_elem(&connections, &key, &owner, BPF_ANY);
  return 0;
}

/* Remembers the owner of an open file that is a TCP socket. */
ALWAYS_INLINE int remember_file(struct task_struct *task, struct file *file) {
  struct sock *sk = tcp_of_file(file);
  if (sk == 0) return 0;
  struct task_struct *leader = BPF_CORE_READ(task, group_leader);
  struct connection owner = {.pid = BPF_CORE_READ(task, tgid), .tid = BPF_CORE_READ(task, pid)};
  bpf_core_read(&owner.process_start, 8, &leader->start_boottime);
  owner.begin = bpf_ktime_get_boot_ns();
  __u64 key = (__u64)sk;
  bpf_map_update_elem(&connections, &key, &owner, BPF_NOEXIST);
  if (BPF_CORE_READ(sk, __sk_common.skc_state) == STATE_LISTEN) {
    struct listening_port place = port_of(sk);
    bpf_map_update_elem(&listeners, &place, &owner, BPF_NOEXIST);
  }
  return 0;
}

#endif
