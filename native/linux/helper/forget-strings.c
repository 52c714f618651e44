// SPDX-License-Identifier: MIT
/* Strings are forgotten when there are too many. The images of processes, told once, are not told again: they are kept. */
#include <stdlib.h>
#include <string.h>
#include "event-path.h"

struct kept {
  uint32_t *places; /* of all strings, by the old number */
  uint32_t *renumbered; /* old number to new one; 0: not kept */
  struct frames texts; /* each behind its old number and its length */
};

static void keep(struct kept *kept, const struct strings *strings, uint32_t image, uint32_t image_of) {
  if (image == 0 || image_of != strings->generation || kept->renumbered[image] != 0) return;
  size_t length;
  const void *text = string_key(strings, kept->places[image], &length);
  struct psw_string_entry entry = {.id = image, .length = length};
  frame_bytes(&kept->texts, &entry, sizeof(entry));
  frame_bytes(&kept->texts, text, length);
  kept->renumbered[image] = 1;
}

static void add_again(struct kept *kept, struct events *events) {
  for (size_t at = 0; at < kept->texts.used;) {
    struct psw_string_entry entry;
    memcpy(&entry, kept->texts.bytes + at, sizeof(entry));
    at += sizeof(entry);
    kept->renumbered[entry.id] = text_string(events, (const char *)kept->texts.bytes + at, entry.length);
    at += entry.length;
  }
}

static void renumber(const struct kept *kept, uint32_t *image, uint32_t *image_of, uint32_t generation) {
  if (*image == 0 || *image_of != generation) return;
  *image = kept->renumbered[*image];
  *image_of = generation + 1;
}

void forget_strings(struct events *events) {
  struct strings *strings = &events->stream->strings;
  struct processes *processes = &events->stream->processes;
  uint32_t generation = strings->generation;
  /* Events that wait know their paths by numbers. */
  release_events(events, UINT64_MAX);
  struct kept kept = {.places = string_places(strings), .renumbered = calloc(strings->count + 1u, sizeof(uint32_t))};
  int can_keep = kept.places != NULL && kept.renumbered != NULL;
  for (uint32_t i = 0; can_keep && i < PROCESSES_SLOTS; i++) {
    const struct process *process = &processes->table[i];
    if (!process->used) continue;
    keep(&kept, strings, process->image, process->image_of);
    keep(&kept, strings, process->previous_image, process->previous_image_of);
  }
  stream_forget_strings(events->stream);
  if (can_keep) add_again(&kept, events);
  for (uint32_t i = 0; can_keep && i < PROCESSES_SLOTS; i++) {
    struct process *process = &processes->table[i];
    if (!process->used) continue;
    renumber(&kept, &process->image, &process->image_of, generation);
    renumber(&kept, &process->previous_image, &process->previous_image_of, generation);
  }
  free(kept.places);
  free(kept.renumbered);
  free(kept.texts.bytes);
}
