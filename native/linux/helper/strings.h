/* SPDX-License-Identifier: MIT
 *
 * Texts that events refer to by number. A text is known by a key, the bytes as they came from the kernel and a variant, so
 * that a path that is known costs a look-up and is not put together again.
 */
#ifndef PROCSCOPE_STRINGS_H
#define PROCSCOPE_STRINGS_H

#include <stddef.h>
#include <stdint.h>
#include "frames.h"

#define STRINGS_LIMIT (1u << 18)
#define STRINGS_BYTES_LIMIT (48u << 20)

struct strings {
  struct string_slot *slots;
  uint8_t *keys;
  size_t key_bytes;
  uint32_t count;
  uint32_t generation;
  /* Definitions that have not been sent yet: entries as PSW_STRINGS has them. */
  uint8_t *fresh;
  size_t fresh_bytes;
  size_t fresh_size;
  uint32_t fresh_count;
};

/* Errors: -1 when there is no memory. */
int strings_open(struct strings *strings);
/* The number of a known text, or 0. */
uint32_t string_find(const struct strings *strings, uint8_t variant, const void *key, size_t length, uint64_t *hash);
/* Makes a new text; the hash is what string_find gave. */
uint32_t string_add(struct strings *strings, const void *key, size_t length, uint64_t hash, const void *text,
                    size_t text_length);
/* Where each string is, by its number, to be freed; NULL when there is no memory. For string_key. */
uint32_t *string_places(const struct strings *strings);
/* The key of the string at a place; valid until the reset. */
const void *string_key(const struct strings *strings, uint32_t place, size_t *length);
/* Whether no more should be added before a reset. */
int strings_full(const struct strings *strings);
/* Forgets everything; all of it must have been sent. */
void strings_reset(struct strings *strings);
/* Writes the frame that defines what is new, if anything is. */
void strings_flush(struct strings *strings, struct frames *frames);

#endif
