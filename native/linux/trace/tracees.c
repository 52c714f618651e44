// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "tracer.h"

static struct tracee **place_of(struct tracer *tracer, pid_t tid) {
  struct tracee **place = &tracer->buckets[(uint32_t)tid % BUCKETS];
  while (*place != NULL && (*place)->tid != tid) place = &(*place)->next;
  return place;
}

struct tracee *tracee_find(struct tracer *tracer, pid_t tid) { return *place_of(tracer, tid); }

static void *need(void *memory) {
  if (memory != NULL) return memory;
  fputs("The capture helper has no memory left.\n", stderr);
  exit(1);
}

struct tracee *tracee_add(struct tracer *tracer, pid_t tid) {
  struct tracee *tracee = need(calloc(1, sizeof(*tracee)));
  tracee->tid = tid;
  tracee->held_status = -1;
  *place_of(tracer, tid) = tracee;
  tracer->tracee_count++;
  return tracee;
}

static void unlink_tracee(struct tracer *tracer, struct tracee *tracee) { *place_of(tracer, tracee->tid) = tracee->next; }

void tracee_remove(struct tracer *tracer, struct tracee *tracee) {
  unlink_tracee(tracer, tracee);
  tracer->tracee_count--;
  free(tracee);
}

void tracee_rename(struct tracer *tracer, struct tracee *tracee, pid_t tid) {
  unlink_tracee(tracer, tracee);
  tracee->tid = tid;
  tracee->next = NULL;
  *place_of(tracer, tid) = tracee;
}

struct traced_process *process_of_pid(struct tracer *tracer, pid_t pid) {
  const struct tracee *first = tracee_find(tracer, pid);
  return first == NULL ? NULL : first->process;
}

struct traced_process *process_new(struct tracer *tracer, pid_t pid, pid_t parent_pid) {
  struct traced_process *process = need(calloc(1, sizeof(*process)));
  process->pid = pid;
  process->parent_pid = parent_pid;
  process->start = boot_time();
  process->root_version = ~0u;
  process->handle = tracer->no_new_handles ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
  judge(tracer, process);
  return process;
}

void process_free(struct tracer *tracer, struct traced_process *process) {
  if (tracer->root == process) tracer->root = NULL;
  if (process->handle >= 0) close(process->handle);
  free(process->root);
  free(process);
}

static const struct psw_scope *scope_for(const struct tracer *tracer, pid_t pid) {
  for (uint32_t i = 0; i < tracer->scope_count; i++) {
    if (tracer->scopes[i].pid == (uint32_t)pid) return &tracer->scopes[i];
  }
  return NULL;
}

/*
 * The nearest scope on the way up decides; where the way ends because a parent has, the one that decided before. What was
 * launched is what this capture is about: without a scope it and its own are recorded.
 */
void judge(struct tracer *tracer, struct traced_process *process) {
  const struct psw_scope *scope = scope_for(tracer, process->pid);
  const struct traced_process *at = process;
  for (int depth = 0; depth < 64 && at != NULL && scope == NULL; depth++) {
    const struct traced_process *parent = process_of_pid(tracer, at->parent_pid);
    scope = scope_for(tracer, at->parent_pid);
    if (scope != NULL && !scope->tree) scope = NULL;
    if (parent == NULL && scope == NULL && at->scope_pid != 0) scope = scope_for(tracer, at->scope_pid);
    at = parent;
  }
  process->recorded = scope == NULL || scope->verdict == PSW_RECORD;
  process->scope_pid = scope == NULL || !scope->tree ? 0 : (pid_t)scope->pid;
}
