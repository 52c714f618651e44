// SPDX-License-Identifier: MIT
#include "state.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const PHASES[] = {"recording", "complete", "failed"};
#define PHASE_COUNT (sizeof(PHASES) / sizeof(PHASES[0]))

int is_log_id(const char *text) {
  size_t length = strlen(text);
  if (length == 0 || length >= ID_ROOM) return 0;
  for (; *text != 0; text++) {
    if (!isxdigit((unsigned char)*text) && *text != '-') return 0;
  }
  return 1;
}

int read_boot_id(char id[ID_ROOM]) {
  FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
  if (file == NULL) return -1;
  int is_there = fgets(id, ID_ROOM, file) != NULL;
  fclose(file);
  if (!is_there) return -1;
  id[strcspn(id, "\n")] = 0;
  return is_log_id(id) ? 0 : -1;
}

static int64_t clock_nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

uint64_t now_of_boot(void) { return clock_nanoseconds(CLOCK_BOOTTIME); }

int64_t offset_of_wall(void) { return clock_nanoseconds(CLOCK_REALTIME) - clock_nanoseconds(CLOCK_BOOTTIME); }

void print_state(FILE *out, const struct boot_state *state) {
  fprintf(out, "version 1\nboot %s\nphase %s\npid %" PRIu32 "\nbegan %" PRIu64 "\nupdated %" PRIu64 "\noffset %" PRId64
               "\nbytes %" PRIu64 "\nevents %" PRIu64 "\ndropped %" PRIu64 "\n",
          state->id, PHASES[state->phase], state->pid, state->began, state->updated, state->offset, state->bytes,
          state->events, state->dropped);
  if (state->why[0] != 0) fprintf(out, "why %s\n", state->why);
}

int write_state(const char *path, const struct boot_state *state) {
  char beside[PATH_ROOM];
  snprintf(beside, sizeof(beside), "%s.new", path);
  int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) return -1;
  FILE *file = fdopen(fd, "w");
  if (file == NULL) {
    close(fd);
    return -1;
  }
  fchmod(fd, 0644);
  print_state(file, state);
  int is_written = fflush(file) == 0 && fdatasync(fd) == 0;
  if (fclose(file) != 0 || !is_written || rename(beside, path) != 0) {
    int error = errno;
    unlink(beside);
    errno = error;
    return -1;
  }
  return 0;
}

static void take_line(struct boot_state *state, char *line) {
  char *value = strchr(line, ' ');
  if (value == NULL) return;
  *value++ = 0;
  value[strcspn(value, "\n")] = 0;
  if (strcmp(line, "boot") == 0) snprintf(state->id, sizeof(state->id), "%s", value);
  else if (strcmp(line, "why") == 0) snprintf(state->why, sizeof(state->why), "%s", value);
  else if (strcmp(line, "pid") == 0) state->pid = strtoul(value, NULL, 10);
  else if (strcmp(line, "began") == 0) state->began = strtoull(value, NULL, 10);
  else if (strcmp(line, "updated") == 0) state->updated = strtoull(value, NULL, 10);
  else if (strcmp(line, "offset") == 0) state->offset = strtoll(value, NULL, 10);
  else if (strcmp(line, "bytes") == 0) state->bytes = strtoull(value, NULL, 10);
  else if (strcmp(line, "events") == 0) state->events = strtoull(value, NULL, 10);
  else if (strcmp(line, "dropped") == 0) state->dropped = strtoull(value, NULL, 10);
  else if (strcmp(line, "phase") == 0) {
    for (size_t i = 0; i < PHASE_COUNT; i++) {
      if (strcmp(value, PHASES[i]) == 0) state->phase = i;
    }
  }
}

int read_state(const char *path, struct boot_state *state) {
  char line[512];
  memset(state, 0, sizeof(*state));
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
  if (file == NULL) return -1;
  while (fgets(line, sizeof(line), file) != NULL) take_line(state, line);
  fclose(file);
  if (is_log_id(state->id)) return 0;
  errno = EINVAL;
  return -1;
}

int is_being_recorded(const struct boot_state *state) {
  char id[ID_ROOM], path[64], name[32] = "";
  if (state->phase != PHASE_RECORDING || state->pid == 0) return 0;
  if (read_boot_id(id) != 0 || strcmp(id, state->id) != 0) return 0;
  if (kill(state->pid, 0) != 0 && errno != EPERM) return 0;
  /* The number may be another process's by now. */
  snprintf(path, sizeof(path), "/proc/%u/comm", state->pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return 1; /* a system that hides the processes of others */
  int is_there = fgets(name, sizeof(name), file) != NULL;
  fclose(file);
  return is_there && strncmp(name, "procscope-helpe", 15) == 0;
}

void log_folder(char path[PATH_ROOM], const char *id) { snprintf(path, PATH_ROOM, LOGS "/" LOG_PREFIX "%s", id); }

void log_state(char path[PATH_ROOM], const char *id) {
  snprintf(path, PATH_ROOM, LOGS "/" LOG_PREFIX "%s" STATE_SUFFIX, id);
}

int find_state(const char *id, struct boot_state *state) {
  char path[PATH_ROOM];
  struct boot_state early, late;
  log_state(path, id);
  int is_early = read_state(EARLY_STATE, &early) == 0 && strcmp(early.id, id) == 0;
  int is_late = read_state(path, &late) == 0 && strcmp(late.id, id) == 0;
  if (!is_early && !is_late) return -1;
  /* Both are there when the move to the disk was interrupted. */
  *state = is_late && (!is_early || late.updated >= early.updated) ? late : early;
  return 0;
}
