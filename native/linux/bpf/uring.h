/* SPDX-License-Identifier: GPL-2.0-only
 *
 * What programs do through io_uring: no call tells it. The kernel's own structures of requests differ between kernels, but
 * the entry that a program has put into its ring is the same on all, so the arguments are read from there when a request
 * begins: the table says what they are, like those of calls.
 */
#ifndef PROCSCOPE_URING_H
#define PROCSCOPE_URING_H

#include <linux/io_uring.h>
#include "calls.h"

/* Flags of rings and ends that the build machine's headers may lack. */
#define RING_LONG_ENTRIES (1u << 10) /* IORING_SETUP_SQE128 */
#define ENTRY_WITHOUT_END (1u << 6) /* IOSQE_CQE_SKIP_SUCCESS */
#define RING_WITHOUT_ARRAY (1u << 16) /* IORING_SETUP_NO_SQARRAY */
#define END_HAS_MORE (1u << 1) /* IORING_CQE_F_MORE */
#define REPEATS_ACCEPT 1 /* IORING_ACCEPT_MULTISHOT, in ioprio */
#define REPEATS_RECEIVE 2 /* IORING_RECV_MULTISHOT, in ioprio */
#define OPERATION_ACCEPT 13
#define OPERATION_RECVMSG 10
#define OPERATION_RECV 27
#define OPERATION_SETXATTR 42
#define OPERATION_GETXATTR 44
#define OPERATION_READ_REPEATEDLY 49

struct request_end {
  __u64 user_data;
  __s32 result;
  __u32 flags;
};

/* Where the entry of the request under way lies: the ring has just gone past it. */
ALWAYS_INLINE __u64 entry_of(struct io_ring_ctx *ring) {
  __u32 flags = BPF_CORE_READ(ring, flags);
  __u32 head = (BPF_CORE_READ(ring, cached_sq_head) - 1) & (BPF_CORE_READ(ring, sq_entries) - 1);
  if (!(flags & RING_WITHOUT_ARRAY)) {
    __u32 index = 0;
    __u32 *array = BPF_CORE_READ(ring, sq_array);
    if (bpf_probe_read_kernel(&index, sizeof(index), array + head)) return 0;
    head = index;
  }
  if (flags & RING_LONG_ENTRIES) head *= 2;
  return (__u64)BPF_CORE_READ(ring, sq_sqes) + (__u64)head * sizeof(struct io_uring_sqe);
}

ALWAYS_INLINE struct cap_call *call_of_opcode(__u32 opcode) {
  __u32 index = opcode;
  HIDE(index);
  if (index >= CAP_URING) index = CAP_URING - 1;
  index &= CAP_URING - 1;
  return &uring_calls[index];
}

ALWAYS_INLINE void fill_request(struct scratch *s, const struct cap_request *state, struct cap_call *call) {
  s->head.operation = call->operation;
  s->head.start = state->start;
  s->head.process_start = state->process_start;
  s->head.pid = state->pid;
  s->head.tid = state->tid;
  s->head.recorded = state->opcode;
  for (int i = 0; i < 6; i++) s->head.args[i] = state->args[i];
  s->flags |= CAP_RECORD_URING | state->flags;
}

/* Tells a request whose end nobody was told: the kernel uses its structure again. */
ALWAYS_INLINE void send_unfinished(const struct cap_request *state) {
  struct scratch *s = scratch_of(0);
  if (s == 0) return;
  begin_record(s, CAP_CALL, CAP_RING_CALLS);
  fill_request(s, state, call_of_opcode(state->opcode));
  s->head.end = bpf_ktime_get_boot_ns();
  s->flags |= CAP_RECORD_NO_EXIT;
  send_record(s);
}

/* A request begins: remembers it, and sends what must be read now. */
ALWAYS_INLINE int on_request(struct io_kiocb *request) {
  if (!settings.enabled || !bpf_core_field_exists(request->cqe)) return 0;
  struct io_ring_ctx *ring = BPF_CORE_READ(request, ctx);
  __u32 opcode = BPF_CORE_READ(request, opcode);
  struct cap_call *call = call_of_opcode(opcode);
  if (!call->selected) return 0;
  struct task_struct *task = CURRENT();
  struct thread *t = thread_state(task, 1);
  if (t == 0 || !is_recorded(t)) return 0;
  announce(task, t);

  __u64 key = (__u64)request;
  struct cap_request state = {.start = bpf_ktime_get_boot_ns(), .process_start = t->process_start, .opcode = opcode};
  __u64 ids = bpf_get_current_pid_tgid();
  state.pid = ids >> 32;
  state.tid = (__u32)ids;
  struct io_uring_sqe sqe = {};
  __u64 entry = entry_of(ring);
  /* Another thing than what the kernel has taken: the ring is of a kind that is not known here. */
  if (entry == 0 || bpf_probe_read_kernel(&sqe, sizeof(sqe), (void *)entry) || sqe.opcode != opcode) {
    state.flags = CAP_RECORD_UNREADABLE;
    __builtin_memset(&sqe, 0, sizeof(sqe));
    sqe.fd = -1;
  }
  state.args[0] = (__s64)sqe.fd;
  state.args[1] = sqe.off;
  state.args[2] = sqe.addr;
  state.args[3] = sqe.len;
  state.args[4] = (__u32)sqe.rw_flags;
  state.args[5] = (__s64)sqe.splice_fd_in;
  /* These have their path in the entry's second half. */
  if (opcode == OPERATION_SETXATTR || opcode == OPERATION_GETXATTR) state.args[5] = *(__u64 *)((char *)&sqe + 48);
  struct cap_request *before = bpf_map_lookup_elem(&requests, &key);
  if (before != 0) send_unfinished(before);
  bpf_map_update_elem(&requests, &key, &state, BPF_ANY);
  if ((opcode == OPERATION_ACCEPT && (sqe.ioprio & REPEATS_ACCEPT)) || opcode == OPERATION_READ_REPEATEDLY ||
      ((opcode == OPERATION_RECV || opcode == OPERATION_RECVMSG) && (sqe.ioprio & REPEATS_RECEIVE))) {
    struct request_name name = {.ring = (__u64)ring, .user_data = sqe.user_data};
    bpf_map_update_elem(&repeating, &name, &key, BPF_ANY);
  }

  /* What it is about must be known now when the request takes it away, or when nobody is told its end. */
  int closes = (call->flags & CAP_ENTRY_FD) || ((sqe.flags & ENTRY_WITHOUT_END) && HAS(call, fd));
  int reads = HAS(call, path) || HAS(call, path2) || HAS(call, text) || HAS(call, text2) || HAS(call, address) ||
              HAS(call, message) || HAS(call, structure);
  if ((!reads && !closes) || state.flags != 0) return 0;
  struct scratch *s = scratch_of(0);
  if (s == 0) return 0;
  begin_record(s, CAP_ENTRY, CAP_RING_CALLS);
  fill_request(s, &state, call);
  s->head.tid = CAP_REQUEST_KEY(state.start);
  s->head.end = state.start;
  if (closes && !(sqe.flags & IOSQE_FIXED_FILE)) put_fd(s, sqe.fd, CAP_SLOT_FD);
  put_paths(s, call);
  if (HAS(call, text)) put_text(s, ARG(s, call, text), CAP_SLOT_TEXT);
  if (HAS(call, text2)) put_text(s, ARG(s, call, text2), CAP_SLOT_TEXT2);
  if (HAS(call, address)) put_address(s, ARG(s, call, address), ARG(s, call, address_length), CAP_SLOT_ADDRESS);
  if (HAS(call, message)) put_message(s->which, ARG(s, call, message), 1);
  if (HAS(call, structure))
    put_bytes(s, ARG(s, call, structure), (__u64)call->structure_length * 8, 96, CAP_SLOT_STRUCTURE);
  send_record(s);
  return 0;
}

/* A request ends, or tells one of several results. The current task may be a worker of the ring's. */
ALWAYS_INLINE int on_request_end(__u64 ring, __u64 request, const struct request_end *end) {
  if (!settings.enabled) return 0;
  __u64 now = bpf_ktime_get_boot_ns();
  int has_more = (end->flags & END_HAS_MORE) != 0;
  struct request_name name = {.ring = ring, .user_data = end->user_data};
  if (request == 0) {
    __u64 *found = bpf_map_lookup_elem(&repeating, &name);
    if (found == 0) return 0;
    request = *found;
    has_more = 1;
  }
  struct io_kiocb *kernel = CAST(struct io_kiocb, request);
  __u64 key = request;
  struct cap_request state = {};
  struct cap_request *known = bpf_map_lookup_elem(&requests, &key);
  if (known != 0) {
    state = *known;
    if (has_more) {
      known->start = now; /* where the next one begins */
    } else {
      bpf_map_delete_elem(&requests, &key);
      bpf_map_delete_elem(&repeating, &name);
    }
  }
  __u32 opcode = known != 0 ? state.opcode : READ(kernel, opcode);
  struct cap_call *call = call_of_opcode(opcode);
  if (!call->selected) return 0;
  struct task_struct *task = CURRENT();
  if (known == 0) {
    /* Begun before capture, or forgotten because there were too many. */
    struct thread *t = thread_state(task, 1);
    if (t == 0 || !is_recorded(t)) return 0;
    announce(task, t);
    __u64 ids = bpf_get_current_pid_tgid();
    state.start = now;
    state.process_start = t->process_start;
    state.pid = ids >> 32;
    state.tid = (__u32)ids;
    state.flags = CAP_RECORD_NO_ENTRY;
  }
  long result = end->result;
  int failed = result < 0;
  if (!failed && settings.failures_only) return 0;
  if (settings.minimum_duration != 0 && now - state.start < settings.minimum_duration) return 0;
  struct scratch *s = scratch_of(0);
  if (s == 0) return 0;
  begin_record(s, CAP_CALL, CAP_RING_CALLS);
  fill_request(s, &state, call);
  s->head.end = now;
  s->head.result = result;
  if (!failed && call->result_is_fd && state.args[5] == 0) {
    put_fd(s, result, CAP_SLOT_RESULT);
    if (call->event_class == CAP_CLASS_NETWORK) adopt_connection(result);
  } else if (HAS(call, fd) && !(call->flags & CAP_ENTRY_FD)) {
    struct file *file = READ(kernel, file);
    if (file != 0) put_file(s, file, CAP_SLOT_FD);
  }
  if (!failed && HAS(call, data))
    put_bytes(s, ARG(s, call, data), (__u64)call->data_length * 8, 160, CAP_SLOT_DATA);
  send_record(s);
  return 0;
}

#endif
