/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROCSCOPE_FILE_H
#define PROCSCOPE_FILE_H

#include "path.h"
#include "socket.h"

#define MAGIC_TMPFS 0x01021994
#define MAGIC_HUGETLBFS 0x958458f6
#define MAGIC_SOCKET 0x534f434b
#define MAGIC_NAMESPACE 0x6e736673
#define MAGIC_ANONYMOUS 0x09041934
#define MAGIC_PIDFS 0x50494446

/* The open file behind a descriptor of a task; 0 when there is none. */
ALWAYS_INLINE struct file *file_of(struct task_struct *task, __s32 fd) {
  struct files_struct *files = READ(task, files);
  if (files == 0 || fd < 0) return 0;
  struct fdtable *table = READ(files, fdt);
  if ((__u32)fd >= READ(table, max_fds)) return 0;
  struct file **slots = READ(table, fd);
  void *file = 0;
  if (bpf_probe_read_kernel(&file, sizeof(file), (void *)((__u64)slots + (__u64)(__u32)fd * sizeof(file)))) return 0;
  return file == 0 ? 0 : CAST(struct file, file);
}

/* The kind of a namespace as /proc/PID/ns names it; the file itself has no name. */
ROUTINE int put_namespace_kind(struct scratch *s, struct inode *inode, __u32 slot) {
  if (!has_room(s)) return 0;
  void *private = READ(inode, i_private);
  struct ns_common *space = CAST(struct ns_common, private);
  const struct proc_ns_operations *operations = READ(space, ops);
  const char *name = READ(operations, name);
  __u32 head = s->used;
  __u32 at = head + sizeof(struct cap_piece);
  HIDE(at);
  at &= BODY_MASK;
  long size = bpf_probe_read_kernel_str(&s->body[at], 32, name);
  if (size <= 0) return 0;
  HIDE(size);
  size &= 31;
  end_piece(s, head, CAP_PIECE_PATH, slot, CAP_PIECE_PSEUDO, size);
  return 0;
}

/* Describes the open file that the scratch names: facts and path, or the socket that it is. A global function, like walk_up. */
__attribute__((noinline)) int describe_file(__u32 which, __u32 slot) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
  struct file *file = CAST(struct file, s->file);
  struct cap_file *out = fixed_piece(s, sizeof(*out));
  if (out == 0) return 0;
  struct inode *inode = READ(file, f_inode);
  __u16 mode = READ(inode, i_mode);
  struct super_block *super = READ(inode, i_sb);
  __u32 magic = READ(super, s_magic);
  /* The node of a UNIX socket in a directory has the same kind, and no socket. */
  if (KIND_OF(mode) == KIND_SOCKET && magic == MAGIC_SOCKET) return put_socket(s, file, slot);
  struct dentry *dentry = READ(file, f_path.dentry);
  out->inode = READ(inode, i_ino);
  out->position = READ(file, f_pos);
  out->device = READ(super, s_dev);
  out->node_device = READ(inode, i_rdev);
  out->magic = magic;
  out->open_flags = READ(file, f_flags);
  out->open_mode = READ(file, f_mode);
  out->mode = mode;
  /* Off the list of names and not a top: deleted. Memory files have no name from the start. */
  out->deleted = READ(dentry, d_hash.pprev) == 0 &&
                 (READ(dentry, d_parent) != dentry || out->magic == MAGIC_TMPFS || out->magic == MAGIC_HUGETLBFS);
  end_piece(s, s->used, CAP_PIECE_FILE, slot, 0, sizeof(*out));
  if (magic == MAGIC_NAMESPACE) return put_namespace_kind(s, inode, slot);
  return put_path(s, dentry, READ(file, f_path.mnt), slot);
}

/* Describes an open file. */
ALWAYS_INLINE int put_file(struct scratch *s, struct file *file, __u32 slot) {
  s->file = (__u64)file;
  return describe_file(s->which, slot);
}

/* Describes what a descriptor of the current task is. */
ALWAYS_INLINE int put_fd(struct scratch *s, __s32 fd, __u32 slot) {
  struct task_struct *task = CURRENT();
  struct file *file = file_of(task, fd);
  if (file != 0) put_file(s, file, slot);
  return 0;
}

#endif
