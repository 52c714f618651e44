/* SPDX-License-Identifier: GPL-2.0-only
 *
 * The members of the kernel's structures that are read, and nothing else. Offsets are those of the running kernel: libbpf
 * finds them by name in its type information (CO-RE), so one object serves every kernel and architecture.
 * Names with three underscores are variants of one structure on some kernels.
 */
#ifndef PROCSCOPE_KERNEL_TYPES_H
#define PROCSCOPE_KERNEL_TYPES_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernel_id {
  unsigned int val;
};
struct kernel_capabilities {
  __u32 cap[2];
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
  unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip;
};
struct thread_info {
  unsigned long flags;
  __u32 status;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
  __u64 regs[31];
  __u64 orig_x0;
  __s32 syscallno;
};
struct thread_info {
  unsigned long flags;
};
#endif

struct hlist_bl_node {
  struct hlist_bl_node **pprev;
};
struct qstr {
  __u32 len;
  const unsigned char *name;
};
struct dentry {
  struct hlist_bl_node d_hash;
  struct dentry *d_parent;
  struct qstr d_name;
  struct inode *d_inode;
};
struct vfsmount {
  struct dentry *mnt_root;
};
struct path {
  struct vfsmount *mnt;
  struct dentry *dentry;
};
struct proc_ns_operations {
  const char *name;
};
struct ns_common {
  const struct proc_ns_operations *ops;
  unsigned int inum;
};
struct mnt_namespace {
  struct ns_common ns;
};
struct mount {
  struct mount *mnt_parent;
  struct dentry *mnt_mountpoint;
  struct vfsmount mnt;
  struct mnt_namespace *mnt_ns;
};
struct super_block {
  __u32 s_dev;
  unsigned long s_magic;
};
struct inode {
  unsigned short i_mode;
  struct super_block *i_sb;
  unsigned long i_ino;
  __u32 i_rdev;
  void *i_private;
};
struct file {
  void *private_data;
  struct inode *f_inode;
  unsigned int f_flags;
  unsigned int f_mode;
  long long f_pos;
  struct path f_path;
};
struct fdtable {
  unsigned int max_fds;
  struct file **fd;
};
struct files_struct {
  struct fdtable *fdt;
};
struct fs_struct {
  struct path root;
  struct path pwd;
};

struct in6_addr {
  __u8 bytes[16];
};
struct possible_net {
  struct net *net;
};
struct sock_common {
  __u32 skc_daddr;
  __u32 skc_rcv_saddr;
  __u16 skc_dport;
  __u16 skc_num;
  unsigned short skc_family;
  volatile unsigned char skc_state;
  struct possible_net skc_net;
  unsigned long skc_flags;
  struct in6_addr skc_v6_daddr;
  struct in6_addr skc_v6_rcv_saddr;
};
struct pid_namespace {
  struct ns_common ns;
};
struct upid {
  int nr;
  struct pid_namespace *ns;
};
struct pid {
  unsigned int level;
  struct upid numbers[0];
};
struct sock {
  struct sock_common __sk_common;
  __u16 sk_protocol;
  int sk_err;
  struct pid *sk_peer_pid;
};
struct socket {
  short type;
  struct sock *sk;
};
struct sockaddr_un {
  unsigned short sun_family;
};
struct unix_address {
  int len;
  struct sockaddr_un name[0];
};
struct unix_sock {
  struct sock sk;
  struct unix_address *addr;
  struct sock *peer;
};

struct inet_sock {
  __u16 inet_sport;
};
struct tcp_sock {
  __u32 srtt_us;
  __u32 total_retrans;
  __u64 bytes_received;
  __u64 bytes_acked;
  __u64 bytes_sent;
};
struct sk_buff {
  unsigned int len;
};

struct mm_struct {
  unsigned long arg_start, arg_end;
  struct file *exe_file;
};
/* Members of cap_effective differ between kernels: it is read as the 8 bytes that it has on all. */
struct cred {
  struct kernel_id uid, gid, euid, egid;
  struct kernel_capabilities cap_effective;
};
struct net {
  struct ns_common ns;
};
struct nsproxy {
  struct mnt_namespace *mnt_ns;
  struct net *net_ns;
};
struct kernfs_node {
  struct kernfs_node *parent;
  const char *name;
};
/* From about 6.15 on. */
struct kernfs_node___underscore {
  struct kernfs_node *__parent;
};
struct cgroup {
  struct kernfs_node *kn;
};
struct cgroup_subsys_state {
  struct cgroup *cgroup;
};
struct css_set {
  struct cgroup_subsys_state *subsys[8];
  struct cgroup *dfl_cgrp;
};
struct signal_struct {
  int group_exit_code;
  struct {
    int counter;
  } live;
  __u64 utime, stime;
};
struct task_struct {
  struct thread_info thread_info;
  struct mm_struct *mm;
  int exit_code;
  int pid, tgid;
  struct task_struct *real_parent;
  struct task_struct *group_leader;
  struct pid *thread_pid;
  __u64 utime, stime;
  __u64 start_boottime;
  const struct cred *cred;
  char comm[16];
  struct fs_struct *fs;
  struct files_struct *files;
  struct nsproxy *nsproxy;
  struct signal_struct *signal;
  struct css_set *cgroups;
  unsigned int flags;
  struct kernel_id loginuid;
  unsigned int sessionid;
};
/* Before 5.5. */
struct task_struct___old {
  __u64 real_start_time;
};
struct linux_binprm {
  const char *filename;
  const char *interp;
};
struct bpf_iter_meta {
  struct seq_file *seq;
};
struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
};
struct bpf_iter__task_file {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
  __u32 fd;
  struct file *file;
};

/* Requests of io_uring, from 6.0 on: what is common to all kinds. */
struct io_cqe {
  __u64 user_data;
};
struct io_kiocb {
  struct file *file;
  __u8 opcode;
  struct io_cqe cqe;
  struct io_ring_ctx *ctx;
};
struct io_ring_ctx {
  unsigned int flags;
  __u32 *sq_array;
  struct io_uring_sqe *sq_sqes;
  unsigned int cached_sq_head;
  unsigned int sq_entries;
};

#pragma clang attribute pop

#endif
