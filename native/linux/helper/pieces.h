/* SPDX-License-Identifier: MIT
 *
 * The pieces of a record from the kernel, found by what they belong to, and the texts that are made of them.
 */
#ifndef PROCSCOPE_PIECES_H
#define PROCSCOPE_PIECES_H

#include "tables.h"

#define SLOTS_END (CAP_SLOT_TARGET + 1)
#define PATH_TEXT_MAX 16384

struct bytes {
  const uint8_t *at;
  uint16_t length;
  uint16_t flags;
};

/* Absent pieces are NULL, or bytes at NULL. */
struct pieces {
  const struct cap_file *file[SLOTS_END];
  const struct cap_socket *socket[SLOTS_END];
  struct bytes path[SLOTS_END];
  struct bytes text[SLOTS_END];
  struct bytes unix_local[SLOTS_END];
  struct bytes unix_remote[SLOTS_END];
  const struct cap_process *process;
  /* In the order of the record. */
  const struct cap_message *messages[CAP_MESSAGES_TOLD];
  int message_count;
  struct passed_file {
    const struct cap_file *file;
    const struct cap_socket *socket;
    struct bytes path;
  } passed[CAP_PASSED_TOLD];
  int passed_count;
};

void pieces_clear(struct pieces *pieces);
/* Adds those in [at, end). Errors: -1 when they do not fit together. */
int pieces_add(struct pieces *pieces, const uint8_t *at, const uint8_t *end);

enum path_kind { PATH_PLAIN, PATH_PIPE, PATH_PROCESS, PATH_ANONYMOUS, PATH_NAMESPACE, PATH_MEMORY, PATH_PSEUDO, PATH_UNREACHABLE };

/* What the name of an open file means. */
enum path_kind path_kind_of(const struct cap_file *file, struct bytes path);

/* Each writes a text of at most PATH_TEXT_MAX bytes and returns its length. */
size_t path_text(char *out, const struct cap_file *file, struct bytes path);
/* A caller's path made absolute: `base` is what it is relative to, `root` where absolute ones begin. Not NUL-terminated. */
size_t joined_text(char *out, struct bytes base, struct bytes root, struct bytes text);
/* `local -> remote`; `arrow` is "->" or "<-". `other` replaces the remote address where the socket has none. */
size_t socket_text(char *out, const struct pieces *pieces, int slot, const char *arrow, struct bytes other);
/* A struct sockaddr as `10.0.0.1:80`, `[::1]:80`, `/path` or `@abstract`; empty for other families. */
size_t address_text(char *out, struct bytes address);

#endif
