/* SPDX-License-Identifier: GPL-2.0-only
 *
 * How kernel memory is read, by tier. CAP_FAST (6.2 and later): typed loads, which cost nothing extra and cannot fault.
 * Otherwise a helper call for each member. CAP_TASK_STORAGE (5.13 and later) says where the state of a thread is kept.
 */
#ifndef PROCSCOPE_READ_H
#define PROCSCOPE_READ_H

#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "kernel-types.h"
#include "../capture-record.h"

#define ALWAYS_INLINE static __always_inline
/* Verified once for each call site, but kept out of line: the programs stay small. */
#define ROUTINE static __attribute__((noinline))

/* clang removes masks that it can prove superfluous, and the verifier then misses them. */
#define HIDE(variable) asm volatile("" : "+r"(variable))

#ifdef CAP_FAST
extern void *bpf_rdonly_cast(void *object, __u32 type) __ksym __weak;
#define READ(pointer, member) ((pointer)->member)
#define CAST(type, pointer) ((type *)bpf_rdonly_cast((void *)(pointer), bpf_core_type_id_kernel(type)))
#else
#define READ(pointer, member) BPF_CORE_READ(pointer, member)
#define CAST(type, pointer) ((type *)(pointer))
#endif

/* A name and its length: two members that lie side by side on every kernel, so one copy instead of two. */
struct name_of_dentry {
  __u32 hash;
  __u32 length;
  const unsigned char *text;
};
#ifdef CAP_FAST
#define READ_NAME(into, dentry)                                                                                        \
  do {                                                                                                                 \
    (into).length = (dentry)->d_name.len;                                                                              \
    (into).text = (dentry)->d_name.name;                                                                               \
  } while (0)
#else
#define READ_NAME(into, dentry) bpf_core_read(&(into), sizeof(into), &(dentry)->d_name)
#endif

#if defined(CAP_TASK_STORAGE) || defined(CAP_FAST)
#define CURRENT() ((struct task_struct *)bpf_get_current_task_btf())
#else
#define CURRENT() ((struct task_struct *)bpf_get_current_task())
#endif

#if defined(__TARGET_ARCH_x86)
#define CALL_IS_COMPAT(task) ((READ(task, thread_info.status) & 2) != 0)
#define TASK_IS_64BIT(task) ((READ(task, thread_info.flags) & (1ul << 29)) == 0)
#elif defined(__TARGET_ARCH_arm64)
#define CALL_IS_COMPAT(task) ((READ(task, thread_info.flags) & (1ul << 22)) != 0)
#define TASK_IS_64BIT(task) ((READ(task, thread_info.flags) & (1ul << 22)) == 0)
#endif

#define KIND_OF(mode) ((mode) & 0170000)
#define KIND_SOCKET 0140000
#define KIND_CHARACTER 0020000
#define KIND_BLOCK 0060000

#endif
