// SPDX-License-Identifier: MIT
/*
 * The seccomp filter: a search by the call's number among the ranges that are treated alike. The kernel remembers numbers
 * that are always allowed (5.11 and later), so calls that nobody wants cost next to nothing.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include "tracer.h"

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#define FOREIGN_ARCHITECTURE AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define PROTECTION_ARGUMENT 2
#define PROTECTION_EXECUTE 4u

enum treatment { LET_GO, STOP, STOP_IF_EXECUTABLE };

struct code {
  struct sock_filter *at;
  int length;
};

static void emit(struct code *code, uint16_t what, uint8_t yes, uint8_t no, uint32_t k) {
  if (code->length < CALL_FILTER_MAX) code->at[code->length] = (struct sock_filter){what, yes, no, k};
  code->length++;
}

static void emit_treatment(struct code *code, enum treatment treatment) {
  if (treatment == STOP_IF_EXECUTABLE) {
    emit(code, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, args) + PROTECTION_ARGUMENT * 8);
    emit(code, BPF_JMP | BPF_JSET | BPF_K, 1, 0, PROTECTION_EXECUTE);
    emit(code, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
  }
  emit(code, BPF_RET | BPF_K, 0, 0, treatment == LET_GO ? SECCOMP_RET_ALLOW : SECCOMP_RET_TRACE);
}

struct range {
  uint32_t from;
  enum treatment treatment;
};

/* Halves the ranges until one is left. */
static void emit_search(struct code *code, const struct range *ranges, int count) {
  if (count == 1) {
    emit_treatment(code, ranges[0].treatment);
    return;
  }
  int half = count / 2;
  emit(code, BPF_JMP | BPF_JGE | BPF_K, 0, 1, ranges[half].from);
  int jump = code->length;
  emit(code, BPF_JMP | BPF_JA, 0, 0, 0);
  emit_search(code, ranges, half);
  if (jump < CALL_FILTER_MAX) code->at[jump].k = code->length - jump - 1;
  emit_search(code, ranges + half, count - half);
}

int is_watched(const struct cap_call *call) {
  const struct operation *operation = operation_of(call->operation);
  static const char *const names[] = {"chroot", "pivot_root", "setns", "unshare"};
  for (size_t i = 0; operation != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
    if (strcmp(operation->name, names[i]) == 0) return 1;
  }
  return 0;
}

static enum treatment treatment_of(const struct cap_call *call, int all_memory) {
  if (call->operation == 0) return LET_GO;
  if (is_watched(call)) return STOP;
  if (!call->selected) return LET_GO;
  return (call->flags & CAP_MEMORY) && !all_memory ? STOP_IF_EXECUTABLE : STOP;
}

static void emit_calls(struct code *code, const struct cap_call *calls, int all_memory) {
  struct range ranges[CAP_CALLS + 1];
  int count = 0;
  for (uint32_t number = 0; number <= CAP_CALLS; number++) {
    enum treatment treatment = number == CAP_CALLS ? LET_GO : treatment_of(&calls[number], all_memory);
    if (count > 0 && ranges[count - 1].treatment == treatment) continue;
    ranges[count++] = (struct range){number, treatment};
  }
  emit(code, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
  emit_search(code, ranges, count);
}

int make_call_filter(const struct cap_call *calls, int all_memory, struct sock_filter *out) {
  struct code code = {.at = out};
  emit(&code, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch));
  emit(&code, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, NATIVE_ARCHITECTURE);
  int jump = code.length;
  emit(&code, BPF_JMP | BPF_JA, 0, 0, 0);
  emit_calls(&code, calls, all_memory);
  if (jump < CALL_FILTER_MAX) out[jump].k = code.length - jump - 1;
#ifdef FOREIGN_ARCHITECTURE
  emit(&code, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, FOREIGN_ARCHITECTURE);
  emit(&code, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
  emit_calls(&code, calls + CAP_CALLS, all_memory);
#else
  emit(&code, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
#endif
  return code.length <= CALL_FILTER_MAX ? code.length : -1;
}
