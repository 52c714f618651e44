// SPDX-License-Identifier: MIT
#include <string.h>
#include <sys/uio.h>
#include "tracer.h"

#define PAGE 4096u
/* Most texts are shorter: one call reads them. */
#define FIRST_PART 256u

static ssize_t read_some(pid_t tid, uint64_t address, void *into, size_t length) {
  const struct iovec local = {into, length};
  const struct iovec remote = {(void *)(uintptr_t)address, length};
  return process_vm_readv(tid, &local, 1, &remote, 1, 0);
}

int read_memory(pid_t tid, uint64_t address, void *into, size_t length) {
  return read_some(tid, address, into, length) == (ssize_t)length ? 0 : -1;
}

ssize_t read_text(pid_t tid, uint64_t address, char *out, size_t size) {
  size_t used = 0;
  while (used < size - 1) {
    /* Never beyond the page: the next one may not be there. */
    size_t part = PAGE - (address + used) % PAGE;
    if (used == 0 && part > FIRST_PART) part = FIRST_PART;
    if (part > size - 1 - used) part = size - 1 - used;
    if (read_memory(tid, address + used, out + used, part) != 0) return -1;
    const char *end = memchr(out + used, 0, part);
    if (end != NULL) return end - out;
    used += part;
  }
  return used;
}
