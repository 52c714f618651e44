// SPDX-License-Identifier: MIT
/* Processes told to the stream, and the events that no call stands for. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "event-path.h"

#define ARGV_MAX 65535u

static struct bytes text_of(char *out, const struct cap_file *file, struct bytes path) {
  if (path.at == NULL) return (struct bytes){0};
  return (struct bytes){.at = (const uint8_t *)out, .length = path_text(out, file, path)};
}

static void add_command(struct events *events, struct bytes argv) {
  if (argv.at != NULL) detail_bytes(&events->details, FIELD_COMMAND_LINE, argv.at, argv.length > 8192 ? 8192 : argv.length);
}

static void add_event(struct events *events, const struct process_facts *told, uint32_t process, uint32_t image,
                      uint64_t cpu, uint16_t operation) {
  const struct cap_process *facts = told->facts;
  struct details *details = &events->details;
  details->used = 0;
  details->cut = 0;
  struct psw_event event = {
      .start = told->time,
      .process = process,
      .tid = facts->tid,
      .path = image,
      .operation = operation,
      .cpu = cpu,
      .event_class = CLASS_PROCESS,
  };
  switch (operation) {
  case SYNTHETIC_process_start:
  case SYNTHETIC_process_exec:
    detail_number(details, FIELD_PARENT_PID, facts->parent_pid);
    add_command(events, told->argv);
    detail_bytes(details, FIELD_DIRECTORY, told->directory.at, told->directory.length);
    break;
  case SYNTHETIC_process_exit:
    detail_number(details, FIELD_EXIT_STATUS, facts->exit_code >> 8 & 0xff);
    if (facts->exit_code & 0x7f) detail_number(details, FIELD_EXIT_SIGNAL, facts->exit_code & 0x7f);
    if (facts->exit_code & 0x80) detail_number(details, FIELD_CORE_DUMPED, 1);
    __attribute__((fallthrough));
  case SYNTHETIC_thread_exit:
    detail_number(details, FIELD_USER_TIME, facts->user_time);
    detail_number(details, FIELD_KERNEL_TIME, facts->kernel_time);
    break;
  case SYNTHETIC_thread_create: detail_number(details, FIELD_CHILD_TID, facts->tid); break;
  default: break;
  }
  queue_event(events, &event);
}

static uint16_t operation_of_reason(uint32_t reason) {
  switch (reason) {
  case CAP_PROCESS_FORK: return SYNTHETIC_process_start;
  case CAP_PROCESS_EXEC: return SYNTHETIC_process_exec;
  case CAP_PROCESS_EXIT: return SYNTHETIC_process_exit;
  case CAP_PROCESS_THREAD_CREATE: return SYNTHETIC_thread_create;
  case CAP_PROCESS_THREAD_EXIT: return SYNTHETIC_thread_exit;
  default: return 0;
  }
}

/* The memory of another process can be read only through /proc: its command line as it is now. */
static struct bytes read_command(uint32_t pid, uint8_t *out) {
  char name[32];
  snprintf(name, sizeof(name), "/proc/%u/cmdline", pid);
  int file = open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return (struct bytes){0};
  ssize_t length = read(file, out, ARGV_MAX);
  close(file);
  return (struct bytes){.at = out, .length = length > 0 ? length : 0};
}

static void tell(struct events *events, const struct cap_record *record, struct bytes argv) {
  static char image[PATH_TEXT_MAX], directory[PATH_TEXT_MAX], cgroup[PATH_TEXT_MAX];
  struct pieces *pieces = &events->pieces;
  const struct cap_process *facts = pieces->process;
  if (facts == NULL) return;
  const struct cap_file *file = pieces->file[CAP_SLOT_IMAGE];
  static uint8_t command[ARGV_MAX];
  if (facts->reason == CAP_PROCESS_SNAPSHOT && facts->argv_total > 0) argv = read_command(facts->pid, command);
  struct process_facts told = {
      .facts = facts,
      .time = record->start,
      .image = text_of(image, file, pieces->path[CAP_SLOT_IMAGE]),
      .directory = text_of(directory, NULL, pieces->path[CAP_SLOT_DIRECTORY]),
      .cgroup = text_of(cgroup, NULL, pieces->path[CAP_SLOT_CGROUP]),
      .argv = argv,
      .argv_total = argv.at != NULL ? facts->argv_total : 0,
      .image_deleted = file != NULL && file->deleted,
  };
  struct processes *processes = &events->stream->processes;
  int is_thread = facts->reason == CAP_PROCESS_THREAD_CREATE || facts->reason == CAP_PROCESS_THREAD_EXIT;
  struct process *process =
      is_thread ? process_find(processes, facts->pid, facts->start) : process_tell(processes, &told);
  if (process == NULL) return;
  if (told.image.length > 0) {
    process->image = text_string(events, image, told.image.length);
    process->image_of = events->stream->strings.generation;
  }
  uint16_t operation = operation_of_reason(facts->reason);
  uint32_t known_image = process->image_of == events->stream->strings.generation ? process->image : 0;
  if (operation != 0 && record->recorded)
    add_event(events, &told, process_id_at(process, told.time), known_image, record->cpu, operation);
}

static void finish_one(struct events *events, struct held *held) {
  struct held taken = *held;
  const struct cap_record *record = (const struct cap_record *)taken.record;
  *held = (struct held){0};
  pieces_clear(&events->pieces);
  if (pieces_add(&events->pieces, (const uint8_t *)(record + 1), taken.record + record->size) == 0) {
    tell(events, record, (struct bytes){.at = taken.argv, .length = taken.argv_length});
  }
  free(taken.record);
  free(taken.argv);
}

void finish_held(struct events *events) {
  for (int i = 0; i < HELD_MAX; i++) {
    if (events->held[i].record != NULL) finish_one(events, &events->held[i]);
  }
}

static struct held *held_of(struct events *events, uint32_t tid) {
  for (int i = 0; i < HELD_MAX; i++) {
    const struct cap_record *record = (const struct cap_record *)events->held[i].record;
    if (record != NULL && record->tid == tid) return &events->held[i];
  }
  return NULL;
}

/* Keeps a record until the rest of its command line is here. */
static void hold(struct events *events, const struct cap_record *record, struct bytes argv) {
  struct held *place = NULL;
  for (int i = 0; i < HELD_MAX && place == NULL; i++) {
    if (events->held[i].record == NULL) place = &events->held[i];
  }
  uint8_t *copy = place == NULL ? NULL : malloc(record->size);
  uint8_t *text = copy == NULL ? NULL : malloc(ARGV_MAX);
  if (text == NULL) {
    free(copy);
    tell(events, record, argv);
    return;
  }
  memcpy(copy, record, record->size);
  memcpy(text, argv.at, argv.length);
  *place = (struct held){.record = copy, .argv = text, .argv_length = argv.length};
}

void handle_process(struct events *events, const struct cap_record *record, const uint8_t *end) {
  struct held *before = held_of(events, record->tid);
  if (before != NULL) finish_one(events, before);
  pieces_clear(&events->pieces);
  if (pieces_add(&events->pieces, (const uint8_t *)(record + 1), end) != 0) {
    stream_loss(events->stream, PSW_LOST_MALFORMED, record->cpu, 1, record->end, record->end);
    return;
  }
  struct bytes argv = events->pieces.text[CAP_SLOT_ARGV];
  if (argv.at != NULL && (argv.flags & CAP_PIECE_CUT)) hold(events, record, argv);
  else tell(events, record, argv);
}

void handle_more_argv(struct events *events, const struct cap_record *record, const uint8_t *end) {
  struct held *held = held_of(events, record->tid);
  pieces_clear(&events->pieces);
  if (pieces_add(&events->pieces, (const uint8_t *)(record + 1), end) != 0) return;
  struct bytes more = events->pieces.text[CAP_SLOT_ARGV];
  if (held == NULL || more.at == NULL) return;
  uint32_t length = more.length;
  if (held->argv_length + length > ARGV_MAX) length = ARGV_MAX - held->argv_length;
  memcpy(held->argv + held->argv_length, more.at, length);
  held->argv_length += length;
  if (!(more.flags & CAP_PIECE_CUT)) finish_one(events, held);
}
