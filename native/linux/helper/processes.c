// SPDX-License-Identifier: MIT
#include "processes.h"
#include <stdlib.h>
#include <string.h>

int processes_open(struct processes *processes) {
  memset(processes, 0, sizeof(*processes));
  processes->table = calloc(PROCESSES_SLOTS, sizeof(struct process));
  return processes->table != NULL ? 0 : -1;
}

static uint32_t slot_of(uint32_t pid) { return (pid * 0x9e3779b1u) >> 14 & (PROCESSES_SLOTS - 1); }

struct process *process_find(struct processes *processes, uint32_t pid, uint64_t start) {
  struct process *last = &processes->table[processes->last_slot];
  if (last->used && last->pid == pid && last->start == start) return last;
  for (uint32_t at = slot_of(pid);; at = (at + 1) & (PROCESSES_SLOTS - 1)) {
    struct process *process = &processes->table[at];
    if (!process->used) return NULL;
    if (process->pid == pid && process->start == start) {
      processes->last_slot = at;
      return process;
    }
  }
}

struct process *process_by_pid(struct processes *processes, uint32_t pid, uint64_t time) {
  struct process *newest = NULL;
  for (uint32_t at = slot_of(pid); processes->table[at].used; at = (at + 1) & (PROCESSES_SLOTS - 1)) {
    struct process *process = &processes->table[at];
    if (process->pid != pid || process->start > time) continue;
    if (newest == NULL || process->start > newest->start) newest = process;
  }
  return newest;
}

uint32_t process_id_at(const struct process *process, uint64_t time) {
  return time < process->begin && process->previous_id != 0 ? process->previous_id : process->id;
}

uint32_t process_image_at(const struct process *process, uint64_t time, uint32_t strings_generation) {
  int is_previous = time < process->begin && process->previous_id != 0;
  uint32_t image = is_previous ? process->previous_image : process->image;
  uint32_t of = is_previous ? process->previous_image_of : process->image_of;
  return of == strings_generation ? image : 0;
}

static struct process *add(struct processes *processes, uint32_t pid, uint64_t start) {
  if (processes->count >= PROCESSES_LIMIT) return NULL;
  uint32_t at = slot_of(pid);
  while (processes->table[at].used) at = (at + 1) & (PROCESSES_SLOTS - 1);
  struct process *process = &processes->table[at];
  *process = (struct process){.pid = pid, .start = start, .used = 1, .id = ++processes->next_id};
  processes->count++;
  return process;
}

static uint32_t flags_of(const struct process_facts *told, int process_is_new) {
  static const uint32_t by_reason[] = {
      [CAP_PROCESS_FORK] = PSW_PROCESS_FORKED,
      [CAP_PROCESS_EXEC] = PSW_PROCESS_EXEC,
      [CAP_PROCESS_EXIT] = PSW_PROCESS_EXITED,
      [CAP_PROCESS_SNAPSHOT] = PSW_PROCESS_SNAPSHOT,
  };
  const struct cap_process *facts = told->facts;
  uint32_t flags = facts->reason <= CAP_PROCESS_SNAPSHOT ? by_reason[facts->reason] : 0;
  if (facts->is_kernel) flags |= PSW_PROCESS_KERNEL;
  if (facts->is_64bit) flags |= PSW_PROCESS_64BIT;
  if (told->argv_total > told->argv.length) flags |= PSW_PROCESS_COMMAND_CUT;
  if (facts->reason == CAP_PROCESS_ANNOUNCE && process_is_new) flags |= PSW_PROCESS_LATE;
  if (told->image_deleted) flags |= PSW_PROCESS_IMAGE_DELETED;
  return flags;
}

static void write_entry(struct processes *processes, struct process *process, const struct process_facts *told) {
  const struct cap_process *facts = told->facts;
  process->flags |= flags_of(told, process->flags == 0);
  const struct process *parent = process_find(processes, facts->parent_pid, facts->parent_start);
  uint16_t name_length = strnlen(facts->name, sizeof(facts->name));
  uint32_t command = told->argv.length;
  struct psw_process_entry entry = {
      .size = sizeof(entry) + name_length + told->image.length + command + told->directory.length + told->cgroup.length,
      .id = process->id,
      .flags = process->flags,
      .pid = facts->pid,
      .parent_pid = facts->parent_pid,
      .parent_id = parent != NULL ? process_id_at(parent, process->start) : 0,
      .generation = process->generation,
      .uid = facts->uid,
      .euid = facts->euid,
      .gid = facts->gid,
      .egid = facts->egid,
      .login_uid = facts->login_uid,
      .session = facts->session,
      .pid_namespace = facts->pid_namespace,
      .mount_namespace = facts->mount_namespace,
      .net_namespace = facts->net_namespace,
      .inner_pid = facts->inner_pid,
      .exit_status = facts->reason == CAP_PROCESS_EXIT ? (int32_t)facts->exit_code : 0,
      .start = process->start,
      .begin = process->begin,
      .end = process->end,
      .capabilities = facts->capabilities,
      .command_total = told->argv_total,
      .name_length = name_length,
      .image_length = told->image.length,
      .command_length = command,
      .directory_length = told->directory.length,
      .cgroup_length = told->cgroup.length,
  };
  frame_bytes(&processes->fresh, &entry, sizeof(entry));
  frame_bytes(&processes->fresh, facts->name, name_length);
  frame_bytes(&processes->fresh, told->image.at, told->image.length);
  frame_bytes(&processes->fresh, told->argv.at, command);
  frame_bytes(&processes->fresh, told->directory.at, told->directory.length);
  frame_bytes(&processes->fresh, told->cgroup.at, told->cgroup.length);
  processes->fresh_count++;
}

struct process *process_tell(struct processes *processes, const struct process_facts *told) {
  const struct cap_process *facts = told->facts;
  struct process *process = process_find(processes, facts->pid, facts->start);
  int is_new = process == NULL;
  if (is_new) process = add(processes, facts->pid, facts->start);
  if (process == NULL) return NULL;
  switch (facts->reason) {
  case CAP_PROCESS_EXEC:
    if (!is_new) {
      process->previous_id = process->id;
      process->previous_image = process->image;
      process->previous_image_of = process->image_of;
      process->id = ++processes->next_id;
      process->generation++;
      process->flags &= PSW_PROCESS_SNAPSHOT | PSW_PROCESS_FORKED;
    }
    process->begin = told->time;
    process->image = 0;
    break;
  case CAP_PROCESS_EXIT: process->end = told->time; break;
  case CAP_PROCESS_SNAPSHOT:
    /* What a hook has seen is newer. */
    if (!is_new) return process;
    process->begin = process->start;
    break;
  case CAP_PROCESS_ANNOUNCE:
    if (is_new) process->begin = process->start;
    break;
  default: process->begin = is_new ? process->start : process->begin; break;
  }
  write_entry(processes, process, told);
  return process;
}

int processes_crowded(const struct processes *processes) { return processes->count > PROCESSES_LIMIT / 2; }

void processes_sweep(struct processes *processes, uint64_t ended_before) {
  struct process *old = processes->table;
  struct process *table = calloc(PROCESSES_SLOTS, sizeof(struct process));
  if (table == NULL) return; /* swept another time */
  processes->table = table;
  processes->count = 0;
  processes->last_slot = 0;
  for (uint32_t i = 0; i < PROCESSES_SLOTS; i++) {
    if (!old[i].used || (old[i].end != 0 && old[i].end < ended_before)) continue;
    uint32_t at = slot_of(old[i].pid);
    while (table[at].used) at = (at + 1) & (PROCESSES_SLOTS - 1);
    table[at] = old[i];
    processes->count++;
  }
  free(old);
}

void processes_flush(struct processes *processes, struct frames *frames) {
  if (processes->fresh_count == 0) return;
  frame_begin(frames, PSW_PROCESSES);
  struct psw_processes head = {.count = processes->fresh_count};
  frame_bytes(frames, &head, sizeof(head));
  frame_bytes(frames, processes->fresh.bytes, processes->fresh.used);
  frame_end(frames);
  processes->fresh.used = 0;
  processes->fresh_count = 0;
}
