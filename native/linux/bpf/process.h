/* SPDX-License-Identifier: GPL-2.0-only
 *
 * Everything about a process, taken where it is certain: when it begins, executes, ends, or is first met.
 */
#ifndef PROCSCOPE_PROCESS_H
#define PROCSCOPE_PROCESS_H

#include "arguments.h"

#define PF_KTHREAD 0x00200000

ALWAYS_INLINE __u64 start_of(struct task_struct *leader) {
#ifdef CAP_FAST
  return leader->start_boottime;
#else
  if (bpf_core_field_exists(leader->start_boottime)) return BPF_CORE_READ(leader, start_boottime);
  struct task_struct___old *old = (void *)leader;
  return BPF_CORE_READ(old, real_start_time);
#endif
}

/* The names of a control group, last first. Returns how many there are. */
ROUTINE int put_cgroup_names(struct scratch *s, struct cgroup *group) {
  if (group == 0 || !has_room(s)) return 0;
  struct kernfs_node *node = BPF_CORE_READ(group, kn);
  __u32 head = s->used;
  __u32 length = 0;
  int names = 0;
  for (int i = 0; i < 16 && node != 0; i++) {
    struct kernfs_node *above;
    if (bpf_core_field_exists(node->parent)) {
      above = BPF_CORE_READ(node, parent);
    } else {
      struct kernfs_node___underscore *newer = (void *)node;
      above = BPF_CORE_READ(newer, __parent);
    }
    if (above == 0) break;
    const char *name = BPF_CORE_READ(node, name);
    __u32 at = head + sizeof(struct cap_piece) + length;
    HIDE(at);
    at &= BODY_MASK;
    long size = bpf_probe_read_kernel_str(&s->body[at], 256, name);
    if (size <= 0) break;
    length += size;
    node = above;
    names++;
  }
  if (names == 0) return 0;
  HIDE(length);
  length &= 4095;
  end_piece(s, head, CAP_PIECE_PATH, CAP_SLOT_CGROUP, 0, length);
  return names;
}

/*
 * The control group of a task: that of the unified hierarchy, and where everything is at its top (hybrid systems and version
 * 1) the first of another hierarchy that says more.
 */
ROUTINE int put_cgroup(struct scratch *s, struct task_struct *task) {
  struct css_set *groups = BPF_CORE_READ(task, cgroups);
  if (put_cgroup_names(s, BPF_CORE_READ(groups, dfl_cgrp))) return 0;
  __u32 count = bpf_core_field_size(groups->subsys) / sizeof(void *);
  for (__u32 i = 0; i < 16 && i < count; i++) {
    struct cgroup_subsys_state *state = 0;
    __u64 at = (__u64)groups + bpf_core_field_offset(struct css_set, subsys) + i * sizeof(void *);
    if (bpf_probe_read_kernel(&state, sizeof(state), (void *)at) || state == 0) continue;
    if (put_cgroup_names(s, BPF_CORE_READ(state, cgroup))) return 0;
  }
  return 0;
}

/* Adds the facts about a task's process. */
ROUTINE int put_process(struct scratch *s, struct task_struct *task, __u32 reason) {
  struct cap_process *out = fixed_piece(s, sizeof(*out));
  if (out == 0) return 0;
  struct task_struct *leader = BPF_CORE_READ(task, group_leader);
  struct task_struct *parent = BPF_CORE_READ(leader, real_parent);
  struct task_struct *parent_leader = BPF_CORE_READ(parent, group_leader);
  const struct cred *cred = BPF_CORE_READ(task, cred);
  struct nsproxy *spaces = BPF_CORE_READ(task, nsproxy);
  struct mm_struct *mm = BPF_CORE_READ(task, mm);
  out->reason = reason;
  out->pid = BPF_CORE_READ(task, tgid);
  out->tid = BPF_CORE_READ(task, pid);
  out->parent_pid = BPF_CORE_READ(parent, tgid);
  bpf_core_read(&out->start, 8, &leader->start_boottime);
  bpf_core_read(&out->parent_start, 8, &parent_leader->start_boottime);
  out->uid = BPF_CORE_READ(cred, uid.val);
  out->euid = BPF_CORE_READ(cred, euid.val);
  out->gid = BPF_CORE_READ(cred, gid.val);
  out->egid = BPF_CORE_READ(cred, egid.val);
  bpf_core_read(&out->capabilities, 8, &cred->cap_effective);
  out->login_uid = bpf_core_field_exists(task->loginuid) ? BPF_CORE_READ(task, loginuid.val) : ~0u;
  out->session = bpf_core_field_exists(task->sessionid) ? BPF_CORE_READ(task, sessionid) : ~0u;
  out->mount_namespace = BPF_CORE_READ(spaces, mnt_ns, ns.inum);
  out->net_namespace = BPF_CORE_READ(spaces, net_ns, ns.inum);
  struct pid *pid = BPF_CORE_READ(leader, thread_pid);
  __u32 level = BPF_CORE_READ(pid, level);
  struct upid inner = {};
  HIDE(level);
  level &= 31;
  bpf_probe_read_kernel(&inner, sizeof(inner), (void *)&pid->numbers[level]);
  out->inner_pid = inner.nr;
  out->pid_namespace = BPF_CORE_READ(inner.ns, ns.inum);
  out->is_kernel = (BPF_CORE_READ(task, flags) & PF_KTHREAD) != 0;
  out->is_64bit = TASK_IS_64BIT(task);
  out->user_time = BPF_CORE_READ(task, utime);
  out->kernel_time = BPF_CORE_READ(task, stime);
  out->exit_code = BPF_CORE_READ(task, exit_code);
  if (reason == CAP_PROCESS_EXIT) {
    struct signal_struct *group = BPF_CORE_READ(task, signal);
    out->user_time += BPF_CORE_READ(group, utime);
    out->kernel_time += BPF_CORE_READ(group, stime);
    __u32 group_code = BPF_CORE_READ(group, group_exit_code);
    if (group_code != 0) out->exit_code = group_code;
  }
  __u64 from = 0, to = 0;
  if (mm != 0) {
    from = BPF_CORE_READ(mm, arg_start);
    to = BPF_CORE_READ(mm, arg_end);
  }
  out->argv_total = to > from ? to - from : 0;
  BPF_CORE_READ_INTO(&out->name, task, comm);
  end_piece(s, s->used, CAP_PIECE_PROCESS, CAP_SLOT_PROCESS, 0, sizeof(*out));
  return 0;
}

/* The paths of a process: image, current directory, control group. */
ROUTINE int put_process_paths(struct scratch *s, struct task_struct *task) {
  struct mm_struct *mm = READ(task, mm);
  if (mm != 0) {
    struct file *image = READ(mm, exe_file);
    if (image != 0) put_file(s, image, CAP_SLOT_IMAGE);
  }
  struct fs_struct *fs = READ(task, fs);
  if (fs != 0) put_path(s, READ(fs, pwd.dentry), READ(fs, pwd.mnt), CAP_SLOT_DIRECTORY);
  put_cgroup(s, task);
  return 0;
}

/* The argument area of the current process; its memory can be read only from itself. Returns where it goes on, or 0. */
ROUTINE __u64 put_own_argv(struct scratch *s, struct task_struct *task) {
  struct mm_struct *mm = READ(task, mm);
  if (mm == 0 || !has_room(s)) return 0;
  __u64 from = READ(mm, arg_start);
  __u64 to = READ(mm, arg_end);
  if (to <= from) return 0;
  __u32 head = s->used;
  __u64 total = to - from;
  __u32 length = total > CAP_ARGV_MAX - 1 ? CAP_ARGV_MAX - 1 : (__u32)total;
  __u32 at = head + sizeof(struct cap_piece);
  HIDE(at);
  at &= BODY_MASK;
  HIDE(length);
  length &= CAP_ARGV_MAX - 1;
  if (bpf_probe_read_user(&s->body[at], length, (void *)from)) {
    end_piece(s, head, CAP_PIECE_TEXT, CAP_SLOT_ARGV, CAP_PIECE_FAULT, 0);
    return 0;
  }
  end_piece(s, head, CAP_PIECE_TEXT, CAP_SLOT_ARGV, total > length ? CAP_PIECE_CUT : 0, length);
  return total > length ? from + length : 0;
}

/* Sends what there is to say about the process of the task that the scratch names. A global function, like walk_up. */
__attribute__((noinline)) int tell_process(__u32 ring, __u32 reason) {
  struct scratch *s = scratch_of(ring);
  if (s == 0) return 0;
  struct task_struct *task = CAST(struct task_struct, s->task);
  begin_record(s, CAP_PROCESS, ring);
  __u32 pid = BPF_CORE_READ(task, tgid);
  __u32 *scope = bpf_map_lookup_elem(&scopes, &pid);
  s->head.recorded = scope != 0 ? (*scope & CAP_SCOPE_RECORD) != 0 : settings.default_verdict != 0;
  s->head.start = bpf_ktime_get_boot_ns();
  s->head.end = s->head.start;
  s->head.process_start = 0;
  put_process(s, task, reason);
  __u64 more = 0;
  if (reason != CAP_PROCESS_THREAD_CREATE && reason != CAP_PROCESS_THREAD_EXIT && reason != CAP_PROCESS_EXIT) {
    put_process_paths(s, task);
    if (reason == CAP_PROCESS_EXEC || reason == CAP_PROCESS_ANNOUNCE) more = put_own_argv(s, task);
  }
  send_record(s);
  if (more == 0) return 0;

  /* Long command lines go on in records of their own, which the helper joins. */
  __u64 to = BPF_CORE_READ(task, mm, arg_end);
  for (int i = 0; i < CAP_ARGV_MORE; i++) {
    if (more >= to) break;
    __u64 left = to - more;
    begin_record(s, CAP_MORE_ARGV, ring);
    __u32 length = left > CAP_ARGV_MAX - 1 ? CAP_ARGV_MAX - 1 : (__u32)left;
    HIDE(length);
    length &= CAP_ARGV_MAX - 1;
    if (bpf_probe_read_user(&s->body[sizeof(struct cap_piece)], length, (void *)more)) break;
    end_piece(s, 0, CAP_PIECE_TEXT, CAP_SLOT_ARGV, left > length ? CAP_PIECE_CUT : 0, length);
    send_record(s);
    more += length;
  }
  return 0;
}

/* Sends what there is to say about a task's process. */
ALWAYS_INLINE int send_process(struct task_struct *task, __u32 reason) {
  __u32 ring = reason == CAP_PROCESS_SNAPSHOT ? CAP_RING_SNAPSHOT : CAP_RING_PROCESSES;
  struct scratch *s = scratch_of(ring);
  if (s == 0) return 0;
  s->task = (__u64)task;
  return tell_process(ring, reason);
}

#endif
