// SPDX-License-Identifier: MIT
#include "pieces.h"
#include <stdio.h>
#include <string.h>

#define MAGIC_PIPE 0x50495045u
#define MAGIC_ANONYMOUS 0x09041934u
#define MAGIC_NAMESPACE 0x6e736673u
#define MAGIC_PIDFS 0x50494446u

void pieces_clear(struct pieces *pieces) { memset(pieces, 0, sizeof(*pieces)); }

/* What a message passes on: a file is followed by its path. */
static void add_passed(struct pieces *pieces, const struct cap_piece *head, struct bytes bytes) {
  if (head->type == CAP_PIECE_PATH) {
    if (pieces->passed_count > 0) pieces->passed[pieces->passed_count - 1].path = bytes;
    return;
  }
  if (pieces->passed_count == CAP_PASSED_TOLD) return;
  struct passed_file *place = &pieces->passed[pieces->passed_count];
  *place = (struct passed_file){0};
  if (head->type == CAP_PIECE_FILE && head->length >= sizeof(struct cap_file)) place->file = (const void *)bytes.at;
  else if (head->type == CAP_PIECE_SOCKET && head->length >= sizeof(struct cap_socket)) place->socket = (const void *)bytes.at;
  else return;
  pieces->passed_count++;
}

static void add_message(struct pieces *pieces, struct bytes bytes) {
  if (bytes.length < sizeof(struct cap_message) || pieces->message_count == CAP_MESSAGES_TOLD) return;
  pieces->messages[pieces->message_count++] = (const void *)bytes.at;
}

int pieces_add(struct pieces *pieces, const uint8_t *at, const uint8_t *end) {
  while (end - at >= (long)sizeof(struct cap_piece)) {
    struct cap_piece head;
    memcpy(&head, at, sizeof(head));
    at += sizeof(head);
    size_t padded = (head.length + 7u) & ~7u;
    if (padded > (size_t)(end - at) || head.slot >= SLOTS_END) return -1;
    struct bytes bytes = {.at = at, .length = head.length, .flags = head.flags};
    if (head.slot == CAP_SLOT_PASSED_FILE) add_passed(pieces, &head, bytes);
    else if (head.slot == CAP_SLOT_MESSAGE) add_message(pieces, bytes);
    else switch (head.type) {
    case CAP_PIECE_FILE:
      if (head.length >= sizeof(struct cap_file)) pieces->file[head.slot] = (const void *)at;
      break;
    case CAP_PIECE_SOCKET:
      if (head.length >= sizeof(struct cap_socket)) pieces->socket[head.slot] = (const void *)at;
      break;
    case CAP_PIECE_PROCESS:
      if (head.length >= sizeof(struct cap_process)) pieces->process = (const void *)at;
      break;
    case CAP_PIECE_PATH: pieces->path[head.slot] = bytes; break;
    case CAP_PIECE_TEXT:
    case CAP_PIECE_DATA: pieces->text[head.slot] = bytes; break;
    case CAP_PIECE_UNIX_LOCAL: pieces->unix_local[head.slot] = bytes; break;
    case CAP_PIECE_UNIX_REMOTE: pieces->unix_remote[head.slot] = bytes; break;
    default: break;
    }
    at += padded;
  }
  return at == end ? 0 : -1;
}

enum path_kind path_kind_of(const struct cap_file *file, struct bytes path) {
  if (file != NULL) {
    if (file->magic == MAGIC_PIPE) return PATH_PIPE;
    if (file->magic == MAGIC_ANONYMOUS) return PATH_ANONYMOUS;
    if (file->magic == MAGIC_NAMESPACE) return PATH_NAMESPACE;
    if (file->magic == MAGIC_PIDFS) return PATH_PROCESS;
  }
  if (path.flags & CAP_PIECE_INTERNAL) return PATH_MEMORY;
  if (path.flags & CAP_PIECE_PSEUDO) return PATH_PSEUDO;
  return path.flags & CAP_PIECE_DETACHED ? PATH_UNREACHABLE : PATH_PLAIN;
}

/* Turns names round: the last comes first. Each is ended by a NUL. */
static size_t names_text(char *out, struct bytes path, const char *separator) {
  size_t used = 0, end = path.length;
  while (end > 0) {
    size_t begin = end - 1;
    while (begin > 0 && path.at[begin - 1] != 0) begin--;
    size_t length = end - 1 - begin;
    size_t gap = strlen(separator);
    memcpy(out + used, separator, gap);
    memcpy(out + used + gap, path.at + begin, length);
    used += gap + length;
    end = begin;
  }
  return used;
}

static size_t tree_text(char *out, struct bytes path) {
  size_t used = 0;
  if (path.flags & CAP_PIECE_CUT) {
    memcpy(out, "\xe2\x80\xa6", 3); /* an ellipsis: the beginning is missing */
    used = 3;
  } else if (path.flags & CAP_PIECE_DETACHED) {
    used = sprintf(out, "(unreachable)");
  }
  size_t length = names_text(out + used, path, "/");
  if (length == 0 && used == 0) {
    out[0] = '/';
    length = 1;
  }
  return used + length;
}

size_t path_text(char *out, const struct cap_file *file, struct bytes path) {
  size_t used;
  switch (path_kind_of(file, path)) {
  case PATH_PIPE: return sprintf(out, "pipe:[%llu]", (unsigned long long)file->inode);
  case PATH_PROCESS: return sprintf(out, "anon_inode:[pidfd]"); /* as before 6.9 */
  case PATH_NAMESPACE:
    used = names_text(out, path, "");
    if (used == 0) used = sprintf(out, "ns");
    return used + sprintf(out + used, ":[%llu]", (unsigned long long)file->inode);
  case PATH_ANONYMOUS:
    used = sprintf(out, "anon_inode:");
    used += names_text(out + used, path, "");
    break;
  case PATH_MEMORY:
  case PATH_PSEUDO: used = names_text(out, path, ""); break;
  case PATH_UNREACHABLE:
  case PATH_PLAIN:
  default: used = tree_text(out, path); break;
  }
  if (file != NULL && file->deleted) used += sprintf(out + used, " (deleted)");
  return used;
}

/* Adds what follows `/` step by step: no empty names, no `.`; `..` stays, because a name may be a link. */
static size_t add_relative(char *out, size_t used, const uint8_t *text, size_t length) {
  size_t at = 0;
  while (at < length) {
    while (at < length && text[at] == '/') at++;
    size_t begin = at;
    while (at < length && text[at] != '/') at++;
    size_t size = at - begin;
    if (size == 0 || (size == 1 && text[begin] == '.')) continue;
    if (used == 0 || out[used - 1] != '/') out[used++] = '/';
    memcpy(out + used, text + begin, size);
    used += size;
  }
  return used;
}

size_t joined_text(char *out, struct bytes base, struct bytes root, struct bytes text) {
  size_t used = 0;
  if (text.length > 0 && text.at[0] == '/') {
    if (root.at != NULL) used = tree_text(out, root);
  } else if (base.at != NULL) {
    used = tree_text(out, base);
  } else {
    /* Relative to something unknown: as it is. */
    if (text.length > 0) memcpy(out, text.at, text.length);
    return text.length;
  }
  used = add_relative(out, used, text.at, text.length);
  if (used == 0) out[used++] = '/';
  return used;
}
