/* SPDX-License-Identifier: MIT
 *
 * What was told of processes, so that each piece of a log can tell it again.
 */
#ifndef PROCSCOPE_BOOT_RETOLD_H
#define PROCSCOPE_BOOT_RETOLD_H

#include "../helper/frames.h"

struct retold {
  struct psw_process_entry **entries; /* with their texts, by number; NULL where there is none */
  uint32_t room;
};

/* Remembers what whole frames tell of processes. */
void retold_learn(struct retold *retold, const uint8_t *bytes, size_t length);
/* Forgets processes, and programs of processes, that ended before a time. */
void retold_forget(struct retold *retold, uint64_t ended_before);
/* Tells all as frames. */
void retold_tell(const struct retold *retold, struct frames *out);

#endif
