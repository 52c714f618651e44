/* SPDX-License-Identifier: MIT
 *
 * The programs in the kernel: loaded in the best tier that this kernel takes, attached, filtered, read.
 */
#ifndef PROCSCOPE_CAPTURE_H
#define PROCSCOPE_CAPTURE_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "events.h"

#define LINKS_MAX 16

struct capture {
  struct bpf_object *object;
  const char *tier;
  struct bpf_link *links[LINKS_MAX];
  int link_count;
  struct ring_buffer *calls;
  struct ring_buffer *processes;
  int reads_processes; /* its records are being read now */
  struct cap_call *call_table; /* shared with the programs */
  struct cap_call *uring_table; /* shared with the programs */
  volatile struct cap_settings *settings; /* shared with the programs */
  int scopes_fd;
  int counters_fd;
  int requests_fd;
  int sees_uring, sees_connections; /* whether this kernel and tier can */
  uint64_t processes_lost; /* as acted on so far */
  int cpus;
  uint64_t ring_bytes;
  uint64_t lost_state; /* as told so far */
  uint64_t misses; /* as told so far */
  struct events *events;
};

/* Why the programs could not be loaded: for diagnose. */
struct load_failure {
  int error; /* errno */
  char log[4096]; /* the end of what libbpf and the kernel said */
};

/* Loads the programs. `tier` names one to use, or is NULL for the best. Errors: -1 and `failure`. */
int capture_load(struct capture *capture, const char *tier, uint64_t ring_bytes, struct load_failure *failure);
/* Attaches and lets the programs record. Errors: -1 and errno. */
int capture_start(struct capture *capture);
/* Ends recording. What waits is read as before, until capture_read finds nothing; then capture_finish. */
void capture_stop(struct capture *capture);
/* Tells the losses that no record after them shows. */
void capture_finish(struct capture *capture);
/* Sends what is known of every process that runs. Errors: -1 when the kernel has no iterator. */
int capture_snapshot(struct capture *capture);
/* Reads records until there are none or output is due. Returns how many there were. */
uint64_t capture_read(struct capture *capture);
/* Losses that no record shows: no state, recursion. */
void check_counters(struct capture *capture);
void capture_close(struct capture *capture);

/* The filter that the engine asked for. Errors: -1 when the payload is not one. */
int filter_set(struct capture *capture, const uint8_t *payload, size_t length);
/* Selects what is recorded without a filter. */
void filter_default(struct capture *capture);
/* Records or skips a process, and its descendants when `tree`. */
void scope_set(struct capture *capture, uint32_t pid, int record, int tree);

/* Sends the sentence for a failed load. */
void send_load_failure(struct stream *stream, const struct load_failure *failure);

#endif
