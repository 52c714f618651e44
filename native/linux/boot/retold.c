// SPDX-License-Identifier: MIT
#include "retold.h"
#include <stdlib.h>
#include <string.h>

#define FRAME_BYTES (PSW_MAX_PAYLOAD / 2)

static size_t texts_length(const struct psw_process_entry *entry) {
  return (size_t)entry->name_length + entry->image_length + entry->command_length + entry->directory_length +
         entry->cgroup_length;
}

/* Appends a text: the new one, or where that is empty what was known. Returns where the next one goes. */
static uint8_t *merge_text(uint8_t *to, const uint8_t **fresh, size_t fresh_length, const uint8_t **known,
                           size_t known_length) {
  size_t length = fresh_length > 0 ? fresh_length : known_length;
  if (length > 0) memcpy(to, fresh_length > 0 ? *fresh : *known, length);
  *fresh += fresh_length;
  *known += known_length;
  return to + length;
}

#define MERGE(field)                                                                                                   \
  merged->field = entry->field > 0 ? entry->field : before->field;                                                     \
  at = merge_text(at, &fresh, entry->field, &known, before->field)

/* The entry with its texts, and what it leaves as it was. NULL when there is no memory. */
static struct psw_process_entry *merge(const struct psw_process_entry *entry, const uint8_t *fresh,
                                       const struct psw_process_entry *old) {
  static const struct psw_process_entry nothing;
  const struct psw_process_entry *before = old != NULL ? old : &nothing;
  const uint8_t *known = (const uint8_t *)(before + 1);
  struct psw_process_entry *merged = malloc(sizeof(*merged) + texts_length(entry) + texts_length(before));
  if (merged == NULL) return NULL;
  *merged = *entry;
  if (entry->parent_id == 0) merged->parent_id = before->parent_id;
  if (entry->command_length == 0) merged->command_total = before->command_total;
  uint8_t *at = (uint8_t *)(merged + 1);
  MERGE(name_length);
  MERGE(image_length);
  MERGE(command_length);
  MERGE(directory_length);
  MERGE(cgroup_length);
  merged->size = at - (uint8_t *)merged;
  return merged;
}

static int make_room(struct retold *retold, uint32_t id) {
  if (id < retold->room) return 0;
  uint32_t room = retold->room == 0 ? 4096 : retold->room;
  while (room <= id) {
    if (room > UINT32_MAX / 2) return -1;
    room *= 2;
  }
  struct psw_process_entry **entries = realloc(retold->entries, room * sizeof(*entries));
  if (entries == NULL) return -1;
  memset(entries + retold->room, 0, (room - retold->room) * sizeof(*entries));
  retold->entries = entries;
  retold->room = room;
  return 0;
}

static void learn_entries(struct retold *retold, const uint8_t *at, const uint8_t *end) {
  struct psw_process_entry entry;
  for (at += sizeof(struct psw_processes); at + sizeof(entry) <= end; at += entry.size) {
    memcpy(&entry, at, sizeof(entry));
    if (entry.size < sizeof(entry) + texts_length(&entry) || entry.size > (size_t)(end - at)) return;
    if (make_room(retold, entry.id) != 0) return;
    struct psw_process_entry *old = retold->entries[entry.id];
    struct psw_process_entry *merged = merge(&entry, at + sizeof(entry), old);
    if (merged == NULL) return;
    free(old);
    retold->entries[entry.id] = merged;
  }
}

void retold_learn(struct retold *retold, const uint8_t *bytes, size_t length) {
  struct psw_frame_header header;
  for (size_t at = 0; at + sizeof(header) <= length; at += sizeof(header) + header.length) {
    memcpy(&header, bytes + at, sizeof(header));
    const uint8_t *payload = bytes + at + sizeof(header);
    if (header.kind == PSW_PROCESSES) learn_entries(retold, payload, payload + header.length);
  }
}

/* Processes seen on a walk from the newest program to the oldest: the next one of the same process is an earlier program. */
struct seen {
  struct seen_process {
    uint64_t start, begin;
    uint32_t pid;
  } *slots;
  uint32_t mask;
};

/* The slot of a process: its own, or a free one (begin 0 and pid 0). */
static struct seen_process *slot_of(const struct seen *seen, const struct psw_process_entry *entry) {
  uint32_t at = entry->pid * 0x9e3779b1u >> 7;
  for (;; at++) {
    struct seen_process *slot = &seen->slots[at & seen->mask];
    if (slot->pid == 0 || (slot->pid == entry->pid && slot->start == entry->start)) return slot;
  }
}

void retold_forget(struct retold *retold, uint64_t ended_before) {
  uint32_t count = 0, size = 1024;
  for (uint32_t i = 0; i < retold->room; i++) count += retold->entries[i] != NULL;
  while (size < count * 2) size *= 2;
  struct seen seen = {.slots = calloc(size, sizeof(struct seen_process)), .mask = size - 1};
  if (seen.slots == NULL) return; /* another time */
  for (uint32_t i = retold->room; i-- > 0;) {
    struct psw_process_entry *entry = retold->entries[i];
    if (entry == NULL) continue;
    struct seen_process *slot = slot_of(&seen, entry);
    int is_over = entry->end != 0 && entry->end < ended_before;
    if (slot->pid != 0) is_over = slot->begin < ended_before;
    *slot = (struct seen_process){.start = entry->start, .begin = entry->begin, .pid = entry->pid};
    if (!is_over || entry->pid == 0) continue;
    free(entry);
    retold->entries[i] = NULL;
  }
  free(seen.slots);
}

void retold_tell(const struct retold *retold, struct frames *out) {
  for (uint32_t next = 0; next < retold->room;) {
    struct psw_processes head = {0};
    size_t bytes = 0;
    uint32_t end = next;
    for (; end < retold->room && bytes < FRAME_BYTES; end++) {
      if (retold->entries[end] == NULL) continue;
      head.count++;
      bytes += retold->entries[end]->size;
    }
    if (head.count > 0) {
      frame_begin(out, PSW_PROCESSES);
      frame_bytes(out, &head, sizeof(head));
      for (uint32_t i = next; i < end; i++) {
        if (retold->entries[i] != NULL) frame_bytes(out, retold->entries[i], retold->entries[i]->size);
      }
      frame_end(out);
    }
    next = end;
  }
}
