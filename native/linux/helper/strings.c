// SPDX-License-Identifier: MIT
#include "strings.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SLOTS (STRINGS_LIMIT * 2)
/* What one record can add before anyone looks whether it is full: a path, and the images of all processes held back. */
#define KEY_LIMIT (STRINGS_BYTES_LIMIT + (1u << 20))

struct string_slot {
  uint64_t hash;
  uint32_t id; /* 0: free */
  uint32_t key;
  uint32_t length;
  uint32_t reserved;
};

/* Pages that are touched only when needed. */
static void *reserve(size_t size) {
  void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return bytes == MAP_FAILED ? NULL : bytes;
}

int strings_open(struct strings *strings) {
  memset(strings, 0, sizeof(*strings));
  strings->slots = reserve(sizeof(struct string_slot) * SLOTS);
  strings->keys = reserve(KEY_LIMIT);
  return strings->slots != NULL && strings->keys != NULL ? 0 : -1;
}

static uint64_t hash_of(uint8_t variant, const uint8_t *key, size_t length) {
  uint64_t hash = 0x9e3779b97f4a7c15u ^ ((uint64_t)variant << 56) ^ length;
  while (length >= 8) {
    uint64_t word;
    memcpy(&word, key, 8);
    hash = (hash ^ word) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 32;
    key += 8;
    length -= 8;
  }
  uint64_t word = 0;
  memcpy(&word, key, length);
  hash = (hash ^ word) * 0xc4ceb9fe1a85ec53u;
  return hash ^ (hash >> 29);
}

uint32_t string_find(const struct strings *strings, uint8_t variant, const void *key, size_t length, uint64_t *hash) {
  *hash = hash_of(variant, key, length);
  for (uint64_t at = *hash & (SLOTS - 1);; at = (at + 1) & (SLOTS - 1)) {
    const struct string_slot *slot = &strings->slots[at];
    if (slot->id == 0) return 0;
    if (slot->hash == *hash && slot->length == length && memcmp(strings->keys + slot->key, key, length) == 0) {
      return slot->id;
    }
  }
}

static void add_fresh(struct strings *strings, const void *bytes, size_t length) {
  if (strings->fresh_bytes + length > strings->fresh_size) {
    size_t size = strings->fresh_size == 0 ? 1 << 16 : strings->fresh_size;
    while (size < strings->fresh_bytes + length) size *= 2;
    uint8_t *grown = realloc(strings->fresh, size);
    if (grown == NULL) {
      fputs("The capture helper has no memory left.\n", stderr);
      exit(1);
    }
    strings->fresh = grown;
    strings->fresh_size = size;
  }
  memcpy(strings->fresh + strings->fresh_bytes, bytes, length);
  strings->fresh_bytes += length;
}

uint32_t string_add(struct strings *strings, const void *key, size_t length, uint64_t hash, const void *text,
                    size_t text_length) {
  uint64_t at = hash & (SLOTS - 1);
  while (strings->slots[at].id != 0) at = (at + 1) & (SLOTS - 1);
  uint32_t id = ++strings->count;
  memcpy(strings->keys + strings->key_bytes, key, length);
  strings->slots[at] = (struct string_slot){.hash = hash, .id = id, .key = strings->key_bytes, .length = length};
  strings->key_bytes += length;
  struct psw_string_entry entry = {.id = id, .length = text_length};
  add_fresh(strings, &entry, sizeof(entry));
  add_fresh(strings, text, text_length);
  strings->fresh_count++;
  return id;
}

uint32_t *string_places(const struct strings *strings) {
  uint32_t *places = calloc(strings->count + 1u, sizeof(*places));
  for (uint32_t at = 0; places != NULL && at < SLOTS; at++) {
    if (strings->slots[at].id != 0) places[strings->slots[at].id] = at;
  }
  return places;
}

const void *string_key(const struct strings *strings, uint32_t place, size_t *length) {
  *length = strings->slots[place].length;
  return strings->keys + strings->slots[place].key;
}

int strings_full(const struct strings *strings) {
  return strings->count >= STRINGS_LIMIT - 8 || strings->key_bytes >= STRINGS_BYTES_LIMIT;
}

void strings_reset(struct strings *strings) {
  madvise(strings->slots, sizeof(struct string_slot) * SLOTS, MADV_DONTNEED);
  madvise(strings->keys, KEY_LIMIT, MADV_DONTNEED);
  strings->count = 0;
  strings->key_bytes = 0;
  strings->fresh_bytes = 0;
  strings->fresh_count = 0;
  strings->generation++;
}

void strings_flush(struct strings *strings, struct frames *frames) {
  if (strings->fresh_count == 0) return;
  frame_begin(frames, PSW_STRINGS);
  struct psw_strings head = {.count = strings->fresh_count};
  frame_bytes(frames, &head, sizeof(head));
  frame_bytes(frames, strings->fresh, strings->fresh_bytes);
  frame_end(frames);
  strings->fresh_bytes = 0;
  strings->fresh_count = 0;
}
