/* SPDX-License-Identifier: GPL-2.0-only
 *
 * What a call's arguments point to in the memory of its process. Nothing here may wait, so a page that is not there reads as
 * a fault; at the end of a call the kernel itself has just used it.
 */
#ifndef PROCSCOPE_ARGUMENTS_H
#define PROCSCOPE_ARGUMENTS_H

#include "file.h"

#define AT_FDCWD -100
/* What an empty text takes with its NUL. Kernels before 6.13 say 0 for it (strncpy_from_user_nofault in mm/maccess.c). */
#define EMPTY_TEXT 1
#define SOCKADDR_MAX 128
#define NAME_PIDFD 0x5d64666469705bull /* "[pidfd]" and its NUL */

/* Adds a text. Returns its first byte, -1 when it could not be read. A global function, like walk_up; so are the next ones. */
__attribute__((noinline)) int read_text(__u32 which, __u64 pointer, __u32 slot) {
  struct scratch *s = scratch_of(which);
  if (s == 0 || !has_room(s)) return 0;
  __u32 head = s->used;
  __u32 at = head + sizeof(struct cap_piece);
  HIDE(at);
  at &= BODY_MASK;
  long length = bpf_probe_read_user_str(&s->body[at], CAP_TEXT_MAX, (void *)pointer);
  int first = 0;
  if (length < 0) {
    s->flags |= CAP_RECORD_UNREADABLE;
    end_piece(s, head, CAP_PIECE_TEXT, slot, CAP_PIECE_FAULT, 0);
    return -1;
  }
  if (length == 0) {
    s->body[at] = 0;
    length = EMPTY_TEXT;
  }
  first = s->body[at];
  __u32 size = length - 1;
  HIDE(size);
  size &= CAP_TEXT_MAX - 1;
  end_piece(s, head, CAP_PIECE_TEXT, slot, size == CAP_TEXT_MAX - 1 ? CAP_PIECE_CUT : 0, size);
  return size == 0 ? 0 : first;
}

/* No pointer is no text, which is not a fault. */
ALWAYS_INLINE int put_text(struct scratch *s, __u64 pointer, __u32 slot) {
  return pointer == 0 ? 0 : read_text(s->which, pointer, slot);
}

/* Adds a path and what it is relative to. */
__attribute__((noinline)) int read_path(__u32 which, __u64 pointer, __s32 directory, __u32 slot) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
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

ALWAYS_INLINE int put_path_argument(struct scratch *s, __u64 pointer, __s32 directory, __u32 slot) {
  return read_path(s->which, pointer, directory, slot);
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

__attribute__((noinline)) int read_address(__u32 which, __u64 pointer, __u32 size, __u32 slot) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
  put_bytes(s, pointer, size, SOCKADDR_MAX - 1, slot);
  return 0;
}

ALWAYS_INLINE int put_address(struct scratch *s, __u64 pointer, __u32 size, __u32 slot) {
  return read_address(s->which, pointer, size, slot);
}

/* The address that the kernel has written: its length lies behind another pointer. */
ROUTINE int put_peer(struct scratch *s, __u64 pointer, __u64 length_pointer) {
  __u32 size = 0;
  if (pointer == 0 || bpf_probe_read_user(&size, sizeof(size), (void *)length_pointer)) return 0;
  return put_address(s, pointer, size, CAP_SLOT_PEER);
}

/* struct msghdr of a 64-bit process. */
struct user_message {
  __u64 name;
  __u32 name_length;
  __u32 gap;
  __u64 vectors, vector_count;
  __u64 control, control_length;
  __u32 flags;
  __u32 gap2;
};
/* struct mmsghdr */
struct user_messages {
  struct user_message message;
  __u32 bytes;
  __u32 gap;
};
struct control_head {
  __u64 length;
  __u32 level, type;
};
#define LEVEL_SOCKET 1
#define TYPE_RIGHTS 1

/* Adds the descriptors of one SCM_RIGHTS: their numbers, and what the first ones are. */
ALWAYS_INLINE int put_passed(struct scratch *s, __u64 from, __u32 count) {
  if (count == 0 || !has_room(s)) return 0;
  if (count > CAP_PASSED_MAX) count = CAP_PASSED_MAX;
  __u32 head = s->used;
  __u32 at = head + sizeof(struct cap_piece);
  HIDE(at);
  at &= BODY_MASK;
  __u32 size = count * 4;
  HIDE(size);
  size &= 1023;
  if (bpf_probe_read_user(&s->body[at + sizeof(struct cap_passed)], size, (void *)from)) return 0;
  ((struct cap_passed *)&s->body[at])->count = count;
  end_piece(s, head, CAP_PIECE_DATA, CAP_SLOT_PASSED, 0, sizeof(struct cap_passed) + size);
  for (__u32 i = 0; i < CAP_PASSED_TOLD && i < count; i++) {
    __s32 fd = -1;
    if (bpf_probe_read_user(&fd, sizeof(fd), (void *)(from + i * 4))) break;
    put_fd(s, fd, CAP_SLOT_PASSED_FILE);
  }
  return 0;
}

/* Looks for descriptors in what goes with a message: as sent, or as the kernel has filled it in. */
__attribute__((noinline)) int put_control(__u32 which, __u64 control, __u64 length) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
  __u64 at = 0;
  for (int i = 0; i < 4; i++) {
    struct control_head head;
    if (at + sizeof(head) > length || bpf_probe_read_user(&head, sizeof(head), (void *)(control + at))) return 0;
    if (head.length < sizeof(head) || at + head.length > length) return 0;
    if (head.level == LEVEL_SOCKET && head.type == TYPE_RIGHTS)
      return put_passed(s, control + at + sizeof(head), (head.length - sizeof(head)) / 4);
    at += (head.length + 7) & ~7ull;
  }
  return 0;
}

__attribute__((noinline)) int put_message(__u32 which, __u64 pointer, __u32 success) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
  struct user_message message;
  if (bpf_probe_read_user(&message, sizeof(message), (void *)pointer)) return 0;
  put_address(s, message.name, message.name_length, CAP_SLOT_ADDRESS);
  if (success && message.control != 0 && message.control_length >= sizeof(struct control_head))
    put_control(which, message.control, message.control_length);
  return 0;
}

/* Several messages: the bytes of all, sizes and addresses of the first ones, the descriptors that the first one passes. */
__attribute__((noinline)) int put_messages(__u32 which, __u64 pointer, __u32 count) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
  __u64 total = 0;
  for (__u32 i = 0; i < CAP_MESSAGES_TOLD && i < count; i++) {
    struct user_messages one;
    if (bpf_probe_read_user(&one, sizeof(one), (void *)(pointer + i * sizeof(one)))) return 0;
    if (i == 0 && one.message.control != 0 && one.message.control_length >= sizeof(struct control_head))
      put_control(which, one.message.control, one.message.control_length);
    struct cap_message *out = fixed_piece(s, sizeof(*out));
    if (out == 0) return 0;
    out->bytes = one.bytes;
    out->address_length = 0;
    __builtin_memset(out->address, 0, sizeof(out->address));
    __u32 length = one.message.name == 0 ? 0 : one.message.name_length;
    HIDE(length);
    length &= 127;
    if (length != 0 && bpf_probe_read_user(out->address, length, (void *)one.message.name) == 0)
      out->address_length = length;
    end_piece(s, s->used, CAP_PIECE_DATA, CAP_SLOT_MESSAGE, 0, sizeof(*out));
  }
  for (__u32 i = 0; i < CAP_MESSAGES_COUNTED && i < count; i++) {
    __u32 bytes = 0;
    __u64 at = pointer + i * sizeof(struct user_messages) + __builtin_offsetof(struct user_messages, bytes);
    if (bpf_probe_read_user(&bytes, sizeof(bytes), (void *)at)) break;
    total += bytes;
  }
  struct cap_messages *sum = fixed_piece(s, sizeof(*sum));
  if (sum == 0) return 0;
  sum->bytes = total;
  end_piece(s, s->used, CAP_PIECE_DATA, CAP_SLOT_MESSAGES, 0, sizeof(*sum));
  return 0;
}

/* The process that a descriptor stands for. */
__attribute__((noinline)) int put_target(__u32 which, __s32 fd) {
  struct scratch *s = scratch_of(which);
  if (s == 0) return 0;
  struct task_struct *task = CURRENT();
  struct file *file = file_of(task, fd);
  if (file == 0) return 0;
  struct inode *inode = READ(file, f_inode);
  struct super_block *super = READ(inode, i_sb);
  __u32 magic = READ(super, s_magic);
  void *object = 0;
  if (magic == MAGIC_PIDFS) {
    object = READ(inode, i_private);
  } else if (magic == MAGIC_ANONYMOUS) {
    struct dentry *dentry = READ(file, f_path.dentry);
    struct name_of_dentry name = {};
    char text[8] = {};
    READ_NAME(name, dentry);
    bpf_probe_read_kernel(text, sizeof(text), name.text);
    if (*(__u64 *)text != NAME_PIDFD) return 0;
    object = READ(file, private_data);
  }
  if (object == 0) return 0;
  struct cap_target *out = fixed_piece(s, sizeof(*out));
  if (out == 0) return 0;
  struct pid *pid = CAST(struct pid, object);
  out->pid = READ(pid, numbers[0].nr);
  end_piece(s, s->used, CAP_PIECE_DATA, CAP_SLOT_TARGET, 0, sizeof(*out));
  return 0;
}

/* The list of arguments of an exec that failed, as far as it fits: texts with their NULs. */
__attribute__((noinline)) int read_argv(__u32 which, __u64 list) {
  struct scratch *s = scratch_of(which);
  if (s == 0 || list == 0 || !has_room(s)) return 0;
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
    if (size < 0) break;
    if (size == 0) {
      s->body[at] = 0;
      size = EMPTY_TEXT;
    }
    length += size;
  }
  HIDE(length);
  length &= 8191;
  if (length > CAP_ARGV_MAX) return 0;
  end_piece(s, head, CAP_PIECE_TEXT, CAP_SLOT_ARGV, flags, length);
  return 0;
}

#endif
