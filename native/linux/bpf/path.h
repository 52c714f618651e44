/* SPDX-License-Identifier: GPL-2.0-only
 *
 * Full paths without a lock or an allocation: up the tree of names and mounts, the last name first, so that the text only
 * grows at its end. The helper turns it round.
 */
#ifndef PROCSCOPE_PATH_H
#define PROCSCOPE_PATH_H

#include "record.h"

/* Steps up the tree, mounts included. Deeper paths lack their beginning and say so. */
#define STEPS 128

#define MOUNT_OF(vfsmount) CAST(struct mount, (vfsmount)-bpf_core_field_offset(struct mount, mnt))

/*
 * Adds the path that the scratch names. A global function: verified once, not for each place that calls it. Those take only
 * numbers, so its pointers come through memory.
 */
__attribute__((noinline)) int walk_up(__u32 which, __u32 slot) {
  struct scratch *s = scratch_of(which);
  if (s == 0 || !has_room(s)) return 0;
  __u32 head = s->used;
  s->length = 0;
  __u16 flags = CAP_PIECE_CUT;
  struct dentry *dentry = CAST(struct dentry, s->dentry);
  struct mount *mount = MOUNT_OF(s->vfsmount);

  for (int step = 0; step < STEPS; step++) {
    struct dentry *top = READ(mount, mnt.mnt_root);
    if (dentry == top) {
      struct mount *above = READ(mount, mnt_parent);
      if (above == mount) {
        struct mnt_namespace *owner = READ(mount, mnt_ns);
        flags = 0;
        if (owner == 0) flags = CAP_PIECE_DETACHED;
        else if ((long)owner < 0 && (long)owner > -4096) flags = CAP_PIECE_INTERNAL;
        break;
      }
      dentry = READ(mount, mnt_mountpoint);
      mount = above;
      continue;
    }
    struct dentry *parent = READ(dentry, d_parent);
    struct name_of_dentry name = {};
    READ_NAME(name, dentry);
    __u32 size = name.length;
    HIDE(size);
    size &= 255;
    __u32 length = s->length;
    if (length + size + 1 > CAP_TEXT_MAX) break;
    __u32 at = head + sizeof(struct cap_piece) + length;
    HIDE(at);
    at &= CAP_BODY_LIMIT - 1;
    bpf_probe_read_kernel(&s->body[at], size, name.text);
    at += size;
    HIDE(at);
    at &= CAP_BODY_LIMIT * 2 - 1;
    if (at > CAP_BODY_LIMIT + 255) break;
    s->body[at] = 0;
    s->length = length + size + 1;
    if (parent == dentry) {
      flags = CAP_PIECE_PSEUDO;
      break;
    }
    dentry = parent;
  }
  end_piece(s, head, CAP_PIECE_PATH, slot, flags, s->length);
  return 0;
}

/* Adds the path of a name on a mount. */
ALWAYS_INLINE int put_path(struct scratch *s, struct dentry *dentry, struct vfsmount *vfsmount, __u32 slot) {
  s->dentry = (__u64)dentry;
  s->vfsmount = (__u64)vfsmount;
  return walk_up(s->which, slot);
}

#endif
