// SPDX-License-Identifier: MIT
#include "move.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include "paths.h"

void piece_name(char name[PIECE_NAME_ROOM], uint32_t number) {
  snprintf(name, PIECE_NAME_ROOM, "%06u" PIECE_SUFFIX, number);
}

uint32_t piece_number(const char *name) {
  char *end;
  unsigned long number = strtoul(name, &end, 10);
  char again[PIECE_NAME_ROOM];
  if (end == name || number == 0 || number > UINT32_MAX) return 0;
  piece_name(again, number);
  return strcmp(again, name) == 0 ? number : 0;
}

static int copy_bytes(int in, int out) {
  struct stat facts;
  if (fstat(in, &facts) != 0) return -1;
  for (off_t at = 0; at < facts.st_size;) {
    ssize_t count = sendfile(out, in, &at, facts.st_size - at);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) return -1;
  }
  return fdatasync(out);
}

int copy_piece(int from, int to, uint32_t number) {
  char name[PIECE_NAME_ROOM], beside[PIECE_NAME_ROOM + 4];
  piece_name(name, number);
  snprintf(beside, sizeof(beside), "%s.new", name);
  int in = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (in < 0) return -1;
  int out = openat(to, beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  int result = out >= 0 ? copy_bytes(in, out) : -1;
  int error = errno;
  close(in);
  if (out >= 0) close(out);
  if (result == 0 && renameat(to, beside, to, name) == 0) return 0;
  if (result == 0) error = errno;
  unlinkat(to, beside, 0);
  errno = error;
  return -1;
}
