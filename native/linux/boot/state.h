/* SPDX-License-Identifier: MIT
 *
 * What is known of a log without reading it: a small file beside it, for everybody to read, replaced as a whole.
 */
#ifndef PROCSCOPE_BOOT_STATE_H
#define PROCSCOPE_BOOT_STATE_H

#include <stdint.h>
#include <stdio.h>
#include "paths.h"

enum phase { PHASE_RECORDING, PHASE_COMPLETE, PHASE_FAILED };

struct boot_state {
  char id[ID_ROOM]; /* the kernel's boot id */
  enum phase phase;
  uint32_t pid; /* of the recorder */
  uint64_t began; /* nanoseconds of the boot clock */
  uint64_t updated; /* the same: everything until then is safe */
  int64_t offset; /* what makes nanoseconds since 1970 of the boot clock, as it was last */
  uint64_t bytes;
  uint64_t events; /* in what is left */
  uint64_t dropped; /* in pieces that had to go */
  char why[256]; /* with PHASE_FAILED: a sentence */
};

/* The boot id of this start. Errors: -1 where the kernel tells none. */
int read_boot_id(char id[ID_ROOM]);
int is_log_id(const char *text);
/* Errors: -1 and errno. */
int write_state(const char *path, const struct boot_state *state);
int read_state(const char *path, struct boot_state *state);
void print_state(FILE *out, const struct boot_state *state);
/* Whether the recorder of a state runs. */
int is_being_recorded(const struct boot_state *state);
/* Time now: the boot clock, and what makes the time of day of it. */
uint64_t now_of_boot(void);
int64_t offset_of_wall(void);
/* Paths of a log on its disk. */
void log_folder(char path[PATH_ROOM], const char *id);
void log_state(char path[PATH_ROOM], const char *id);
/* The newest state of a log, wherever it is. Errors: -1 when there is none. */
int find_state(const char *id, struct boot_state *state);

#endif
