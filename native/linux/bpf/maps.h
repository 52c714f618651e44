/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROCSCOPE_MAPS_H
#define PROCSCOPE_MAPS_H

#include "read.h"

/* A record while it is made: the head, then pieces up to `used`. Never cleared, so everything that is sent is written. */
struct scratch {
  __u32 used;
  __u32 flags; /* cap_record_flags */
  /* Bytes of the path under way. In memory, so that the verifier forgets its range and a loop stays one state a step. */
  __u32 length;
  __u32 which; /* index of this scratch */
  /* Where the path under way begins, the open file and the socket under way: global functions take only numbers. */
  __u64 dentry;
  __u64 vfsmount;
  __u64 file;
  __u64 sock;
  __u64 task;
  struct cap_record head;
  __u8 body[CAP_BODY_LIMIT + CAP_PIECE_MAX];
};

/* A thread and its call. */
struct thread {
  __u64 start;
  __u64 args[6];
  __u64 process_start;
  __u32 call; /* index into the calls, plus CAP_CALLS for 32-bit ones */
  __u32 scope_version;
  __u32 announced; /* settings.announcement when its process was announced */
  __u8 active;
  __u8 record; /* the verdict for this thread's process */
  __u8 unread; /* a path could not be read when the call began */
  __u8 reserved;
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 64 << 20);
} calls_ring SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4 << 20);
} processes_ring SEC(".maps");

/* One for each kind of program that may interrupt another on one CPU: processes begin and end inside of calls. */
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, CAP_RINGS);
  __type(key, __u32);
  __type(value, struct scratch);
} scratches SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct cap_counters);
} counters SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u32);
  __type(value, __u32);
} scopes SEC(".maps");

#if defined(CAP_TASK_STORAGE) || defined(CAP_FAST)
struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, struct thread);
} threads SEC(".maps");
#else
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, __u32);
  __type(value, struct thread);
} threads SEC(".maps");
#endif

/* Requests of io_uring under way, by the address of the kernel's structure. Those that end unseen go when it is full. */
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, __u64);
  __type(value, struct cap_request);
} requests SEC(".maps");

/* Requests that end more than once: all their ends but the last name only the ring and the user's number. */
struct request_name {
  __u64 ring;
  __u64 user_data;
};
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, struct request_name);
  __type(value, __u64);
} repeating SEC(".maps");

/* Whose a connection is, and how it began: by the address of the kernel's structure. */
struct connection {
  __u64 process_start;
  __u64 begin;
  __u32 pid;
  __u32 tid;
};
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 32768);
  __type(key, __u64);
  __type(value, struct connection);
} connections SEC(".maps");

/* Who listens where: those that connect have no other tie to them. */
struct listening_port {
  __u64 net;
  __u64 port;
};
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 8192);
  __type(key, struct listening_port);
  __type(value, struct connection);
} listeners SEC(".maps");

/* Filled by the helper before the programs run; `selected` and the settings also while they do. */
struct cap_call calls[CAP_CALLS * 2] SEC(".data.calls") = {};
struct cap_call uring_calls[CAP_URING] SEC(".data.uring") = {};
volatile struct cap_settings settings SEC(".data.settings") = {};

ALWAYS_INLINE struct scratch *scratch_of(__u32 which) {
  return bpf_map_lookup_elem(&scratches, &which);
}

ALWAYS_INLINE struct cap_counters *my_counters(void) {
  __u32 zero = 0;
  return bpf_map_lookup_elem(&counters, &zero);
}

/* The state of the current thread; made when `create`. */
ALWAYS_INLINE struct thread *thread_state(struct task_struct *task, int create) {
#if defined(CAP_TASK_STORAGE) || defined(CAP_FAST)
  return bpf_task_storage_get(&threads, task, 0, create ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);
#else
  __u32 tid = (__u32)bpf_get_current_pid_tgid();
  struct thread *known = bpf_map_lookup_elem(&threads, &tid);
  if (known != 0 || !create) return known;
  /* Not on the stack: kernels give all functions of a call chain 512 bytes together. */
  static const struct thread fresh;
  bpf_map_update_elem(&threads, &tid, &fresh, BPF_NOEXIST);
  return bpf_map_lookup_elem(&threads, &tid);
#endif
}

#endif
