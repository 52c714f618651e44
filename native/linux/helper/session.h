/* SPDX-License-Identifier: MIT
 *
 * One run of the helper: commands in, frames out.
 */
#ifndef PROCSCOPE_SESSION_H
#define PROCSCOPE_SESSION_H

#include "capture.h"

struct options {
  int start_at_once;
  const char *tier;
  uint64_t ring_bytes;
  uint32_t exclude_trees[16];
  int exclude_count;
};

/* Runs until it is told to end, its parent is gone, or it cannot go on. Returns the exit status. */
int session_run(const struct options *options);

#endif
