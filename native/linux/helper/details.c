// SPDX-License-Identifier: MIT
#include "details.h"
#include <string.h>

#define LONG_VALUE 255

void detail_bytes(struct details *details, uint8_t field, const void *bytes, size_t length) {
  size_t head = length < LONG_VALUE ? 2 : 4;
  if (details->used + head + length > DETAILS_MAX) {
    details->cut = 1;
    return;
  }
  uint8_t *at = details->bytes + details->used;
  at[0] = field;
  at[1] = head == 2 ? length : LONG_VALUE;
  if (head == 4) {
    uint16_t stored = length;
    memcpy(at + 2, &stored, sizeof(stored));
  }
  if (length > 0) memcpy(at + head, bytes, length);
  details->used += head + length;
}

void detail_number(struct details *details, uint8_t field, uint64_t value) {
  int is_signed = 0;
  switch ((enum width)fields[field].width) {
  case WIDTH_S32:
    value = (uint64_t)(int64_t)(int32_t)value;
    is_signed = 1;
    break;
  case WIDTH_U32: value = (uint32_t)value; break;
  case WIDTH_S64: is_signed = 1; break;
  case WIDTH_U64:
  case WIDTH_TEXT:
  case WIDTH_BYTES: break;
  }
  size_t length = 0;
  if (is_signed) {
    /* As few bytes as give the number back when its sign is extended. */
    while (length < 8 && (length == 0 ? value != 0 : (uint64_t)((int64_t)(value << (64 - 8 * length)) >> (64 - 8 * length)) != value))
      length++;
  } else {
    while (length < 8 && value >> (8 * length) != 0) length++;
  }
  detail_bytes(details, field, &value, length);
}
