// SPDX-License-Identifier: MIT
#include "tiers.h"
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The objects, put into this program by objects.S. */
extern const uint8_t object_fast[], object_fast_end[];
extern const uint8_t object_storage[], object_storage_end[];
extern const uint8_t object_hash[], object_hash_end[];

static const struct tier {
  const char *name;
  const uint8_t *from, *to;
} tiers[] = {
    {"fast", object_fast, object_fast_end},
    {"storage", object_storage, object_storage_end},
    {"hash", object_hash, object_hash_end},
};

static struct load_failure *collecting;

static int collect(enum libbpf_print_level level, const char *format, va_list arguments) {
  if (level == LIBBPF_DEBUG || collecting == NULL) return 0;
  char line[1024];
  int length = vsnprintf(line, sizeof(line), format, arguments);
  if (length >= (int)sizeof(line)) length = sizeof(line) - 1;
  size_t used = strlen(collecting->log), room = sizeof(collecting->log) - 1 - used;
  if ((size_t)length > room) {
    /* The end says most. */
    memmove(collecting->log, collecting->log + (length - room), used - (length - room) + 1);
    used -= length - room;
  }
  memcpy(collecting->log + used, line, length + 1);
  return 0;
}

/* What a capture can do without, the most likely to be refused first; programs of one number go together. */
static const struct optional {
  const char *program;
  const char *tracepoint; /* NULL: not a tracepoint */
  int least, most; /* arguments that the tracepoint must have */
  int group;
} optionals[] = {
    {"request_begins", "io_uring_submit_req", 1, 1, 0},
    {"request_begins_before_6_4", "io_uring_submit_sqe", 2, 2, 0}, /* before 5.19 it had others */
    {"request_ends", "io_uring_complete", 3, 3, 0},
    {"request_ends_in_parts", "io_uring_complete", 7, 7, 0}, /* 5.19 to 6.13 */
    {"process_moves", "cgroup_attach_task", 4, 4, 1},
    {"connection_retransmits", "tcp_retransmit_skb", 2, 3, 2},
    {"known_connections", NULL, 0, 0, 3},
    {"connection_changes", "inet_sock_set_state", 3, 3, 4},
    {"in_progress", NULL, 0, 0, 5},
    {"snapshot", NULL, 0, 0, 6},
};
#define OPTIONAL_COUNT (sizeof(optionals) / sizeof(optionals[0]))
#define OPTIONAL_GROUPS 7

/* How many arguments a tracepoint of this kernel has; -1 when there is no such tracepoint. */
static int tracepoint_arguments(const struct btf *types, const char *name) {
  char symbol[128];
  snprintf(symbol, sizeof(symbol), "btf_trace_%s", name);
  int id = types == NULL ? -1 : btf__find_by_name_kind(types, symbol, BTF_KIND_TYPEDEF);
  if (id < 0) return -1;
  const struct btf_type *type = btf__type_by_id(types, btf__type_by_id(types, id)->type); /* a pointer */
  type = type == NULL ? NULL : btf__type_by_id(types, type->type);
  return type == NULL || !btf_is_func_proto(type) ? -1 : btf_vlen(type) - 1; /* the first is the program's own */
}

static int fits(const struct optional *optional, int arguments) {
  return optional->tracepoint == NULL || (arguments >= optional->least && arguments <= optional->most);
}

/* Loads a tier without the optional programs that this kernel has no place for, and without the first groups. */
static struct bpf_object *load_tier(const struct tier *tier, uint64_t ring_bytes, const int *arguments, int left_out) {
  LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "procscope");
  struct bpf_object *object = bpf_object__open_mem(tier->from, tier->to - tier->from, &options);
  if (object == NULL) return NULL;
  struct bpf_map *ring = bpf_object__find_map_by_name(object, "calls_ring");
  if (ring != NULL && ring_bytes != 0) bpf_map__set_max_entries(ring, ring_bytes);
  /* The ends of requests say nothing without their beginnings. */
  if (!fits(&optionals[0], arguments[0]) && !fits(&optionals[1], arguments[1]) && left_out == 0) left_out = 1;
  for (size_t i = 0; i < OPTIONAL_COUNT; i++) {
    const struct optional *optional = &optionals[i];
    struct bpf_program *program = bpf_object__find_program_by_name(object, optional->program);
    if (program != NULL && (!fits(optional, arguments[i]) || optional->group < left_out))
      bpf_program__set_autoload(program, false);
  }
  int failed = bpf_object__load(object);
  if (failed == 0) return object;
  bpf_object__close(object);
  errno = -failed;
  return NULL;
}

int is_optional(const struct bpf_program *program) {
  for (size_t i = 0; i < OPTIONAL_COUNT; i++) {
    if (strcmp(optionals[i].program, bpf_program__name(program)) == 0) return 1;
  }
  return 0;
}

/* Whether the program that was refused last is one that a capture can do without. */
static int refused_optional(const struct load_failure *failure) {
  static const char MARK[] = "prog '";
  const char *name = NULL;
  for (const char *at = failure->log; (at = strstr(at, MARK)) != NULL;) name = at += sizeof(MARK) - 1;
  if (name == NULL) return 0;
  for (size_t i = 0; i < OPTIONAL_COUNT; i++) {
    size_t length = strlen(optionals[i].program);
    if (strncmp(name, optionals[i].program, length) == 0 && name[length] == '\'') return 1;
  }
  return 0;
}

struct bpf_object *load_programs(const char *tier, uint64_t ring_bytes, const char **used, struct load_failure *failure) {
  struct bpf_object *object = NULL;
  memset(failure, 0, sizeof(*failure));
  collecting = failure;
  libbpf_set_print(collect);
  int arguments[OPTIONAL_COUNT];
  struct btf *types = btf__load_vmlinux_btf();
  for (size_t i = 0; i < OPTIONAL_COUNT; i++)
    arguments[i] = optionals[i].tracepoint == NULL ? 0 : tracepoint_arguments(types, optionals[i].tracepoint);
  btf__free(types);
  for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]) && object == NULL; i++) {
    if (tier != NULL && strcmp(tier, tiers[i].name) != 0) continue;
    for (int left_out = 0; left_out <= OPTIONAL_GROUPS && object == NULL; left_out++) {
      object = load_tier(&tiers[i], ring_bytes, arguments, left_out);
      if (object != NULL) {
        *used = tiers[i].name;
        break;
      }
      failure->error = errno;
      if (!refused_optional(failure)) break;
    }
  }
  collecting = NULL;
  return object;
}
