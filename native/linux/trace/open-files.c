// SPDX-License-Identifier: MIT
/*
 * What a descriptor of a stopped process is. A duplicate of it (pidfd_getfd, 5.6 and later) answers everything without its
 * process; /proc is the way where there is none.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "tracer.h"

#define MAGIC_PIPE 0x50495045u
#define MAGIC_ANONYMOUS 0x09041934u
#define MAGIC_NAMESPACE 0x6e736673u
/* FMODE_CREATED of the kernel: this very open made the file. */
#define OPEN_CREATED 0x100000u
#define DELETED " (deleted)"

/* A path as links of /proc tell it. */
struct link_text {
  char text[PATH_MAX + 1];
  size_t length;
};

/* A device's number as the kernel has it inside: 12 bits, 20 bits. */
static uint32_t kernel_device(dev_t device) { return major(device) << 20 | (minor(device) & 0xfffff); }

static int begins(const struct link_text *link, const char *with) {
  size_t length = strlen(with);
  return link->length >= length && memcmp(link->text, with, length) == 0;
}

/* Cuts the mark of a deleted file off; returns whether it was one. A name may end like the mark. */
static int cut_deletion(struct link_text *link, const struct stat *facts) {
  size_t mark = sizeof(DELETED) - 1;
  if (link->length <= mark || memcmp(link->text + link->length - mark, DELETED, mark) != 0) return 0;
  struct stat named;
  link->text[link->length] = 0;
  if (facts->st_nlink > 0 && lstat(link->text, &named) == 0 && named.st_ino == facts->st_ino &&
      named.st_dev == facts->st_dev)
    return 0;
  link->length -= mark;
  return 1;
}

/* Adds the piece of a file that is no socket, and its path. */
static void put_file(struct tracer *tracer, struct link_text *link, const struct stat *facts, int64_t position, int created,
                     enum cap_slot slot) {
  struct cap_file *out = piece_room(tracer, sizeof(*out));
  if (out == NULL) return;
  *out = (struct cap_file){
      .inode = facts->st_ino,
      .position = position,
      .device = kernel_device(facts->st_dev),
      .node_device = kernel_device(facts->st_rdev),
      .open_mode = created ? OPEN_CREATED : 0,
      .mode = facts->st_mode,
  };
  const char *name = link->text;
  uint16_t flags = 0;
  if (begins(link, "pipe:[")) {
    out->magic = MAGIC_PIPE;
    link->length = 0;
    flags = CAP_PIECE_PSEUDO;
  } else if (begins(link, "anon_inode:")) {
    out->magic = MAGIC_ANONYMOUS;
    name += sizeof("anon_inode:") - 1;
    flags = CAP_PIECE_PSEUDO;
  } else if (begins(link, "/memfd:")) {
    out->deleted = cut_deletion(link, facts);
    if (out->deleted) flags = CAP_PIECE_INTERNAL;
  } else if (link->length > 0 && link->text[0] != '/') {
    /* A namespace, `net:[4026531840]`. */
    out->magic = MAGIC_NAMESPACE;
    const char *end = memchr(link->text, ':', link->length);
    link->length = end == NULL ? 0 : end - link->text;
    flags = CAP_PIECE_PSEUDO;
  } else {
    out->deleted = cut_deletion(link, facts);
  }
  end_piece(tracer, CAP_PIECE_FILE, slot, 0, sizeof(*out));
  put_names(tracer, slot, name, link->length - (link->length == 0 ? 0 : name - link->text), flags);
}

/* Opens a duplicate of a descriptor: -1 when there is no way. */
static int duplicate(struct tracer *tracer, const struct traced_process *process, int32_t fd) {
  if (process->handle < 0 || tracer->no_new_handles) return -1;
  int copy = syscall(SYS_pidfd_getfd, process->handle, fd, 0);
  if (copy < 0 && errno == ENOSYS) tracer->no_new_handles = 1;
  return copy;
}

static int read_link(int folder, const char *name, struct link_text *link) {
  ssize_t length = readlinkat(folder, name, link->text, PATH_MAX);
  link->length = length > 0 ? length : 0;
  return length >= 0 ? 0 : -1;
}

/* Where a descriptor's reading stands, from its text in /proc. */
static int64_t position_in_proc(pid_t tid, int32_t fd) {
  char name[64], text[64];
  snprintf(name, sizeof(name), "/proc/%d/fdinfo/%d", tid, fd);
  int file = open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof(text) - 1);
  close(file);
  text[length > 0 ? length : 0] = 0;
  return strncmp(text, "pos:", 4) == 0 ? strtoll(text + 4, NULL, 10) : 0;
}

void put_fd(struct tracer *tracer, const struct tracee *tracee, int32_t fd, enum cap_slot slot) {
  if (fd < 0) return;
  struct stat facts;
  struct link_text link;
  char name[64];
  int copy = duplicate(tracer, tracee->process, fd);
  int folder = tracer->own_files;
  if (copy >= 0) {
    snprintf(name, sizeof(name), "%d", copy);
  } else {
    if (errno == EBADF) return;
    folder = AT_FDCWD;
    snprintf(name, sizeof(name), "/proc/%d/fd/%d", tracee->tid, fd);
  }
  if ((copy >= 0 ? fstat(copy, &facts) : stat(name, &facts)) == 0 && read_link(folder, name, &link) == 0) {
    if (S_ISSOCK(facts.st_mode) && begins(&link, "socket:[")) {
      put_socket(tracer, copy, facts.st_ino, slot);
    } else {
      int64_t position = 0;
      if (S_ISREG(facts.st_mode)) position = copy >= 0 ? lseek(copy, 0, SEEK_CUR) : position_in_proc(tracee->tid, fd);
      put_file(tracer, &link, &facts, position < 0 ? 0 : position, slot == CAP_SLOT_RESULT && tracee->is_created, slot);
    }
  }
  if (copy >= 0) close(copy);
}

void put_target(struct tracer *tracer, const struct tracee *tracee, int32_t fd) {
  char name[64], text[512];
  snprintf(name, sizeof(name), "/proc/%d/fdinfo/%d", tracee->tid, fd);
  int file = open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t length = read(file, text, sizeof(text) - 1);
  close(file);
  text[length > 0 ? length : 0] = 0;
  const char *line = strstr(text, "\nPid:");
  struct cap_target *out = line == NULL ? NULL : piece_room(tracer, sizeof(*out));
  if (out == NULL) return;
  out->pid = strtoul(line + sizeof("\nPid:") - 1, NULL, 10);
  end_piece(tracer, CAP_PIECE_DATA, CAP_SLOT_TARGET, 0, sizeof(*out));
}

void put_directory(struct tracer *tracer, const char *name, enum cap_slot slot) {
  struct link_text link;
  struct stat facts;
  if (read_link(AT_FDCWD, name, &link) != 0) return;
  if (link.length > sizeof(DELETED) && stat(name, &facts) == 0) cut_deletion(&link, &facts);
  put_names(tracer, slot, link.text, link.length, 0);
}

void put_linked_file(struct tracer *tracer, const char *name, enum cap_slot slot) {
  struct link_text link;
  struct stat facts;
  if (stat(name, &facts) != 0 || read_link(AT_FDCWD, name, &link) != 0) return;
  put_file(tracer, &link, &facts, 0, 0, slot);
}
