// SPDX-License-Identifier: MIT
/* Tests of the helper's parts that need no kernel. Prints what fails; ends with 1 when anything did. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "../helper/arguments.h"
#include "../helper/event-path.h"

static int failures;
#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                           \
      failures++;                                                                                                      \
    }                                                                                                                  \
  } while (0)

static struct bytes names(const char *text, size_t length, uint16_t flags) {
  return (struct bytes){.at = (const uint8_t *)text, .length = length, .flags = flags};
}
#define NAMES(text, flags) names(text, sizeof(text) - 1, flags)
#define IS(text, expected) (length == strlen(expected) && memcmp(text, expected, length) == 0)

static void paths(void) {
  char out[PATH_TEXT_MAX];
  struct cap_file file = {.inode = 42, .mode = 0100644};
  size_t length = path_text(out, &file, NAMES("file\0dir\0top\0", 0));
  CHECK(IS(out, "/top/dir/file"));
  length = path_text(out, &file, NAMES("", 0));
  CHECK(IS(out, "/"));
  length = path_text(out, &file, NAMES("file\0dir\0", CAP_PIECE_CUT));
  CHECK(IS(out, "\xe2\x80\xa6/dir/file"));
  length = path_text(out, &file, NAMES("file\0", CAP_PIECE_DETACHED));
  CHECK(IS(out, "(unreachable)/file"));
  file.deleted = 1;
  length = path_text(out, &file, NAMES("file\0", 0));
  CHECK(IS(out, "/file (deleted)"));
  length = path_text(out, &file, NAMES("memfd:x\0", CAP_PIECE_INTERNAL));
  CHECK(IS(out, "memfd:x (deleted)"));
  file.deleted = 0;
  file.magic = 0x50495045;
  length = path_text(out, &file, NAMES("", CAP_PIECE_PSEUDO));
  CHECK(IS(out, "pipe:[42]"));
  file.magic = 0x09041934;
  length = path_text(out, &file, NAMES("[eventfd]\0", CAP_PIECE_PSEUDO));
  CHECK(IS(out, "anon_inode:[eventfd]"));
}

static void special_files(void) {
  char out[PATH_TEXT_MAX];
  struct cap_file file = {.inode = 4026531838, .magic = 0x6e736673};
  size_t length = path_text(out, &file, NAMES("uts\0", CAP_PIECE_PSEUDO));
  CHECK(IS(out, "uts:[4026531838]"));
  length = path_text(out, &file, NAMES("", CAP_PIECE_PSEUDO));
  CHECK(IS(out, "ns:[4026531838]"));
  file.magic = 0x50494446;
  length = path_text(out, &file, NAMES("", CAP_PIECE_PSEUDO));
  CHECK(IS(out, "anon_inode:[pidfd]"));
}

/* The text of the only field of a number in details; NULL when there is none. */
static const char *field_text(const struct details *details, uint8_t field, size_t *length) {
  for (uint32_t at = 0; at < details->used;) {
    uint8_t number = details->bytes[at], size = details->bytes[at + 1];
    if (number == field) {
      *length = size;
      return (const char *)details->bytes + at + 2;
    }
    at += 2u + size;
  }
  return NULL;
}

static void messages(void) {
  static struct stream stream;
  static struct events events;
  CHECK(stream_open(&stream) == 0 && events_open(&events, &stream) == 0);
  const struct operation *recvmmsg_call = operation_of(292);
  struct cap_message first = {.bytes = 5}, second = {.bytes = 7, .address_length = 200 /* more than there is */};
  struct cap_messages sum = {.bytes = 12};
  events.pieces.messages[0] = &first;
  events.pieces.messages[1] = &second;
  events.pieces.message_count = 2;
  events.pieces.text[CAP_SLOT_MESSAGES] = names((const char *)&sum, sizeof(sum), 0);
  struct cap_record record = {.result = 9};
  add_messages(&events, recvmmsg_call, &record);
  size_t length = 0;
  const char *text = field_text(&events.details, FIELD_MESSAGES, &length);
  CHECK(text != NULL && length == strlen("5 bytes; 7 bytes; 7 more") && memcmp(text, "5 bytes; 7 bytes; 7 more", length) == 0);

  /* Says more than it has: only what is there is told. */
  struct {
    struct cap_passed head;
    int32_t fds[2];
  } passed = {{253}, {4, 5}};
  events.details.used = 0;
  events.pieces.text[CAP_SLOT_PASSED] = names((const char *)&passed, sizeof(passed), 0);
  add_passed_descriptors(&events);
  text = field_text(&events.details, FIELD_PASSED, &length);
  CHECK(text != NULL && length == 4 && memcmp(text, "4, 5", 4) == 0);
}

static void requests(void) {
  static struct cap_call calls[CAP_URING];
  fill_uring_calls(calls);
  CHECK(calls[18].operation == 418 && calls[18].path == 2 && calls[18].dirfd == 0 && calls[18].result_is_fd); /* OPENAT */
  CHECK(calls[35].path == 2 && calls[35].path2 == 1 && calls[35].dirfd2 == 3); /* RENAMEAT */
  for (int code = 0; code < CAP_URING; code++) CHECK(calls[code].operation == (code <= 62 ? 400 + code : 499));
}

static void joins(void) {
  char out[PATH_TEXT_MAX];
  struct bytes none = {0};
  size_t length = joined_text(out, NAMES("base\0", 0), none, NAMES("a/./b//c", 0));
  CHECK(IS(out, "/base/a/b/c"));
  length = joined_text(out, NAMES("", 0), none, NAMES("x", 0));
  CHECK(IS(out, "/x"));
  length = joined_text(out, NAMES("base\0", 0), none, NAMES("../x", 0));
  CHECK(IS(out, "/base/../x"));
  length = joined_text(out, NAMES("base\0", 0), none, NAMES("/etc/./x/", 0));
  CHECK(IS(out, "/etc/x"));
  length = joined_text(out, NAMES("base\0", 0), NAMES("jail\0srv\0", 0), NAMES("/etc", 0));
  CHECK(IS(out, "/srv/jail/etc"));
  length = joined_text(out, none, none, NAMES("rel", 0));
  CHECK(IS(out, "rel"));
  length = joined_text(out, none, none, NAMES("/", 0));
  CHECK(IS(out, "/"));
}

static void addresses(void) {
  char out[PATH_TEXT_MAX];
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(443)};
  inet_pton(AF_INET, "10.0.0.9", &in.sin_addr);
  size_t length = address_text(out, names((char *)&in, sizeof(in), 0));
  CHECK(IS(out, "10.0.0.9:443"));
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(53)};
  inet_pton(AF_INET6, "::ffff:10.0.0.9", &in6.sin6_addr);
  length = address_text(out, names((char *)&in6, sizeof(in6), 0));
  CHECK(IS(out, "10.0.0.9:53"));
  inet_pton(AF_INET6, "fe80::1", &in6.sin6_addr);
  length = address_text(out, names((char *)&in6, sizeof(in6), 0));
  CHECK(IS(out, "[fe80::1]:53"));
  length = address_text(out, names("\1\0\0name", 7, 0));
  CHECK(IS(out, "@name"));
  length = address_text(out, names("\1\0/run/x\0\0", 10, 0));
  CHECK(IS(out, "/run/x"));
  length = address_text(out, names("\1", 1, 0));
  CHECK(length == 0);
}

static void numbers(void) {
  struct details details = {.used = 0};
  const int64_t values[] = {0, 1, -1, 127, 128, -128, -129, 32767, 1ll << 40, INT64_MIN, INT64_MAX};
  for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
    details.used = 0;
    detail_number(&details, FIELD_OFFSET, values[i]);
    CHECK(details.bytes[1] == details.used - 2);
    int64_t back = 0;
    int length = details.bytes[1];
    memcpy(&back, details.bytes + 2, length);
    if (length > 0 && length < 8) back = (int64_t)((uint64_t)back << (64 - 8 * length)) >> (64 - 8 * length);
    CHECK(back == values[i]);
  }
  details.used = 0;
  detail_number(&details, FIELD_FD, 0x00000000ffffff9cu);
  CHECK(details.used == 3 && details.bytes[2] == 0x9c); /* -100, whatever the upper half of the register held */
}

static void bounds(void) {
  static struct details details;
  char text[9000];
  memset(text, 'x', sizeof(text));
  detail_bytes(&details, FIELD_TARGET, text, sizeof(text));
  detail_bytes(&details, FIELD_TARGET, text, sizeof(text));
  CHECK(details.cut && details.used == sizeof(text) + 4);

  struct pieces pieces;
  uint8_t bytes[32] = {CAP_PIECE_PATH, CAP_SLOT_FD, 0, 0, 9, 0, 0, 0};
  pieces_clear(&pieces);
  CHECK(pieces_add(&pieces, bytes, bytes + 16) == -1); /* longer than what is there */
  bytes[4] = 8;
  CHECK(pieces_add(&pieces, bytes, bytes + 16) == 0);
  bytes[1] = 200;
  CHECK(pieces_add(&pieces, bytes, bytes + 16) == -1);
}

static void calls_in_progress(void) {
  struct pending pending;
  CHECK(pending_open(&pending) == 0);
  for (uint32_t tid = 1; tid <= 100000; tid++) pending_put(&pending, tid, tid, (const uint8_t *)"abc", 3);
  CHECK(pending.count <= PENDING_LIMIT + 8);
  CHECK(pending.dropped == 100000 - pending.count);
  struct pending_call *call = pending_take(&pending, 100000, 100000);
  CHECK(call != NULL && call->length == 3);
  CHECK(pending_take(&pending, 100000, 5) == NULL);
  if (call != NULL) pending_drop(&pending, call);
  CHECK(pending_take(&pending, 100000, 100000) == NULL);
}

static void strings(void) {
  struct strings strings;
  uint64_t hash;
  CHECK(strings_open(&strings) == 0);
  CHECK(string_find(&strings, 1, "a", 1, &hash) == 0);
  CHECK(string_add(&strings, "a", 1, hash, "a", 1) == 1);
  CHECK(string_find(&strings, 1, "a", 1, &hash) == 1);
  CHECK(string_find(&strings, 2, "a", 1, &hash) == 0);
  while (!strings_full(&strings)) {
    uint32_t key = strings.count;
    string_find(&strings, 1, &key, sizeof(key), &hash);
    string_add(&strings, &key, sizeof(key), hash, &key, sizeof(key));
  }
  CHECK(strings.count >= STRINGS_LIMIT - 8);
  strings_reset(&strings);
  CHECK(string_find(&strings, 1, "a", 1, &hash) == 0 && strings.count == 0 && strings.generation == 1);
}

static void generations(void) {
  struct processes processes;
  CHECK(processes_open(&processes) == 0);
  struct cap_process facts = {.reason = CAP_PROCESS_FORK, .pid = 10, .start = 100, .name = "sh"};
  struct process_facts told = {.facts = &facts, .time = 100};
  struct process *process = process_tell(&processes, &told);
  CHECK(process != NULL && process->id == 1);
  facts.reason = CAP_PROCESS_EXEC;
  told.time = 200;
  process = process_tell(&processes, &told);
  CHECK(process->id == 2 && process->generation == 1);
  CHECK(process_id_at(process, 150) == 1 && process_id_at(process, 200) == 2);
  facts.reason = CAP_PROCESS_EXIT;
  told.time = 300;
  process_tell(&processes, &told);
  facts = (struct cap_process){.reason = CAP_PROCESS_FORK, .pid = 10, .start = 400};
  told.time = 400;
  CHECK(process_tell(&processes, &told)->id == 3); /* the same number again: another process */
  CHECK(process_by_pid(&processes, 10, 350)->start == 100 && process_by_pid(&processes, 10, 400)->start == 400);
  processes_sweep(&processes, 350);
  CHECK(process_find(&processes, 10, 100) == NULL && process_find(&processes, 10, 400) != NULL);
}

/* A process's image and a waiting event's path outlive the strings that they were numbers of. */
static void forgetting(void) {
  static struct stream stream;
  static struct events events;
  CHECK(stream_open(&stream) == 0 && events_open(&events, &stream) == 0);
  text_string(&events, "first", 5);
  struct cap_process facts = {.reason = CAP_PROCESS_FORK, .pid = 10, .start = 100, .name = "sh"};
  struct process_facts told = {.facts = &facts, .time = 100};
  struct process *process = process_tell(&stream.processes, &told);
  process->image = text_string(&events, "/bin/sh", 7);
  process->image_of = stream.strings.generation;
  facts.reason = CAP_PROCESS_EXEC;
  told.time = 200;
  process = process_tell(&stream.processes, &told);
  process->image = text_string(&events, "/bin/ls", 7);
  struct psw_event event = {.start = 300, .event_class = CLASS_PROCESS, .path = process->image};
  queue_event(&events, &event);
  char text[4096];
  memset(text, 'x', sizeof(text));
  for (uint32_t i = 0; !strings_full(&stream.strings); i++) {
    memcpy(text, &i, sizeof(i));
    text_string(&events, text, sizeof(text));
    if (stream_due(&stream)) stream_flush(&stream);
  }
  forget_strings(&events);
  CHECK(events.queue.count == 0 && stream.events_sent == 1 && stream.strings.count == 2 && stream.resets == 1);
  uint32_t generation = stream.strings.generation;
  CHECK(is_text_of(&events, process_image_at(process, 150, generation), "/bin/sh", 7));
  CHECK(is_text_of(&events, process_image_at(process, 250, generation), "/bin/ls", 7));
  stream.out.used = 0;
}

static void losses(void) {
  static struct stream stream;
  CHECK(stream_open(&stream) == 0);
  for (int i = 0; i < 200; i++) stream_loss(&stream, PSW_LOST_RING_FULL, i, 1, 0, i);
  CHECK(stream.loss_count == LOSSES_MAX && stream.events_lost == 200);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < stream.loss_count; i++) sum += stream.losses[i].count;
  CHECK(sum == 200);
}

static void tables(void) {
  static struct cap_call calls[CAP_CALLS * 2];
  fill_calls(calls);
  for (size_t i = 0; i < operation_count; i++) {
    CHECK(operations[i].number < OPERATIONS_END);
    CHECK(operation_of(operations[i].number) == &operations[i]); /* no number twice */
  }
  CHECK(operation_of(OPERATIONS_END) == NULL && operation_of(0) == NULL);
  CHECK(calls[CAP_CALLS + 5].operation == 1); /* 32-bit 5 is open */
}

int main(void) {
  paths();
  special_files();
  messages();
  requests();
  joins();
  addresses();
  numbers();
  bounds();
  calls_in_progress();
  strings();
  generations();
  forgetting();
  losses();
  tables();
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
