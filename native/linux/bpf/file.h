/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROCSCOPE_FILE_H
#define PROCSCOPE_FILE_H

#include "path.h"
#include "socket.h"

#define MAGIC_TMPFS 0x01021994
#define MAGIC_HUGETLBFS 0x958458f6
#define MAGIC_SOCKET 0x534f434b

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

/* Describes an open file: facts and path, or the socket that it is. */
ROUTINE int put_file(struct scratch *s, struct file *file, __u32 slot) {
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
  return put_path(s, dentry, READ(file, f_path.mnt), slot);
}

/* Describes what a descriptor of the current task is. */
ROUTINE int put_fd(struct scratch *s, __s32 fd, __u32 slot) {
  struct task_struct *task = CURRENT();
  struct file *file = file_of(task, fd);
  if (file != 0) put_file(s, file, slot);
  return 0;
}

#endif
