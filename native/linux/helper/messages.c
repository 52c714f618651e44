// SPDX-License-Identifier: MIT
/* Details of messages: several in one call, and descriptors that they pass to another process. */
#include <stdio.h>
#include <string.h>
#include "arguments.h"

/* `12 bytes to 127.0.0.1:53; 9 bytes to 127.0.0.1:54; 3 more`, and the bytes of all. */
void add_messages(struct events *events, const struct operation *operation, const struct cap_record *record) {
  const struct pieces *pieces = &events->pieces;
  struct bytes sum = pieces->text[CAP_SLOT_MESSAGES];
  const char *direction = operation->category == PSW_READ ? "from" : "to";
  char *out = events->text;
  size_t used = 0;
  for (int i = 0; i < pieces->message_count; i++) {
    const struct cap_message *message = pieces->messages[i];
    struct bytes address = {.at = message->address, .length = message->address_length};
    used += sprintf(out + used, "%s%u bytes", i == 0 ? "" : "; ", message->bytes);
    char name[256];
    size_t length = message->address_length <= sizeof(message->address) ? address_text(name, address) : 0;
    if (length == 0) continue;
    used += sprintf(out + used, " %s ", direction);
    memcpy(out + used, name, length);
    used += length;
  }
  if (record->result > pieces->message_count && pieces->message_count > 0)
    used += sprintf(out + used, "; %lld more", (long long)record->result - pieces->message_count);
  if (used > 0) detail_bytes(&events->details, FIELD_MESSAGES, out, used);
  if (sum.at != NULL && sum.length >= sizeof(struct cap_messages)) {
    struct cap_messages all;
    memcpy(&all, sum.at, sizeof(all));
    detail_number(&events->details, FIELD_BYTES, all.bytes);
  }
}

static size_t passed_text(char *out, struct pieces *pieces, const struct passed_file *passed) {
  struct bytes none = {0};
  if (passed->file != NULL) return path_text(out, passed->file, passed->path);
  pieces->socket[CAP_SLOT_PASSED_FILE] = passed->socket;
  return socket_text(out, pieces, CAP_SLOT_PASSED_FILE, "->", none);
}

/* `5 (/etc/passwd), 6 (pipe:[77]), 7`: numbers in this process, and what the first of them are. */
void add_passed_descriptors(struct events *events) {
  struct pieces *pieces = &events->pieces;
  struct bytes list = pieces->text[CAP_SLOT_PASSED];
  struct cap_passed head;
  if (list.at == NULL || list.length < sizeof(head)) return;
  memcpy(&head, list.at, sizeof(head));
  uint32_t count = (list.length - sizeof(head)) / 4;
  if (count > head.count) count = head.count;
  size_t used = 0;
  for (uint32_t i = 0; i < count && used < PATH_TEXT_MAX - 64; i++) {
    int32_t fd;
    memcpy(&fd, list.at + sizeof(head) + i * 4, sizeof(fd));
    used += sprintf(events->text + used, "%s%d", i == 0 ? "" : ", ", fd);
    if (i >= (uint32_t)pieces->passed_count) continue;
    size_t length = passed_text(events->other_text, pieces, &pieces->passed[i]);
    if (used + length > PATH_TEXT_MAX - 64) continue;
    used += sprintf(events->text + used, " (");
    memcpy(events->text + used, events->other_text, length);
    used += length;
    events->text[used++] = ')';
  }
  if (used > 0) detail_bytes(&events->details, FIELD_PASSED, events->text, used);
}
