// SPDX-License-Identifier: MIT
/*
 * Runs the seccomp filter of the tracer for every call there can be, as the kernel would, and compares with the table it was
 * made from. Prints what differs; ends with 1 when anything did.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../helper/selection.h"
#include "../trace/tracer.h"

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#define FOREIGN AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#endif

static struct cap_call calls[CAP_CALLS * 2];
static struct sock_filter filter[CALL_FILTER_MAX];
static int failures;

/* What the kernel would do: the instructions that filters of the tracer have. */
static uint32_t run(int length, const struct seccomp_data *data) {
  uint32_t value = 0;
  for (int at = 0; at < length; at++) {
    const struct sock_filter *one = &filter[at];
    switch (one->code) {
    case BPF_LD | BPF_W | BPF_ABS: memcpy(&value, (const uint8_t *)data + one->k, sizeof(value)); break;
    case BPF_JMP | BPF_JA: at += one->k; break;
    case BPF_JMP | BPF_JEQ | BPF_K: at += value == one->k ? one->jt : one->jf; break;
    case BPF_JMP | BPF_JGE | BPF_K: at += value >= one->k ? one->jt : one->jf; break;
    case BPF_JMP | BPF_JSET | BPF_K: at += value & one->k ? one->jt : one->jf; break;
    case BPF_RET | BPF_K: return one->k;
    default: return ~0u;
    }
  }
  return ~0u;
}

static void check(int length, uint32_t architecture, int number, uint64_t protection, int stops) {
  const struct seccomp_data data = {.nr = number, .arch = architecture, .args = {0, 0, protection}};
  uint32_t expected = stops ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW;
  if (run(length, &data) == expected) return;
  printf("architecture %x, call %d, protection %llx: not %x\n", architecture, number, (unsigned long long)protection, expected);
  failures++;
}

static void check_table(int length, uint32_t architecture, const struct cap_call *table, int all_memory) {
  for (int number = 0; number < CAP_CALLS; number++) {
    const struct cap_call *call = &table[number];
    int is_memory = (call->flags & CAP_MEMORY) != 0;
    int stops = call->operation != 0 && (call->selected || is_watched(call));
    check(length, architecture, number, 5, stops);
    check(length, architecture, number, 3, stops && (!is_memory || all_memory));
  }
  check(length, architecture, CAP_CALLS, 5, 0);
  check(length, architecture, 0x7fffffff, 5, 0);
  check(length, architecture, -1, 5, 0);
}

static void check_filter(const uint8_t *wanted, int all_memory) {
  select_calls(calls, CAP_CALLS * 2, wanted, ~0u);
  int length = make_call_filter(calls, all_memory, filter);
  if (length <= 0 || length > CALL_FILTER_MAX) {
    printf("a filter of %d instructions\n", length);
    failures++;
    return;
  }
  check_table(length, NATIVE, calls, all_memory);
#ifdef FOREIGN
  check_table(length, FOREIGN, calls + CAP_CALLS, all_memory);
#endif
  check(length, AUDIT_ARCH_S390X, 1, 5, 0);
}

int main(void) {
  static uint8_t wanted[OPERATIONS_END / 8];
  fill_calls(calls);
  check_filter(NULL, 0);
  check_filter(NULL, 1);
  check_filter(wanted, 0); /* none but those that are always looked at */
  memset(wanted, 0xff, sizeof(wanted));
  check_filter(wanted, 0);
  /* Every other one: the greatest number of ranges. */
  for (size_t i = 0; i < sizeof(wanted); i++) wanted[i] = 0x55;
  check_filter(wanted, 1);
  srand(1);
  for (int round = 0; round < 50; round++) {
    for (size_t i = 0; i < sizeof(wanted); i++) wanted[i] = rand();
    check_filter(wanted, round & 1);
  }
  printf("%d failures\n", failures);
  return failures != 0;
}
