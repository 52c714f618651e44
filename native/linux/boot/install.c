// SPDX-License-Identifier: MIT
/* Enabling puts four files where systemd finds them; disabling takes away whatever of them is there. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "boot.h"
#include "state.h"
#include "units.h"

extern char **environ;

/* Makes the names in a folder last: without it a power loss may bring back what was removed. */
static int sync_folder(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -1;
  int result = fsync(fd);
  close(fd);
  return result;
}

static int failed_at(const char *what, const char *path) {
  int error = errno;
  if (error == EROFS)
    return say("Boot logging could not be changed: %s is on a file system that cannot be written to. Make it writable, and try again.",
               path);
  return say("Boot logging could not be changed: %s could not be %s (%s). Nothing was left half done; try again when that is "
             "mended.",
             path, what, strerror(error));
}

/* Writes a file that is whole or was never there: another name first. */
static int put_file(const char *path, mode_t mode, int from, const char *text) {
  char beside[PATH_ROOM];
  snprintf(beside, sizeof(beside), "%s.new", path);
  int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return failed_at("written", path);
  int is_written = fchmod(fd, mode) == 0;
  if (from >= 0) {
    struct stat facts;
    is_written = is_written && fstat(from, &facts) == 0;
    off_t at = 0;
    while (is_written && at < facts.st_size) {
      ssize_t count = sendfile(fd, from, &at, facts.st_size - at);
      if (count <= 0) {
        if (count == 0) errno = EIO;
        is_written = 0;
      }
    }
  } else {
    size_t length = strlen(text);
    ssize_t count = is_written ? write(fd, text, length) : -1;
    if (count >= 0 && (size_t)count < length) errno = ENOSPC;
    is_written = count == (ssize_t)length;
  }
  is_written = is_written && fsync(fd) == 0;
  int error = errno;
  if (close(fd) != 0 && is_written) {
    error = errno;
    is_written = 0;
  }
  errno = error;
  if (is_written && rename(beside, path) == 0) return 0;
  failed_at("written", path);
  unlink(beside);
  return -1;
}

static int make_folder(const char *path, mode_t mode) {
  if (mkdir(path, mode) == 0 || errno == EEXIST) return 0;
  return failed_at("made", path);
}

int run_systemctl(const char *first, const char *second, const char *third) {
  static const char *const PLACES[] = {"/usr/bin/systemctl", "/bin/systemctl"};
  char *const arguments[] = {"systemctl", (char *)first, (char *)second, (char *)third, NULL};
  for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++) {
    pid_t pid;
    int status;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    /* Standard output is the log's, or an answer's. */
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    int error = access(PLACES[i], X_OK) == 0 ? posix_spawn(&pid, PLACES[i], &actions, NULL, arguments, environ) : ENOENT;
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) continue;
    while (waitpid(pid, &status, 0) < 0) {
      if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  return -1;
}

int boot_unsupported(struct unsupported *why) {
  struct stat facts;
  if (access("/run/systemd/container", F_OK) == 0) {
    *why = (struct unsupported){
        "boot/unsupported", "container",
        "This system is a container, whose start its host makes. Enable boot logging on the host: what happens in containers "
        "is recorded there."};
    return 1;
  }
  /* What sd_booted() looks at. */
  if (lstat("/run/systemd/system", &facts) != 0 || !S_ISDIR(facts.st_mode)) {
    *why = (struct unsupported){
        "boot/unsupported", "no-systemd",
        "Boot logging needs systemd, and this system was started by something else. Captures that are started by hand work "
        "here."};
    return 1;
  }
  if (access("/sys/kernel/btf/vmlinux", F_OK) != 0) {
    *why = (struct unsupported){
        "live/no-btf", "no-btf",
        "This kernel comes without its type information (/sys/kernel/btf/vmlinux, CONFIG_DEBUG_INFO_BTF). Start one of the "
        "distribution's standard kernels to record a start."};
    return 1;
  }
  return 0;
}

int boot_is_armed(void) {
  struct stat facts;
  return lstat(WANTS_LINK, &facts) == 0;
}

/* In this order they are taken away; what is written while one is made goes first. */
static const char *const PARTS[] = {
    WANTS_LINK,
    UNITS "/" FLUSH_UNIT ".new",
    UNITS "/" FLUSH_UNIT,
    UNITS "/" RECORD_UNIT ".new",
    UNITS "/" RECORD_UNIT,
    PROGRAM ".new",
    PROGRAM,
    PROGRAM_FOLDER,
};
#define PART_COUNT (sizeof(PARTS) / sizeof(PARTS[0]))

void boot_each_part(void (*call)(void *context, const char *path), void *context) {
  struct stat facts;
  for (size_t i = 0; i < PART_COUNT; i++) {
    if (lstat(PARTS[i], &facts) == 0) call(context, PARTS[i]);
  }
}

static int remove_part(const char *path) {
  if (unlink(path) == 0 || errno == ENOENT) return 0;
  if (errno == EISDIR && (rmdir(path) == 0 || errno == ENOENT)) return 0;
  return failed_at("removed", path);
}

/* Takes away all parts. Goes on after failures: the fewer are left the better. */
static int remove_parts(void) {
  int result = 0;
  for (size_t i = 0; i < PART_COUNT; i++) {
    if (remove_part(PARTS[i]) != 0) result = -1;
  }
  rmdir(WANTS); /* when it was made for the link alone; it is refused while something else is in it */
  sync_folder(UNITS);
  return result;
}

static int arm(int program) {
  if (make_folder("/usr/libexec", 0755) != 0 || make_folder(PROGRAM_FOLDER, 0755) != 0) return -1;
  if (put_file(PROGRAM, 0755, program, NULL) != 0) return -1;
  if (put_file(UNITS "/" RECORD_UNIT, 0644, -1, RECORD_UNIT_TEXT) != 0) return -1;
  if (put_file(UNITS "/" FLUSH_UNIT, 0644, -1, FLUSH_UNIT_TEXT) != 0) return -1;
  if (make_folder(WANTS, 0755) != 0) return -1;
  if (symlink("../" RECORD_UNIT, WANTS_LINK) != 0 && errno != EEXIST) return failed_at("made", WANTS_LINK);
  if (sync_folder(PROGRAM_FOLDER) != 0 || sync_folder(UNITS) != 0 || sync_folder(WANTS) != 0)
    return failed_at("written", UNITS);
  if (run_systemctl("daemon-reload", NULL, NULL) == 0) return 0;
  return say("Boot logging could not be enabled: systemd did not take its new service (systemctl daemon-reload). Nothing was "
             "left half done; the system's journal says why.");
}

int boot_enable(void) {
  struct unsupported why;
  if (boot_unsupported(&why)) return say("%s", why.sentence);
  if (boot_is_armed()) return 0;
  int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (program < 0) return failed_at("read", "/proc/self/exe");
  int result = arm(program);
  int error = errno;
  close(program);
  if (result == 0) return 0;
  /* Who asked shows the last line: what could not be undone comes before the reason. */
  char reason[SAID_ROOM];
  last_said(reason);
  if (boot_disable() != 0) say("%s", reason);
  errno = error;
  return -1;
}

static int is_recording(void) {
  char id[ID_ROOM];
  struct boot_state state;
  return read_boot_id(id) == 0 && find_state(id, &state) == 0 && is_being_recorded(&state);
}

int boot_disable(void) {
  if (is_recording()) {
    /* Its services still move the log to the disk and end it; they go when it ends. */
    if (remove_part(WANTS_LINK) != 0) return -1;
    rmdir(WANTS);
    sync_folder(UNITS);
    return 0;
  }
  int result = remove_parts();
  struct boot_state early;
  /* Word of a start that could not be recorded. */
  if (read_state(EARLY_STATE, &early) == 0 && early.phase == PHASE_FAILED) unlink(EARLY_STATE);
  struct stat facts;
  if (lstat("/run/systemd/system", &facts) == 0) run_systemctl("daemon-reload", NULL, NULL);
  return result;
}

int boot_remove_parts(void) {
  if (boot_is_armed()) return 0;
  return remove_parts();
}

int boot_disarm(void) {
  if (unlink(WANTS_LINK) != 0) {
    if (errno == ENOENT)
      return say("Boot logging is not enabled: this start is not recorded. Enable it in Procscope to record the next one.");
    return say("Boot logging could not take itself out of the next start (%s: %s), so it records nothing. Switch it off in "
               "Procscope, or delete that file.",
               WANTS_LINK, strerror(errno));
  }
  if (sync_folder(WANTS) == 0) {
    rmdir(WANTS);
    sync_folder(UNITS);
    return 0;
  }
  return say("Boot logging could not make sure that it is out of the next start (%s: %s), so it records nothing. Check the "
             "disk, and switch boot logging off in Procscope.",
             WANTS, strerror(errno));
}
