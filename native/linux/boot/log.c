// SPDX-License-Identifier: MIT
#include "log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include "move.h"

/* What a power loss may cost. */
#define KEEP_INTERVAL_NANOSECONDS 1000000000

static unsigned long long least(unsigned long long a, unsigned long long b) { return a < b ? a : b; }

/* Bytes that may be used of a file system: a part of what is free. */
static unsigned long long part_of_free(int folder, unsigned part) {
  struct statvfs facts;
  if (fstatvfs(folder, &facts) != 0) return 0;
  return (unsigned long long)facts.f_bavail * facts.f_frsize / part;
}

/* Deletes the oldest piece but the last. Returns whether there was one. With the lock. */
static int drop_oldest(struct log *log) {
  if (log->first >= log->count) return 0;
  struct piece *piece = &log->pieces[log->first - 1];
  char name[PIECE_NAME_ROOM];
  piece_name(name, log->first);
  if (unlinkat(piece->is_early ? log->early : log->disk, name, 0) != 0 && errno != ENOENT) return 0;
  piece->is_gone = 1;
  log->state.bytes -= piece->bytes;
  log->state.events -= piece->events;
  log->state.dropped += piece->events;
  log->first++;
  return 1;
}

/* With the lock. */
static void hold_to_limits(struct log *log) {
  for (;;) {
    uint64_t early = 0, all = 0;
    for (uint32_t i = log->first; i <= log->count; i++) {
      all += log->pieces[i - 1].bytes;
      if (log->pieces[i - 1].is_early) early += log->pieces[i - 1].bytes;
    }
    int is_too_much = early > log->limits.early_bytes || (log->disk >= 0 && all > log->limits.disk_bytes);
    if (!is_too_much || !drop_oldest(log)) return;
  }
}

/* Makes the folder on the disk. With the lock. */
static void open_disk(struct log *log) {
  char path[PATH_ROOM];
  log_folder(path, log->state.id);
  if ((mkdir(LOGS, 0755) != 0 && errno != EEXIST) || (mkdir(path, 0700) != 0 && errno != EEXIST)) return;
  log->disk = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (log->disk < 0) return;
  log->limits.disk_bytes = least(log->limits.disk_bytes, part_of_free(log->disk, 2));
}

/* The oldest whole piece that is still in memory, or 0. With the lock. */
static uint32_t next_to_move(const struct log *log) {
  for (uint32_t i = log->first; log->disk >= 0 && i < log->count; i++) {
    if (log->pieces[i - 1].is_early) return i;
  }
  return 0;
}

/* Moves what is whole to the disk. Called with the lock, which it gives back meanwhile. */
static void move_pieces(struct log *log) {
  uint32_t number;
  while ((number = next_to_move(log)) != 0) {
    pthread_mutex_unlock(&log->lock);
    int is_moved = copy_piece(log->early, log->disk, number) == 0;
    pthread_mutex_lock(&log->lock);
    if (!is_moved) return; /* tried again a second later */
    char name[PIECE_NAME_ROOM];
    piece_name(name, number);
    struct piece *piece = &log->pieces[number - 1];
    unlinkat(piece->is_gone ? log->disk : log->early, name, 0);
    piece->is_early = 0;
  }
}

/* Whether a folder was deleted. */
static int is_gone(int folder) {
  struct stat facts;
  return fstat(folder, &facts) == 0 && facts.st_nlink == 0;
}

int log_is_gone(struct log *log) {
  pthread_mutex_lock(&log->lock);
  int result = is_gone(log->disk >= 0 ? log->disk : log->early);
  pthread_mutex_unlock(&log->lock);
  return result;
}

/* Makes everything safe that is there now, and says so. Called with the lock, which it gives back meanwhile. */
static void make_safe(struct log *log) {
  int closing[CLOSING_MAX], count = log->closing_count;
  memcpy(closing, log->closing, sizeof(closing));
  log->closing_count = 0;
  int fd = log->fd >= 0 ? fcntl(log->fd, F_DUPFD_CLOEXEC, 0) : -1;
  struct boot_state state = log->state;
  int disk = log->disk;
  pthread_mutex_unlock(&log->lock);
  char path[PATH_ROOM];
  for (int i = 0; i < count; i++) {
    fdatasync(closing[i]);
    close(closing[i]);
  }
  if (fd >= 0) {
    fdatasync(fd);
    close(fd);
  }
  if (disk >= 0) fsync(disk);
  log_state(path, state.id);
  if (is_gone(disk >= 0 ? disk : log->early)) {
    /* Somebody has deleted the log: it does not come back. */
  } else if (disk < 0) write_state(EARLY_STATE, &state);
  else if (write_state(path, &state) == 0) unlink(EARLY_STATE);
  pthread_mutex_lock(&log->lock);
}

static void keep(struct log *log) {
  if (log->flush_asked && log->disk < 0) open_disk(log);
  move_pieces(log);
  hold_to_limits(log);
  log->state.updated = now_of_boot();
  log->state.offset = offset_of_wall();
  make_safe(log);
}

static void *run_keeper(void *context) {
  struct log *log = context;
  pthread_mutex_lock(&log->lock);
  while (!log->is_ending) {
    keep(log);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += KEEP_INTERVAL_NANOSECONDS % 1000000000;
    until.tv_sec += KEEP_INTERVAL_NANOSECONDS / 1000000000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    if (!log->is_ending) pthread_cond_timedwait(&log->wake, &log->lock, &until);
  }
  pthread_mutex_unlock(&log->lock);
  return NULL;
}

int log_open(struct log *log, const struct record_limits *limits, uint64_t began) {
  memset(log, 0, sizeof(*log));
  log->fd = log->early = log->disk = -1;
  log->first = 1;
  log->limits = *limits;
  log->state.pid = getpid();
  log->state.began = log->state.updated = began;
  log->state.offset = offset_of_wall();
  if (read_boot_id(log->state.id) != 0) return say("The kernel tells no boot id: this start is not recorded.");
  if (mkdir(EARLY_FOLDER, 0700) != 0 && errno != EEXIST)
    return say("The log of this start could not be begun in " EARLY_FOLDER " (%s).", strerror(errno));
  log->early = open(EARLY_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (log->early < 0) return say("The log of this start could not be begun in " EARLY_FOLDER " (%s).", strerror(errno));
  log->limits.early_bytes = least(log->limits.early_bytes, part_of_free(log->early, 4));
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&log->wake, &monotonic);
  pthread_mutex_init(&log->lock, NULL);
  if (pthread_create(&log->keeper, NULL, run_keeper, log) != 0)
    return say("There is not enough memory to record this start.");
  return 0;
}

/* With the lock. */
static void close_last(struct log *log) {
  if (log->fd < 0) return;
  if (log->closing_count < CLOSING_MAX) log->closing[log->closing_count++] = log->fd;
  else close(log->fd); /* the kernel writes it some seconds later */
  log->fd = -1;
}

static int next_piece(struct log *log, uint64_t events) {
  if (log->count == log->room) {
    uint32_t room = log->room == 0 ? 64 : log->room * 2;
    struct piece *pieces = realloc(log->pieces, room * sizeof(struct piece));
    if (pieces == NULL) return -1;
    log->pieces = pieces;
    log->room = room;
  }
  char name[PIECE_NAME_ROOM];
  piece_name(name, log->count + 1);
  int is_early = log->disk < 0;
  int fd = openat(is_early ? log->early : log->disk, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return -1;
  close_last(log);
  log->pieces[log->count++] = (struct piece){.is_early = is_early};
  log->fd = fd;
  log->events_before = events;
  pthread_cond_signal(&log->wake);
  return 0;
}

int log_next_piece(struct log *log, uint64_t events) {
  pthread_mutex_lock(&log->lock);
  int result = next_piece(log, events);
  pthread_mutex_unlock(&log->lock);
  return result;
}

uint32_t log_piece(struct log *log) {
  pthread_mutex_lock(&log->lock);
  uint32_t number = log->count;
  pthread_mutex_unlock(&log->lock);
  return number;
}

int log_piece_is_full(struct log *log) {
  pthread_mutex_lock(&log->lock);
  const struct piece *last = &log->pieces[log->count - 1];
  int is_full = last->bytes >= log->limits.piece_bytes || (last->is_early && log->disk >= 0);
  pthread_mutex_unlock(&log->lock);
  return is_full;
}

/* Writes all of it, or nothing. */
static int append(struct log *log, const uint8_t *bytes, size_t length) {
  off_t before = lseek(log->fd, 0, SEEK_CUR);
  size_t done = 0;
  while (done < length) {
    ssize_t count = write(log->fd, bytes + done, length - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      /* Half a frame would be damage. */
      if (ftruncate(log->fd, before) == 0) lseek(log->fd, before, SEEK_SET);
      return -1;
    }
    done += count;
  }
  return 0;
}

int log_write(struct log *log, const void *bytes, size_t length, uint64_t events) {
  pthread_mutex_lock(&log->lock);
  int result = append(log, bytes, length);
  /* The file system is full: the oldest goes, as with the log's own limit. */
  while (result != 0 && drop_oldest(log)) result = append(log, bytes, length);
  if (result == 0) {
    struct piece *last = &log->pieces[log->count - 1];
    last->bytes += length;
    log->state.bytes += length;
    log->state.events += events - log->events_before - last->events;
    last->events = events - log->events_before;
  }
  pthread_mutex_unlock(&log->lock);
  return result;
}

void log_flush(struct log *log) {
  pthread_mutex_lock(&log->lock);
  log->flush_asked = 1;
  pthread_cond_signal(&log->wake);
  pthread_mutex_unlock(&log->lock);
}

void log_close(struct log *log) {
  pthread_mutex_lock(&log->lock);
  log->is_ending = 1;
  pthread_cond_signal(&log->wake);
  pthread_mutex_unlock(&log->lock);
  pthread_join(log->keeper, NULL);
  pthread_mutex_lock(&log->lock);
  close_last(log);
  /* The last piece is whole now: it moves too. */
  log->count++;
  move_pieces(log);
  log->count--;
  log->state.phase = PHASE_COMPLETE;
  log->state.updated = now_of_boot();
  log->state.offset = offset_of_wall();
  make_safe(log);
  int is_on_disk = log->disk >= 0;
  pthread_mutex_unlock(&log->lock);
  unlink(ASK_FLUSH);
  unlink(ASK_FINISH);
  if (is_on_disk) rmdir(EARLY_FOLDER);
}
