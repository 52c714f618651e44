// SPDX-License-Identifier: MIT
/* How boot logging is, read from the system, as JSON in the form of src/shared/boot.ts. Needs no rights. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "boot.h"
#include "state.h"

#define LOGS_MAX 1000
#define NANOSECONDS_PER_MILLISECOND 1000000

static void print_text(const char *text) {
  putchar('"');
  for (; *text != 0; text++) {
    unsigned char byte = *text;
    if (byte == '"' || byte == '\\') printf("\\%c", byte);
    else if (byte < 0x20) printf("\\u%04x", byte);
    else putchar(byte);
  }
  putchar('"');
}

static uint64_t unix_milliseconds(const struct boot_state *state, uint64_t time) {
  int64_t at = (int64_t)time + state->offset;
  return at < 0 ? 0 : at / NANOSECONDS_PER_MILLISECOND;
}

static void print_log(const struct boot_state *state) {
  printf("{\"id\":");
  print_text(state->id);
  printf(",\"began\":%" PRIu64, unix_milliseconds(state, state->began));
  if (state->phase == PHASE_COMPLETE) printf(",\"ended\":%" PRIu64, unix_milliseconds(state, state->updated));
  printf(",\"bytes\":%" PRIu64 ",\"events\":%" PRIu64 ",\"dropped\":%" PRIu64 ",\"isComplete\":%s}", state->bytes,
         state->events, state->dropped, state->phase == PHASE_COMPLETE ? "true" : "false");
}

struct logs {
  struct boot_state states[LOGS_MAX];
  size_t count;
};

static int compare(const void *a, const void *b) {
  const struct boot_state *first = a, *second = b;
  uint64_t one = unix_milliseconds(first, first->began), other = unix_milliseconds(second, second->began);
  return one < other ? -1 : one > other;
}

static void add_log(struct logs *logs, const char *id) {
  if (logs->count == LOGS_MAX || !is_log_id(id)) return;
  for (size_t i = 0; i < logs->count; i++) {
    if (strcmp(logs->states[i].id, id) == 0) return;
  }
  if (find_state(id, &logs->states[logs->count]) == 0) logs->count++;
}

/* The logs on the disk, and the one that has not got there. */
static void find_logs(struct logs *logs) {
  struct boot_state early;
  if (read_state(EARLY_STATE, &early) == 0) add_log(logs, early.id);
  DIR *folder = opendir(LOGS);
  if (folder != NULL) {
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
      char name[PATH_ROOM];
      snprintf(name, sizeof(name), "%s", entry->d_name);
      char *suffix = strstr(name, STATE_SUFFIX);
      if (strncmp(name, LOG_PREFIX, strlen(LOG_PREFIX)) != 0 || suffix == NULL || suffix[strlen(STATE_SUFFIX)] != 0) continue;
      *suffix = 0;
      add_log(logs, name + strlen(LOG_PREFIX));
    }
    closedir(folder);
  }
  qsort(logs->states, logs->count, sizeof(logs->states[0]), compare);
}

static void print_part(void *context, const char *path) {
  int *count = context;
  if ((*count)++ > 0) putchar(',');
  print_text(path);
}

static void print_error(const char *key, const char *code, const char *sentence, const char *reason) {
  printf(",\"%s\":{\"code\":\"%s\",\"sentence\":", key, code);
  print_text(sentence);
  printf(",\"facts\":{");
  if (reason != NULL) printf("\"reason\":\"%s\"", reason);
  printf("}}");
}

/* Why the next start cannot be recorded, and why this one was not. */
static void print_reasons(const struct logs *logs) {
  struct unsupported unsupported;
  if (boot_unsupported(&unsupported))
    print_error("unsupported", unsupported.code, unsupported.sentence, unsupported.reason);
  for (size_t i = 0; i < logs->count; i++) {
    if (logs->states[i].phase != PHASE_FAILED) continue;
    print_error("failed", "boot/failed", logs->states[i].why, NULL);
    return;
  }
}

int boot_status(void) {
  static struct logs logs;
  int is_armed = boot_is_armed(), is_recording = 0, count = 0;
  find_logs(&logs);
  printf("{\"isArmed\":%s", is_armed ? "true" : "false");
  for (size_t i = 0; i < logs.count; i++) {
    if (!is_being_recorded(&logs.states[i])) continue;
    is_recording = 1;
    printf(",\"recording\":");
    print_log(&logs.states[i]);
  }
  printf(",\"logs\":[");
  for (size_t i = 0; i < logs.count; i++) {
    if (logs.states[i].phase == PHASE_FAILED || is_being_recorded(&logs.states[i])) continue;
    if (count++ > 0) putchar(',');
    print_log(&logs.states[i]);
  }
  printf("],\"leftovers\":[");
  count = 0;
  if (!is_armed && !is_recording) boot_each_part(print_part, &count);
  putchar(']');
  print_reasons(&logs);
  printf("}\n");
  return fflush(stdout) == 0 ? 0 : 1;
}
