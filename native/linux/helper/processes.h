/* SPDX-License-Identifier: MIT
 *
 * The processes that events belong to. One process has an entry for each exec that was seen (a generation), because another
 * program runs from then on; all have the same PID and start.
 */
#ifndef PROCSCOPE_PROCESSES_H
#define PROCSCOPE_PROCESSES_H

#include "pieces.h"
#include "frames.h"

#define PROCESSES_LIMIT (1u << 17)
#define PROCESSES_SLOTS (PROCESSES_LIMIT * 2)

struct process {
  uint64_t start;
  uint64_t begin; /* of this generation */
  uint64_t end; /* 0: it runs */
  uint32_t pid;
  uint32_t id;
  uint32_t previous_id; /* of the generation before */
  uint32_t generation;
  uint32_t image; /* string id, of strings generation `image_of` */
  uint32_t image_of;
  uint32_t previous_image; /* of the generation before, of strings generation `previous_image_of` */
  uint32_t previous_image_of;
  uint32_t flags; /* told so far */
  uint32_t used; /* slot is taken */
};

struct processes {
  struct process *table; /* open addressing by PID and start */
  uint32_t count;
  uint32_t next_id;
  uint32_t last_slot; /* where the last look-up ended */
  /* Entries that have not been sent yet, as PSW_PROCESSES has them. */
  struct frames fresh;
  uint32_t fresh_count;
};

/* What is known of a process when it is told. */
struct process_facts {
  const struct cap_process *facts;
  uint64_t time;
  struct bytes image, directory, cgroup, argv; /* texts, not names from the kernel */
  uint32_t argv_total;
  int image_deleted;
};

/* Errors: -1 when there is no memory. */
int processes_open(struct processes *processes);
/* The process with this PID and start, or NULL. */
struct process *process_find(struct processes *processes, uint32_t pid, uint64_t start);
/* The process that had this PID at a time, whatever its start, or NULL. */
struct process *process_by_pid(struct processes *processes, uint32_t pid, uint64_t time);
/* The number of the generation that ran at a time. */
uint32_t process_id_at(const struct process *process, uint64_t time);
/* The image that it had at a time, as a string of this generation of strings; 0 when that is not known. */
uint32_t process_image_at(const struct process *process, uint64_t time, uint32_t strings_generation);
/* Adds a process, a generation, or an end, and keeps the entry for the next frame. NULL when the table is full. */
struct process *process_tell(struct processes *processes, const struct process_facts *told);
/* Whether those that have ended should be forgotten soon. */
int processes_crowded(const struct processes *processes);
/* Forgets processes that ended before a time. */
void processes_sweep(struct processes *processes, uint64_t ended_before);
void processes_flush(struct processes *processes, struct frames *frames);

#endif
