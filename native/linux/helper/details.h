/* SPDX-License-Identifier: MIT
 *
 * The details of one event as PROTOCOL.md has them: field number, length, value, without names.
 */
#ifndef PROCSCOPE_DETAILS_H
#define PROCSCOPE_DETAILS_H

#include "tables.h"

#define DETAILS_MAX 16384

struct details {
  uint8_t bytes[DETAILS_MAX];
  uint32_t used;
  int cut;
};

/* A number, as wide as the field is, without its leading zero (or sign) bytes. */
void detail_number(struct details *details, uint8_t field, uint64_t value);
void detail_bytes(struct details *details, uint8_t field, const void *bytes, size_t length);

#endif
