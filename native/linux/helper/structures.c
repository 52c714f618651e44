// SPDX-License-Identifier: MIT
/* Details from structures that callers hand to the kernel. Layouts are those of the kernel's own interface (uapi). */
#include <linux/bpf.h>
#include <stddef.h>
#include <string.h>
#include "arguments.h"

static uint64_t number_at(struct bytes bytes, size_t offset, size_t size) {
  uint64_t value = 0;
  if (bytes.at != NULL && offset + size <= bytes.length) memcpy(&value, bytes.at + offset, size);
  return value;
}

static void add_name(struct details *details, struct bytes bytes, size_t offset) {
  if (offset + BPF_OBJ_NAME_LEN > bytes.length) return;
  const char *name = (const char *)bytes.at + offset;
  size_t length = strnlen(name, BPF_OBJ_NAME_LEN);
  if (length > 0) detail_bytes(details, FIELD_OBJECT_NAME, name, length);
}

/* union bpf_attr: what it holds depends on the command. */
static void add_bpf(struct details *details, struct bytes bytes, uint32_t command) {
  if (command == BPF_PROG_LOAD) {
    detail_number(details, FIELD_PROGRAM_TYPE, number_at(bytes, 0, 4));
    detail_number(details, FIELD_INSTRUCTIONS, number_at(bytes, 4, 4));
    add_name(details, bytes, offsetof(union bpf_attr, prog_name));
  } else if (command == BPF_MAP_CREATE) {
    detail_number(details, FIELD_MAP_TYPE, number_at(bytes, 0, 4));
    add_name(details, bytes, offsetof(union bpf_attr, map_name));
  }
}

int add_structure(struct events *events, uint8_t field, const struct cap_record *record) {
  struct details *details = &events->details;
  struct bytes bytes = events->pieces.text[CAP_SLOT_STRUCTURE];
  if (bytes.at == NULL) return 1;
  switch (field) {
  case FIELD_REMOTE_RANGE: /* struct iovec */
    detail_number(details, FIELD_REMOTE_BASE, number_at(bytes, 0, 8));
    detail_number(details, FIELD_REMOTE_LENGTH, number_at(bytes, 8, 8));
    return 1;
  case FIELD_BPF_ATTRIBUTES: add_bpf(details, bytes, (uint32_t)record->args[0]); return 1;
  case FIELD_PERF_ATTRIBUTES: /* struct perf_event_attr: type, size, config */
    detail_number(details, FIELD_PERF_TYPE, number_at(bytes, 0, 4));
    detail_number(details, FIELD_PERF_CONFIG, number_at(bytes, 8, 8));
    return 1;
  case FIELD_SET_TIME: /* struct timespec or timeval: both begin with seconds */
    detail_number(details, FIELD_NEW_TIME, number_at(bytes, 0, 8));
    return 1;
  case FIELD_CAPABILITY_SETS: /* two of struct __user_cap_data_struct: effective, permitted, inheritable */
    detail_number(details, FIELD_EFFECTIVE, number_at(bytes, 0, 4) | number_at(bytes, 12, 4) << 32);
    detail_number(details, FIELD_PERMITTED, number_at(bytes, 4, 4) | number_at(bytes, 16, 4) << 32);
    return 1;
  default: return 0;
  }
}
