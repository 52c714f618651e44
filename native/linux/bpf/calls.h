/* SPDX-License-Identifier: GPL-2.0-only
 *
 * The beginning and end of system calls: which are recorded, and what the table says of their arguments.
 */
#ifndef PROCSCOPE_CALLS_H
#define PROCSCOPE_CALLS_H

#include "connection.h"
#include "process.h"

#if defined(__TARGET_ARCH_x86)
ALWAYS_INLINE void read_arguments(struct pt_regs *regs, int compat, __u64 *args) {
  if (compat) {
    args[0] = (__u32)READ(regs, bx);
    args[1] = (__u32)READ(regs, cx);
    args[2] = (__u32)READ(regs, dx);
    args[3] = (__u32)READ(regs, si);
    args[4] = (__u32)READ(regs, di);
    args[5] = (__u32)READ(regs, bp);
  } else {
    args[0] = READ(regs, di);
    args[1] = READ(regs, si);
    args[2] = READ(regs, dx);
    args[3] = READ(regs, r10);
    args[4] = READ(regs, r8);
    args[5] = READ(regs, r9);
  }
}
#define CALL_NUMBER(regs) ((long)READ(regs, orig_ax))
#elif defined(__TARGET_ARCH_arm64)
ALWAYS_INLINE void read_arguments(struct pt_regs *regs, int compat, __u64 *args) {
  args[0] = READ(regs, orig_x0);
  args[1] = READ(regs, regs[1]);
  args[2] = READ(regs, regs[2]);
  args[3] = READ(regs, regs[3]);
  args[4] = READ(regs, regs[4]);
  args[5] = READ(regs, regs[5]);
}
#define CALL_NUMBER(regs) ((long)READ(regs, syscallno))
#endif

/* Whether the process of this thread is to be recorded. Remembered for as long as the scopes do not change. */
ALWAYS_INLINE int is_recorded(struct thread *t) {
  if (t->scope_version != settings.scope_version) {
    __u32 pid = bpf_get_current_pid_tgid() >> 32;
    __u32 *scope = bpf_map_lookup_elem(&scopes, &pid);
    t->scope_version = settings.scope_version;
    t->record = scope != 0 ? (*scope & CAP_SCOPE_RECORD) != 0 : settings.default_verdict != 0;
  }
  return t->record;
}

/* Makes sure that the process of this thread is known to the helper. */
ALWAYS_INLINE void announce(struct task_struct *task, struct thread *t) {
  if (t->process_start == 0) {
    struct task_struct *leader = READ(task, group_leader);
    t->process_start = start_of(leader);
  }
  if (t->announced == settings.announcement) return;
  int is_first = t->announced == 0;
  t->announced = settings.announcement;
  if (!is_first || t->process_start < settings.capture_start) send_process(task, CAP_PROCESS_ANNOUNCE);
}

ALWAYS_INLINE __u64 argument(const __u64 *args, __u8 index) {
  __u64 at = index;
  HIDE(at);
  at &= 7;
  return at < 6 ? args[at] : 0;
}

#define HAS(call, member) ((call)->member != CAP_NO_ARGUMENT)
#define ARG(s, call, member) argument((s)->head.args, (call)->member)

ALWAYS_INLINE void put_paths(struct scratch *s, struct cap_call *call) {
  if (HAS(call, path)) {
    __s32 directory = HAS(call, dirfd) ? (__s32)ARG(s, call, dirfd) : AT_FDCWD;
    put_path_argument(s, ARG(s, call, path), directory, CAP_SLOT_PATH);
  }
  if (HAS(call, path2)) {
    __s32 directory = HAS(call, dirfd2) ? (__s32)ARG(s, call, dirfd2) : AT_FDCWD;
    put_path_argument(s, ARG(s, call, path2), directory, CAP_SLOT_PATH2);
  }
}

ALWAYS_INLINE void fill_head(struct scratch *s, struct thread *t, struct cap_call *call, int compat) {
  s->head.operation = call->operation;
  s->head.start = t->start;
  s->head.process_start = t->process_start;
  for (int i = 0; i < 6; i++) s->head.args[i] = t->args[i];
  if (compat) s->flags |= CAP_RECORD_COMPAT;
}

ALWAYS_INLINE int on_enter(struct pt_regs *regs, long number) {
  if (!settings.enabled) return 0;
  __u64 index = number;
  if (index >= CAP_CALLS) return 0;
  struct task_struct *task = CURRENT();
  int compat = CALL_IS_COMPAT(task);
  if (compat) index += CAP_CALLS;
  HIDE(index);
  index &= CAP_CALLS * 2 - 1;
  struct cap_call *call = &calls[index];
  if (!call->selected) return 0;

  struct thread *t = thread_state(task, 1);
  if (t == 0) {
    struct cap_counters *count = my_counters();
    if (count != 0) __sync_fetch_and_add(&count->lost[CAP_LOST_STATE], 1);
    return 0;
  }
  t->active = 0;
  if (!is_recorded(t)) return 0;
  __u64 args[6];
  read_arguments(regs, compat, args);
  if ((call->flags & CAP_MEMORY) && !(args[2] & 4) && !settings.all_memory) return 0;
  for (int i = 0; i < 6; i++) t->args[i] = args[i];
  t->call = index;
  t->active = 1;
  announce(task, t);
  t->start = bpf_ktime_get_boot_ns();
  __u8 at_entry = call->flags & (CAP_ENTRY_FD | CAP_ENTRY_PATH | CAP_NO_RETURN);
  if (!at_entry) return 0;

  struct scratch *s = scratch_of(0);
  if (s == 0) return 0;
  begin_record(s, at_entry & CAP_NO_RETURN ? CAP_CALL : CAP_ENTRY, 0);
  fill_head(s, t, call, compat);
  s->head.end = t->start;
  if (at_entry & CAP_ENTRY_FD) put_fd(s, ARG(s, call, fd), CAP_SLOT_FD);
  if (at_entry & CAP_ENTRY_PATH) put_paths(s, call);
  if (at_entry & CAP_NO_RETURN) t->active = 0;
  t->unread = (s->flags & CAP_RECORD_UNREADABLE) != 0;
  send_record(s);
  return 0;
}

/* Adds what a call that has ended was about. */
ALWAYS_INLINE void put_objects(struct scratch *s, struct cap_call *call, long result, int compat, int unread) {
  int success = result >= 0;
  if (success && call->result_is_fd) {
    put_fd(s, result, CAP_SLOT_RESULT);
    if (call->event_class == CAP_CLASS_NETWORK) adopt_connection(result);
  } else if (HAS(call, fd) && !(call->flags & CAP_ENTRY_FD)) {
    put_fd(s, ARG(s, call, fd), CAP_SLOT_FD);
  }
  if (HAS(call, fd2)) put_fd(s, ARG(s, call, fd2), CAP_SLOT_FD2);
  if (!(call->flags & CAP_ENTRY_PATH)) put_paths(s, call);
  /* Pages that were not there when the call began are now, unless an exec has replaced them. */
  else if (unread && (!success || !HAS(call, argv))) put_text(s, ARG(s, call, path), CAP_SLOT_PATH);
  if (HAS(call, text)) put_text(s, ARG(s, call, text), CAP_SLOT_TEXT);
  if (HAS(call, text2)) put_text(s, ARG(s, call, text2), CAP_SLOT_TEXT2);
  if (compat) return; /* structures have another layout there */
  if (HAS(call, address)) put_address(s, ARG(s, call, address), ARG(s, call, address_length), CAP_SLOT_ADDRESS);
  if (HAS(call, message)) {
    if (!(call->flags & CAP_MESSAGES)) put_message(s->which, ARG(s, call, message), success);
    else if (success) put_messages(s->which, ARG(s, call, message), result);
  }
  if (HAS(call, target)) put_target(s->which, ARG(s, call, target));
  if (HAS(call, structure)) {
    put_bytes(s, ARG(s, call, structure), (__u64)call->structure_length * 8, 96, CAP_SLOT_STRUCTURE);
  }
  if (success) {
    if (HAS(call, peer)) put_peer(s, ARG(s, call, peer), argument(s->head.args, call->peer + 1));
    if (HAS(call, buffer)) put_bytes(s, ARG(s, call, buffer), result, 4095, CAP_SLOT_BUFFER);
    if (HAS(call, data)) put_bytes(s, ARG(s, call, data), (__u64)call->data_length * 8, 160, CAP_SLOT_DATA);
  } else if (HAS(call, argv)) {
    read_argv(s->which, ARG(s, call, argv));
  }
}

ALWAYS_INLINE int on_exit(struct pt_regs *regs, long result) {
  if (!settings.enabled) return 0;
  __u64 index = CALL_NUMBER(regs);
  if (index >= CAP_CALLS) return 0;
  struct task_struct *task = CURRENT();
  struct thread *t;
  int compat = CALL_IS_COMPAT(task);
  if (compat) index += CAP_CALLS;
  HIDE(index);
  index &= CAP_CALLS * 2 - 1;
  if (!calls[index].selected && !(calls[index].flags & CAP_ENTRY_PATH)) return 0;

  t = thread_state(task, 0);
  __u32 flags = 0;
  if (t == 0 || !t->active) {
    struct cap_call *call = &calls[index];
    /*
     * Refused by seccomp, or begun before capture. Not so the child's return from a fork, and memory calls, of which the
     * entry leaves out many.
     */
    if (!call->selected || (call->flags & (CAP_FORKS | CAP_MEMORY))) return 0;
    t = thread_state(task, 1);
    if (t == 0 || !is_recorded(t)) return 0;
    __u64 args[6];
    read_arguments(regs, compat, args);
    for (int i = 0; i < 6; i++) t->args[i] = args[i];
    announce(task, t);
    t->start = bpf_ktime_get_boot_ns();
    t->unread = (call->flags & CAP_ENTRY_PATH) != 0;
    flags = CAP_RECORD_NO_ENTRY;
  } else {
    /* The entry decides what the call was: an exec may have changed the width meanwhile. */
    index = t->call;
    HIDE(index);
    index &= CAP_CALLS * 2 - 1;
    compat = index >= CAP_CALLS;
  }
  t->active = 0;
  struct cap_call *call = &calls[index];
  __u64 now = bpf_ktime_get_boot_ns();
  int failed = result < 0 && result >= -4095;
  if (!failed) {
    if (settings.failures_only) return 0;
  }
  if (settings.minimum_duration != 0 && now - t->start < settings.minimum_duration) return 0;

  struct scratch *s = scratch_of(0);
  if (s == 0) return 0;
  begin_record(s, CAP_CALL, 0);
  fill_head(s, t, call, compat);
  s->flags |= flags;
  s->head.end = now;
  s->head.result = result;
  put_objects(s, call, failed ? -1 : result < 0 ? 0 : result, compat, t->unread);
  t->unread = 0;
  send_record(s);
  if ((call->flags & CAP_RETELL) && !failed) send_process(task, CAP_PROCESS_CHANGED);
  return 0;
}

#endif
