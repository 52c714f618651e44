// SPDX-License-Identifier: GPL-2.0-only
/* The programs: the beginning and end of every system call, and of every process. README.md says how they fit together. */
#include "calls.h"
#include "uring.h"

char programs_license[] SEC("license") = "GPL";

ALWAYS_INLINE int on_fork(struct task_struct *parent, struct task_struct *child) {
  if (!settings.enabled) return 0;
  __u32 parent_pid = BPF_CORE_READ(parent, tgid);
  __u32 child_pid = BPF_CORE_READ(child, tgid);
  __u32 child_tid = BPF_CORE_READ(child, pid);
  if (child_pid == child_tid) {
    __u32 *scope = bpf_map_lookup_elem(&scopes, &parent_pid);
    if (scope != 0 && (*scope & CAP_SCOPE_TREE)) {
      __u32 inherited = *scope;
      bpf_map_update_elem(&scopes, &child_pid, &inherited, BPF_ANY);
    }
    return send_process(child, CAP_PROCESS_FORK);
  }
  return send_process(child, CAP_PROCESS_THREAD_CREATE);
}

ALWAYS_INLINE int on_exec(struct task_struct *task) {
  if (!settings.enabled) return 0;
  return send_process(task, CAP_PROCESS_EXEC);
}

ALWAYS_INLINE int on_process_exit(struct task_struct *task) {
  if (!settings.enabled) return 0;
  __u32 pid = BPF_CORE_READ(task, tgid);
#if !defined(CAP_TASK_STORAGE) && !defined(CAP_FAST)
  __u32 tid = BPF_CORE_READ(task, pid);
  bpf_map_delete_elem(&threads, &tid);
#endif
  int last = BPF_CORE_READ(task, signal, live.counter) == 0;
  if (!last) return send_process(task, CAP_PROCESS_THREAD_EXIT);
  send_process(task, CAP_PROCESS_EXIT);
  bpf_map_delete_elem(&scopes, &pid);
  return 0;
}

#ifdef CAP_FAST
#define POINT "tp_btf/"
#else
#define POINT "raw_tp/"
#endif

SEC(POINT "sys_enter")
int BPF_PROG(call_begins, struct pt_regs *regs, long number) {
  return on_enter(regs, number);
}

SEC(POINT "sys_exit")
int BPF_PROG(call_ends, struct pt_regs *regs, long result) {
  return on_exit(regs, result);
}

SEC(POINT "sched_process_fork")
int BPF_PROG(process_forks, struct task_struct *parent, struct task_struct *child) {
  return on_fork(parent, child);
}

SEC(POINT "sched_process_exec")
int BPF_PROG(process_executes, struct task_struct *task) {
  return on_exec(task);
}

SEC(POINT "sched_process_exit")
int BPF_PROG(process_exits, struct task_struct *task) {
  return on_process_exit(task);
}

/* A process moves to another control group. */
SEC(POINT "cgroup_attach_task")
int BPF_PROG(process_moves, struct cgroup *group, const char *path, struct task_struct *task) {
  return settings.enabled ? send_process(task, CAP_PROCESS_CHANGED) : 0;
}

SEC(POINT "inet_sock_set_state")
int BPF_PROG(connection_changes, struct sock *sk, int old_state, int new_state) {
  return settings.enabled ? on_state(sk, old_state, new_state) : 0;
}

SEC(POINT "tcp_retransmit_skb")
int BPF_PROG(connection_retransmits, struct sock *sk, struct sk_buff *skb) {
  return settings.enabled ? on_retransmit(sk, skb) : 0;
}

/* Kernels have one of these two; the arguments that are used are the same. */
SEC(POINT "io_uring_submit_req")
int BPF_PROG(request_begins, struct io_kiocb *request) {
  return on_request(request);
}

SEC(POINT "io_uring_submit_sqe")
int BPF_PROG(request_begins_before_6_4, struct io_kiocb *request) {
  return on_request(request);
}

/* The helper loads one of these two, by the number of arguments that this kernel has. */
SEC(POINT "io_uring_complete")
int BPF_PROG(request_ends, struct io_ring_ctx *ring, void *request, struct io_uring_cqe *end) {
  struct request_end told = {};
  if (bpf_probe_read_kernel(&told, sizeof(told), end)) return 0;
  return on_request_end((__u64)ring, (__u64)request, &told);
}

SEC(POINT "io_uring_complete")
int BPF_PROG(request_ends_in_parts, void *ring, void *request, __u64 user_data, int result, unsigned flags) {
  struct request_end told = {.user_data = user_data, .result = result, .flags = flags};
  return on_request_end((__u64)ring, (__u64)request, &told);
}

/* Whose the connections are that exist when capture begins. */
SEC("iter/task_file")
int known_connections(struct bpf_iter__task_file *ctx) {
  struct task_struct *task = ctx->task;
  struct file *file = ctx->file;
  return task == 0 || file == 0 ? 0 : remember_file(task, file);
}

/* The calls that are under way when capture ends. Runs when the other programs are gone. */
SEC("iter/task")
int in_progress(struct bpf_iter__task *ctx) {
  struct task_struct *task = ctx->task;
  if (task == 0) return 0;
#if defined(CAP_TASK_STORAGE) || defined(CAP_FAST)
  struct thread *t = bpf_task_storage_get(&threads, task, 0, 0);
#else
  __u32 tid = BPF_CORE_READ(task, pid);
  struct thread *t = bpf_map_lookup_elem(&threads, &tid);
#endif
  if (t == 0 || !t->active) return 0;
  t->active = 0;
  __u32 index = t->call;
  HIDE(index);
  index &= CAP_CALLS * 2 - 1;
  struct cap_call *call = &calls[index];
  struct scratch *s = scratch_of(CAP_RING_SNAPSHOT);
  if (s == 0) return 0;
  begin_record(s, CAP_CALL, CAP_RING_SNAPSHOT);
  fill_head(s, t, call, index >= CAP_CALLS);
  s->head.pid = BPF_CORE_READ(task, tgid);
  s->head.tid = BPF_CORE_READ(task, pid);
  s->head.end = bpf_ktime_get_boot_ns();
  s->flags |= CAP_RECORD_NO_EXIT;
  if (HAS(call, fd) && !(call->flags & CAP_ENTRY_FD)) {
    struct file *file = file_of(task, ARG(s, call, fd));
    if (file != 0) put_file(s, file, CAP_SLOT_FD);
  }
  send_record(s);
  return 0;
}

/* The processes that run when capture begins. */
SEC("iter/task")
int snapshot(struct bpf_iter__task *ctx) {
  struct task_struct *task = ctx->task;
  if (task == 0 || BPF_CORE_READ(task, pid) != BPF_CORE_READ(task, tgid)) return 0;
  return send_process(task, CAP_PROCESS_SNAPSHOT);
}
