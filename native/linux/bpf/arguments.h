/* SPDX-License-Identifier: GPL-2.0-only
 *
 * What a call's arguments point to in the memory of its process. Nothing here may wait, so a page that is not there reads as
 * a fault; at the end of a call the kernel itself has just used it.
 */
#ifndef PROCSCOPE_ARGUMENTS_H
#define PROCSCOPE_ARGUMENTS_H

#include "file.h"

#define AT_FDCWD -100
#define SOCKADDR_MAX 128

/* Adds a text; *first gets its first byte. */
ROUTINE int put_text(struct scratch *s, __u64 pointer, __u32 slot) {
  if (!has_room(s)) return 0;
  __u32 head = s->used;
  __u32 at = head + sizeof(struct cap_piece);
  HIDE(at);
  at &= BODY_MASK;
  long length = bpf_probe_read_user_str(&s->body[at], CAP_TEXT_MAX, (void *)pointer);
  int first = 0;
  if (length <= 0) {
    s->flags |= CAP_RECORD_UNREADABLE;
    end_piece(s, head, CAP_PIECE_TEXT, slot, CAP_PIECE_FAULT, 0);
    return -1;
  }
  first = s->body[at];
  __u32 size = length - 1;
  HIDE(size);
  size &= CAP_TEXT_MAX - 1;
  end_piece(s, head, CAP_PIECE_TEXT, slot, size == CAP_TEXT_MAX - 1 ? CAP_PIECE_CUT : 0, size);
  return size == 0 ? 0 : first;
}

/* Adds a path and what it is relative to. */
ROUTINE int put_path_argument(struct scratch *s, __u64 pointer, __s32 directory, __u32 slot) {
  __u32 base = slot == CAP_SLOT_PATH ? CAP_SLOT_BASE : CAP_SLOT_BASE2;
  struct task_struct *task = CURRENT();
  struct fs_struct *fs = READ(task, fs);
  int first = pointer == 0 ? 0 : put_text(s, pointer, slot);
  if (first == '/') {
    struct dentry *dentry = READ(fs, root.dentry);
    __u32 before = s->used;
    put_path(s, dentry, READ(fs, root.mnt), CAP_SLOT_ROOT);
    /* Nearly always empty: then it says nothing. */
    if (s->used == before + sizeof(struct cap_piece)) s->used = before;
    return 0;
  }
  if (directory == AT_FDCWD) {
    put_path(s, READ(fs, pwd.dentry), READ(fs, pwd.mnt), base);
    return 0;
  }
  struct file *file = file_of(task, directory);
  if (file != 0) put_file(s, file, base);
  return 0;
}

/* Adds `size` bytes, at most `limit`, which must be a constant below CAP_PIECE_MAX. */
ALWAYS_INLINE void put_bytes(struct scratch *s, __u64 pointer, __u64 size, __u32 limit, __u32 slot) {
  if (size == 0 || pointer == 0 || !has_room(s)) return;
  __u32 head = s->used;
  __u32 length = size > limit ? limit : (__u32)size;
  __u32 at = head + sizeof(struct cap_piece);
  HIDE(at);
  at &= BODY_MASK;
  HIDE(length);
  length &= 4095;
  if (length > limit) return;
  if (bpf_probe_read_user(&s->body[at], length, (void *)pointer)) {
    s->flags |= CAP_RECORD_UNREADABLE;
    return;
  }
  end_piece(s, head, CAP_PIECE_DATA, slot, size > limit ? CAP_PIECE_CUT : 0, length);
}

ROUTINE int put_address(struct scratch *s, __u64 pointer, __u32 size, __u32 slot) {
  put_bytes(s, pointer, size, SOCKADDR_MAX - 1, slot);
  return 0;
}

/* The address that the kernel has written: its length lies behind another pointer. */
ROUTINE int put_peer(struct scratch *s, __u64 pointer, __u64 length_pointer) {
  __u32 size = 0;
  if (pointer == 0 || bpf_probe_read_user(&size, sizeof(size), (void *)length_pointer)) return 0;
  return put_address(s, pointer, size, CAP_SLOT_PEER);
}

/* struct msghdr of a 64-bit process begins with the address and its length. */
ROUTINE int put_message(struct scratch *s, __u64 pointer) {
  struct {
    __u64 name;
    __u32 length;
    __u32 gap;
  } head;
  if (bpf_probe_read_user(&head, sizeof(head), (void *)pointer)) return 0;
  return put_address(s, head.name, head.length, CAP_SLOT_ADDRESS);
}

/* The list of arguments of an exec that failed, as far as it fits: texts with their NULs. */
ROUTINE int put_argv(struct scratch *s, __u64 list) {
  if (list == 0 || !has_room(s)) return 0;
  __u32 head = s->used;
  __u32 length = 0;
  __u32 flags = CAP_PIECE_CUT;
  for (int i = 0; i < 24; i++) {
    __u64 pointer = 0;
    if (bpf_probe_read_user(&pointer, sizeof(pointer), (void *)(list + i * 8))) break;
    if (pointer == 0) {
      flags = 0;
      break;
    }
    __u32 at = head + sizeof(struct cap_piece) + length;
    if (length > CAP_ARGV_MAX - 512) break;
    HIDE(at);
    at &= BODY_MASK;
    long size = bpf_probe_read_user_str(&s->body[at], 512, (void *)pointer);
    if (size <= 0) break;
    length += size;
  }
  HIDE(length);
  length &= 8191;
  if (length > CAP_ARGV_MAX) return 0;
  end_piece(s, head, CAP_PIECE_TEXT, CAP_SLOT_ARGV, flags, length);
  return 0;
}

#endif
