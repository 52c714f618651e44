// SPDX-License-Identifier: MIT
/*
 * A log to standard output, for src/engine/boot/linux: a line with a name and a version, the lines of its state, then each piece
 * as a line `piece NUMBER BYTES` and its bytes, and the line `end`.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include "boot.h"
#include "move.h"
#include "state.h"

#define STEP_MICROSECONDS 50000
#define PATIENCE_STEPS 300

/* Status of a helper that was asked for a log that is not there. */
#define STATUS_NO_LOG 3

static _Noreturn void no_log(void) {
  say("There is no such boot log any more: it was collected or deleted meanwhile.");
  exit(STATUS_NO_LOG);
}

/* Ends the recorder of a log. Errors: -1 after a sentence. */
static int end_recording(const char *id, struct boot_state *state) {
  if (find_state(id, state) != 0 || state->phase == PHASE_FAILED) no_log();
  if (!is_being_recorded(state)) return 0;
  kill(state->pid, SIGTERM);
  for (int i = 0; i < PATIENCE_STEPS && is_being_recorded(state); i++) {
    usleep(STEP_MICROSECONDS);
    if (find_state(id, state) != 0) no_log();
  }
  if (is_being_recorded(state))
    return say("The recording of this start does not end. Try again, or restart the system: the log is kept.");
  /* What is left of its services is taken out of systemd's mind too. */
  if (access("/run/systemd/system", F_OK) == 0) {
    run_systemctl("stop", "procscope-boot-flush.service", "procscope-boot.service");
    if (!boot_is_armed()) run_systemctl("daemon-reload", NULL, NULL);
  }
  return 0;
}

struct found {
  uint32_t *numbers;
  size_t count, room;
};

static int add_number(struct found *found, uint32_t number) {
  for (size_t i = 0; i < found->count; i++) {
    if (found->numbers[i] == number) return 0;
  }
  if (found->count == found->room) {
    size_t room = found->room == 0 ? 64 : found->room * 2;
    uint32_t *numbers = realloc(found->numbers, room * sizeof(uint32_t));
    if (numbers == NULL) return -1;
    found->numbers = numbers;
    found->room = room;
  }
  found->numbers[found->count++] = number;
  return 0;
}

static int find_pieces(struct found *found, const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) return 0;
  struct dirent *entry;
  int result = 0;
  while (result == 0 && (entry = readdir(folder)) != NULL) {
    uint32_t number = piece_number(entry->d_name);
    if (number != 0) result = add_number(found, number);
  }
  closedir(folder);
  return result;
}

static int compare(const void *a, const void *b) {
  uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
  return first < second ? -1 : first > second;
}

static int open_piece(const char *folder, const char *early, uint32_t number) {
  char name[PIECE_NAME_ROOM], path[PATH_ROOM + PIECE_NAME_ROOM];
  piece_name(name, number);
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd >= 0 || early == NULL) return fd;
  snprintf(path, sizeof(path), "%s/%s", early, name);
  return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

static int write_bytes(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t count = write(STDOUT_FILENO, at, length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    at += count;
    length -= count;
  }
  return 0;
}

static int send_bytes(int fd, off_t length) {
  static char buffer[1 << 18];
  for (off_t left = length; left > 0;) {
    ssize_t count = read(fd, buffer, left < (off_t)sizeof(buffer) ? (size_t)left : sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) return say("The boot log cannot be read (%s). Check the disk.", strerror(errno));
    if (write_bytes(buffer, count) != 0) return -1;
    left -= count;
  }
  return 0;
}

static int send_piece(const char *folder, const char *early, uint32_t number) {
  struct stat facts;
  char line[64];
  int fd = open_piece(folder, early, number);
  if (fd < 0 || fstat(fd, &facts) != 0) {
    if (fd >= 0) close(fd);
    return say("The boot log cannot be read (%s). Check the disk.", strerror(errno));
  }
  int length = snprintf(line, sizeof(line), "piece %u %lld\n", number, (long long)facts.st_size);
  int result = write_bytes(line, length) == 0 ? send_bytes(fd, facts.st_size) : -1;
  close(fd);
  return result;
}

static int send_head(const struct boot_state *state) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  if (out == NULL) return say("There is not enough memory to read the boot log.");
  fputs("procscope-boot-log 1\n", out);
  print_state(out, state);
  fclose(out);
  int result = write_bytes(text, length);
  free(text);
  return result;
}

static int remove_pieces(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) return errno == ENOENT ? 0 : -1;
  struct dirent *entry;
  int result = 0;
  while ((entry = readdir(folder)) != NULL) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (unlinkat(dirfd(folder), entry->d_name, 0) != 0) result = -1;
  }
  closedir(folder);
  return rmdir(path) == 0 ? result : -1;
}

static int is_of_this_boot(const char *id) {
  char own[ID_ROOM];
  return read_boot_id(own) == 0 && strcmp(own, id) == 0;
}

/* Deletes a log that nobody writes, and what else is left of boot logging. */
static int remove_log(const char *id) {
  char folder[PATH_ROOM], state[PATH_ROOM];
  log_folder(folder, id);
  log_state(state, id);
  int result = remove_pieces(folder);
  if (is_of_this_boot(id)) {
    if (remove_pieces(EARLY_FOLDER) != 0) result = -1;
    if (unlink(EARLY_STATE) != 0 && errno != ENOENT) result = -1;
  }
  int error = errno;
  if (result != 0) return say("The boot log could not be deleted (%s). Delete %s as root.", strerror(error), folder);
  if (unlink(state) != 0 && errno != ENOENT) return say("The boot log could not be deleted (%s). Delete %s as root.", strerror(errno), state);
  rmdir(LOGS); /* refused while another log is in it */
  return boot_remove_parts();
}

static int is_told_to_discard(void) {
  char line[16] = "";
  return fgets(line, sizeof(line), stdin) != NULL && strcmp(line, "discard\n") == 0;
}

int boot_send(const char *id) {
  struct boot_state state;
  char folder[PATH_ROOM];
  signal(SIGPIPE, SIG_IGN);
  if (isatty(STDOUT_FILENO)) return say("A boot log is binary data: it is collected by Procscope, not in a terminal.");
  if (end_recording(id, &state) != 0) return -1;
  log_folder(folder, id);
  const char *early = is_of_this_boot(id) ? EARLY_FOLDER : NULL;
  struct found found = {0};
  if (find_pieces(&found, folder) != 0 || (early != NULL && find_pieces(&found, early) != 0))
    return say("There is not enough memory to read the boot log.");
  qsort(found.numbers, found.count, sizeof(uint32_t), compare);
  int result = send_head(&state);
  for (size_t i = 0; result == 0 && i < found.count; i++) result = send_piece(folder, early, found.numbers[i]);
  free(found.numbers);
  if (result != 0 || write_bytes("end\n", 4) != 0) return -1;
  /* The reader says when what it made of this is safe. */
  return is_told_to_discard() ? remove_log(id) : 0;
}

int boot_discard(const char *id) {
  struct boot_state state;
  if (end_recording(id, &state) != 0) return -1;
  return remove_log(id);
}
