// SPDX-License-Identifier: MIT
/*
 * The C side of the golden vectors. Without arguments: prints each vector that a helper sends, `name hex`, made by the
 * helper's own code. With a file of bytes: reads it as commands and prints what they say, one line each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../helper/stream.h"

static struct stream stream;

static void print(const char *name) {
  printf("%s ", name);
  for (size_t i = 0; i < stream.out.used; i++) printf("%02x", stream.out.bytes[i]);
  putchar('\n');
  stream.out.used = 0;
}

static void payload_frame(const char *name, enum psw_kind kind, const void *payload, size_t length) {
  frame_begin(&stream.out, kind);
  frame_bytes(&stream.out, payload, length);
  frame_end(&stream.out);
  print(name);
}

static void print_hello(void) {
  const struct psw_hello hello = {.major = 1, .system = PSW_SYSTEM_LINUX, .architecture = PSW_X86_64, .helper_pid = 4711,
                                  .cpus = 8, .ticks_per_second = 1000000000, .ring_bytes = 64 << 20};
  const char *facts[] = {"kernel", "6.18.44", "tier", "fast", NULL};
  send_hello(&stream, &hello, facts);
  print("hello");
}

/* Strings, a process and events of one flush, then a loss. */
static void print_batch(void) {
  static const char path[] = "/etc/hosts", odd[] = "/tmp/\xff\\x";
  uint64_t hash;
  string_find(&stream.strings, 1, path, strlen(path), &hash);
  uint32_t first = string_add(&stream.strings, path, strlen(path), hash, path, strlen(path));
  string_find(&stream.strings, 1, odd, strlen(odd), &hash);
  uint32_t second = string_add(&stream.strings, odd, strlen(odd), hash, odd, strlen(odd));

  const struct cap_process facts = {.reason = CAP_PROCESS_EXEC, .pid = 812, .tid = 812, .parent_pid = 1,
                                    .start = 5000000000, .uid = 1000, .euid = 0, .gid = 1000, .egid = 1000,
                                    .login_uid = ~0u, .session = ~0u, .inner_pid = 7, .is_64bit = 1,
                                    .capabilities = 0x1ffffffffff, .argv_total = 11, .name = "cat"};
  const struct process_facts told = {.facts = &facts, .time = 5000000400,
                                     .image = {(const uint8_t *)"/usr/bin/cat", 12, 0},
                                     .argv = {(const uint8_t *)"cat\0-n\0file", 11, 0},
                                     .argv_total = 11,
                                     .directory = {(const uint8_t *)"/home/alice", 11, 0},
                                     .cgroup = {(const uint8_t *)"/user.slice", 11, 0}};
  process_tell(&stream.processes, &told);

  struct details details = {.used = 0};
  detail_number(&details, FIELD_FD, 3);
  detail_number(&details, FIELD_LENGTH, 131072);
  detail_number(&details, FIELD_OFFSET, (uint64_t)-1);
  const struct psw_event read = {.start = 5000000500, .duration = 1234, .result = 4096, .process = 1, .tid = 813,
                                 .path = first, .operation = 10, .cpu = 5, .event_class = CLASS_FILE,
                                 .category = PSW_READ};
  stream_event(&stream, &read, &details);
  details.used = 0;
  char longer[300];
  memset(longer, 'n', sizeof(longer));
  detail_number(&details, FIELD_DIRFD, (uint64_t)-100);
  detail_bytes(&details, FIELD_NEW_NAME, longer, sizeof(longer));
  detail_number(&details, FIELD_RENAME_FLAGS, 0);
  const struct psw_event rename = {.start = 5000002000, .duration = 0x123456789a, .result = -2, .process = 1,
                                   .tid = 0xfffffffe, .path = second, .operation = 71, .cpu = 0,
                                   .flags = PSW_EVENT_FAILED | PSW_EVENT_CALLER_TEXT, .event_class = CLASS_FILE,
                                   .category = PSW_WRITE};
  stream_event(&stream, &rename, &details);
  stream_loss(&stream, PSW_LOST_RING_FULL, 3, 40, 5000001000, 5000009000);
  stream_loss(&stream, PSW_LOST_RING_FULL, 3, 2, 5000010000, 5000011000);
  stream_loss(&stream, PSW_LOST_RATE, PSW_NO_CPU, 1, 0, 5000012000);
  stream_flush(&stream);
  print("batch");
}

static void print_raw(void) {
  struct {
    struct psw_raw_providers head;
    struct psw_raw_provider one;
  } providers = {{1}, {2, 0, {0x1c, 0xed, 0x64, 0x3d, 0x1e, 0xab, 0x72, 0x44, 0x80, 0x55, 1, 2, 3, 4, 5, 6}}};
  payload_frame("raw-providers", PSW_RAW_PROVIDERS, &providers, sizeof(providers));
  struct {
    struct psw_raw_records head;
    struct psw_raw_record record;
    struct psw_raw_extended extended;
    uint8_t stack[8];
    uint8_t user[8];
  } records = {
      .head = {.source = PSW_RAW_ETW, .count = 1},
      .record = {.size = 72, .provider = 2, .event_id = 64, .version = 2, .opcode = 67, .level = 4, .channel = 16,
                 .task = 9, .flags = 0x100, .keyword = 0x8000000000000010, .time = 123456789012345, .pid = 4, .tid = 8,
                 .cpu = 1, .extended_count = 1, .user_length = 5},
      .extended = {.type = 6, .length = 8},
      .stack = {0, 0x10, 0x20, 0x30, 0, 0xf8, 0xff, 0xff},
      .user = {1, 2, 3, 4, 5},
  };
  payload_frame("raw-records", PSW_RAW_RECORDS, &records, sizeof(records));
}

static void print_others(void) {
  const struct psw_clock clock = {.time = 5000000000, .unix_nanoseconds = 1795421563987181829, .reason = PSW_CLOCK_SET,
                                  .uncertainty = 40};
  payload_frame("clock", PSW_CLOCK, &clock, sizeof(clock));
  struct {
    struct psw_statistics head;
    struct psw_statistic_entry entries[2];
  } statistics = {{.time = 7, .count = 2},
                  {{.id = PSW_STAT_EVENTS_SENT, .value = 1u << 31}, {.id = 999, .value = 1}}};
  payload_frame("statistics", PSW_STATISTICS, &statistics, sizeof(statistics));
  const char *facts[] = {"error", "Operation not permitted (1)", NULL};
  send_error(&stream, PSW_ERR_PRIVILEGE, PSW_FATAL, "Capturing needs rights.", facts);
  print("error");
  const struct psw_state state = {.state = PSW_STATE_STOPPED, .token = 77, .time = 9};
  payload_frame("state", PSW_STATE, &state, sizeof(state));
  const struct psw_reset reset = {.what = PSW_RESET_STRINGS, .generation = 3};
  payload_frame("reset", PSW_RESET, &reset, sizeof(reset));
  const struct psw_bye bye = {.reason = PSW_BYE_SIGNAL, .events = 123456, .lost = 42};
  payload_frame("bye", PSW_BYE, &bye, sizeof(bye));
  const struct psw_program program = {.state = PSW_PROGRAM_ENDED, .pid = 4712, .status = 3 << 8};
  payload_frame("program", PSW_PROGRAM, &program, sizeof(program));
}

static void print_filter(const struct control *control) {
  struct psw_filter filter;
  memcpy(&filter, control->payload, sizeof(filter));
  printf("filter token=%u classes=%08x flags=%u duration=%llu operations=", filter.token, filter.class_mask, filter.flags,
         (unsigned long long)filter.minimum_duration);
  const uint8_t *at = control->payload + sizeof(filter);
  for (int i = 0; i < filter.operation_count; i++, at += 2) printf("%s%u", i == 0 ? "" : ",", at[0] | at[1] << 8);
  printf(" scopes=");
  for (int i = 0; i < filter.scope_count; i++, at += sizeof(struct psw_scope)) {
    struct psw_scope scope;
    memcpy(&scope, at, sizeof(scope));
    printf("%s%u:%u:%u", i == 0 ? "" : ",", scope.pid, scope.verdict, scope.tree);
  }
  putchar('\n');
}

static void print_control(const struct control *control) {
  struct psw_start start;
  struct psw_token token;
  struct psw_rate rate;
  switch (control->kind) {
  case PSW_START:
    memcpy(&start, control->payload, sizeof(start));
    printf("start version=%u.%u token=%u flags=%u\n", start.major, start.minor, start.token, start.flags);
    break;
  case PSW_STOP:
  case PSW_SHUTDOWN:
    memcpy(&token, control->payload, sizeof(token));
    printf("%s token=%u\n", control->kind == PSW_STOP ? "stop" : "shutdown", token.token);
    break;
  case PSW_FILTER: print_filter(control); break;
  case PSW_RATE:
    memcpy(&rate, control->payload, sizeof(rate));
    printf("rate token=%u flush=%u statistics=%u events=%u\n", rate.token, rate.flush_milliseconds,
           rate.statistics_milliseconds, rate.events_per_second);
    break;
  default: printf("unknown %u\n", control->kind);
  }
}

static int read_controls(const char *name) {
  static struct control_reader reader;
  FILE *file = fopen(name, "rb");
  if (file == NULL) return 1;
  for (;;) {
    size_t room;
    void *at = control_room(&reader, &room);
    /* In small parts: frames arrive as pipes cut them. */
    size_t count = fread(at, 1, room < 5 ? room : 5, file);
    if (count == 0) break;
    reader.used += count;
    struct control control;
    while (next_control(&reader, &control)) {
      print_control(&control);
      control_done(&reader, &control);
    }
  }
  if (reader.skipped > 0) printf("skipped %llu\n", (unsigned long long)reader.skipped);
  if (reader.used > 0) printf("unfinished %zu\n", reader.used);
  return fclose(file);
}

int main(int argc, char **argv) {
  if (argc > 1) return read_controls(argv[1]);
  if (stream_open(&stream) != 0) return 1;
  print_hello();
  print_batch();
  print_raw();
  print_others();
  return 0;
}
