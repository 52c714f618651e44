/* SPDX-License-Identifier: MIT
 *
 * The log of a start: numbered pieces, first in memory (/run), later on the disk. A thread makes them safe each second, moves
 * them, and drops the oldest beyond the limit, so that who records never waits for a disk that is slow.
 */
#ifndef PROCSCOPE_BOOT_LOG_H
#define PROCSCOPE_BOOT_LOG_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include "boot.h"
#include "state.h"

struct piece {
  uint64_t bytes;
  uint64_t events; /* lost ones included */
  int is_early;
  int is_gone;
};

#define CLOSING_MAX 8

struct log {
  struct record_limits limits;
  pthread_t keeper;
  pthread_mutex_t lock; /* of everything below */
  pthread_cond_t wake;
  int is_ending;
  int flush_asked;
  struct boot_state state;
  struct piece *pieces; /* number n at n - 1; the last one is being written */
  uint32_t count, room;
  uint32_t first; /* number of the oldest that is there */
  int fd; /* of the last piece */
  int early, disk; /* folders; -1 while there is none */
  int closing[CLOSING_MAX];
  int closing_count;
  uint64_t events_before; /* when the last piece began */
};

/* Begins a log in memory. `began`: when recording did, of the boot clock. Errors: -1 after a sentence. */
int log_open(struct log *log, const struct record_limits *limits, uint64_t began);
/* Begins the next piece: `events` is how many were told or lost before. Errors: -1 and errno. */
int log_next_piece(struct log *log, uint64_t events);
/* Number of the piece that is being written, from 1. */
uint32_t log_piece(struct log *log);
/* Whether another piece should begin: this one is large enough, or the disk is there. */
int log_piece_is_full(struct log *log);
/* Whether somebody has deleted the log's folder. */
int log_is_gone(struct log *log);
/* Adds whole frames to the piece; `events` were told or lost by their end. Errors: -1 when there is no room at all. */
int log_write(struct log *log, const void *bytes, size_t length, uint64_t events);
/* The folder of logs can be written to: the log moves there. */
void log_flush(struct log *log);
/* Ends the log: complete, safe, and where it belongs. */
void log_close(struct log *log);

#endif
