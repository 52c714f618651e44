// SPDX-License-Identifier: MIT
#include "capture.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

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

/* Maps the variables of a section of the programs. */
static void *shared(struct bpf_object *object, const char *section) {
  struct bpf_map *map = bpf_object__find_map_by_name(object, section);
  if (map == NULL) return NULL;
  size_t page = sysconf(_SC_PAGESIZE);
  size_t size = (bpf_map__value_size(map) + page - 1) / page * page;
  void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
  return at == MAP_FAILED ? NULL : at;
}

static int map_fd(struct bpf_object *object, const char *name) {
  return bpf_object__find_map_fd_by_name(object, name);
}

/* Programs that a capture can do without, the most likely to be refused first. */
static const char *const optional_programs[] = {"in_progress", "snapshot"};
#define OPTIONAL_COUNT 2

/* Loads a tier without the first `left_out` optional programs. */
static struct bpf_object *load_tier(const struct tier *tier, uint64_t ring_bytes, int left_out) {
  LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "procscope");
  struct bpf_object *object = bpf_object__open_mem(tier->from, tier->to - tier->from, &options);
  if (object == NULL) return NULL;
  struct bpf_map *ring = bpf_object__find_map_by_name(object, "calls_ring");
  if (ring != NULL && ring_bytes != 0) bpf_map__set_max_entries(ring, ring_bytes);
  for (int i = 0; i < left_out; i++) {
    struct bpf_program *program = bpf_object__find_program_by_name(object, optional_programs[i]);
    if (program != NULL) bpf_program__set_autoload(program, false);
  }
  int failed = bpf_object__load(object);
  if (failed == 0) return object;
  bpf_object__close(object);
  errno = -failed;
  return NULL;
}

static int on_record(void *context, void *bytes, size_t size) {
  struct capture *capture = context;
  handle_record(capture->events, bytes, size);
  /* Enough for one turn: what was asked for and what waits to go out must have theirs. */
  return capture->events->stream->out.used >= 1u << 18 ? -EAGAIN : 0;
}

static int on_process_record(void *context, void *bytes, size_t size) {
  handle_record(((struct capture *)context)->events, bytes, size);
  return 0;
}

static void more_processes(void *context) { read_processes(context); }

static int open_parts(struct capture *capture) {
  struct bpf_object *object = capture->object;
  capture->call_table = shared(object, ".data.calls");
  capture->settings = shared(object, ".data.settings");
  capture->scopes_fd = map_fd(object, "scopes");
  capture->counters_fd = map_fd(object, "counters");
  capture->calls = ring_buffer__new(map_fd(object, "calls_ring"), on_record, capture, NULL);
  capture->processes = ring_buffer__new(map_fd(object, "processes_ring"), on_process_record, capture, NULL);
  capture->cpus = libbpf_num_possible_cpus();
  capture->events->more_processes = more_processes;
  capture->events->context = capture;
  if (capture->call_table == NULL || capture->settings == NULL || capture->calls == NULL || capture->processes == NULL)
    return -1;
  struct bpf_map *ring = bpf_object__find_map_by_name(object, "calls_ring");
  capture->ring_bytes = bpf_map__max_entries(ring);
  fill_calls(capture->call_table);
  capture->settings->scope_version = 1;
  filter_default(capture);
  return 0;
}

int capture_load(struct capture *capture, const char *tier, uint64_t ring_bytes, struct load_failure *failure) {
  struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &unlimited); /* counted against this before 5.11; a refusal shows when maps are made */
  memset(failure, 0, sizeof(*failure));
  collecting = failure;
  libbpf_set_print(collect);
  for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]) && capture->object == NULL; i++) {
    if (tier != NULL && strcmp(tier, tiers[i].name) != 0) continue;
    for (int left_out = 0; left_out <= OPTIONAL_COUNT && capture->object == NULL; left_out++) {
      capture->object = load_tier(&tiers[i], ring_bytes, left_out);
      if (capture->object != NULL) capture->tier = tiers[i].name;
      else failure->error = errno;
    }
  }
  collecting = NULL;
  if (capture->object == NULL) return -1;
  if (open_parts(capture) == 0) return 0;
  failure->error = errno;
  return -1;
}

/* The kernel's counters of all CPUs. Errors: -1. */
static int read_counters(struct capture *capture, struct cap_counters *counters) {
  uint32_t zero = 0;
  return bpf_map_lookup_elem(capture->counters_fd, &zero, counters);
}

static struct cap_counters *counters_room(struct capture *capture) {
  return calloc(capture->cpus, sizeof(struct cap_counters));
}

static void expect_from_now(struct capture *capture) {
  struct cap_counters *counters = counters_room(capture);
  if (counters != NULL && read_counters(capture, counters) == 0) {
    for (int cpu = 0; cpu < capture->cpus && cpu < CAP_CPUS_MAX; cpu++) {
      for (int ring = 0; ring < CAP_RINGS; ring++) capture->events->expected[ring][cpu] = counters[cpu].sequence[ring];
    }
  }
  free(counters);
}

int capture_start(struct capture *capture) {
  if (capture->link_count > 0) return 0;
  struct bpf_program *program;
  expect_from_now(capture);
  capture->settings->capture_start = boot_time();
  capture->settings->heal = 0;
  bpf_object__for_each_program(program, capture->object) {
    /* Those that are run over tasks are attached when they are. */
    if (bpf_program__type(program) == BPF_PROG_TYPE_TRACING && bpf_program__expected_attach_type(program) == BPF_TRACE_ITER)
      continue;
    if (capture->link_count == LINKS_MAX) break;
    struct bpf_link *link = bpf_program__attach(program);
    if (link == NULL) {
      int error = errno;
      capture_stop(capture);
      errno = error;
      return -1;
    }
    capture->links[capture->link_count++] = link;
  }
  capture->settings->enabled = 1;
  return 0;
}

void capture_finish(struct capture *capture) {
  check_counters(capture);
  struct cap_counters *counters = counters_room(capture);
  if (counters != NULL && read_counters(capture, counters) == 0) {
    for (int cpu = 0; cpu < capture->cpus; cpu++) {
      for (int ring = 0; ring < CAP_RINGS; ring++) check_tail(capture->events, ring, cpu, counters[cpu].sequence[ring]);
    }
  }
  free(counters);
}

void read_processes(struct capture *capture) {
  ring_buffer__consume(capture->processes);
  finish_held(capture->events);
}

/* Runs a program over every task. Errors: -1 when this kernel or tier cannot. */
static int run_over_tasks(struct capture *capture, const char *name) {
  struct bpf_program *program = bpf_object__find_program_by_name(capture->object, name);
  int is_loaded = program != NULL && bpf_program__fd(program) >= 0;
  struct bpf_link *link = is_loaded ? bpf_program__attach_iter(program, NULL) : NULL;
  if (link == NULL) return -1;
  int file = bpf_iter_create(bpf_link__fd(link));
  char ignored[64];
  /* Nothing is printed: reading runs the program over every task. */
  while (file >= 0 && read(file, ignored, sizeof(ignored)) > 0) continue;
  if (file >= 0) close(file);
  bpf_link__destroy(link);
  return file >= 0 ? 0 : -1;
}

void capture_stop(struct capture *capture) {
  if (capture->settings == NULL) return;
  capture->settings->enabled = 0;
  while (capture->link_count > 0) bpf_link__destroy(capture->links[--capture->link_count]);
  run_over_tasks(capture, "in_progress");
}

int capture_snapshot(struct capture *capture) {
  int result = run_over_tasks(capture, "snapshot");
  read_processes(capture);
  return result;
}

uint64_t capture_read(struct capture *capture) {
  uint64_t before = capture->events->records;
  uint64_t begin = boot_time();
  read_processes(capture);
  /* A number of records means that none is left, an error that there was enough for now. */
  if (ring_buffer__consume(capture->calls) >= 0) release_events(capture->events, begin);
  return capture->events->records - before;
}

void check_counters(struct capture *capture) {
  struct cap_counters *counters = counters_room(capture);
  if (counters == NULL || read_counters(capture, counters) != 0) {
    free(counters);
    return;
  }
  uint64_t no_state = 0, misses = 0;
  for (int cpu = 0; cpu < capture->cpus; cpu++) no_state += counters[cpu].lost[CAP_LOST_STATE];
  free(counters);
  struct bpf_program *program;
  bpf_object__for_each_program(program, capture->object) {
    struct bpf_prog_info info = {0};
    uint32_t length = sizeof(info);
    if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length) == 0) misses += info.recursion_misses;
  }
  uint64_t now = boot_time();
  struct stream *stream = capture->events->stream;
  stream_loss(stream, PSW_LOST_NO_STATE, PSW_NO_CPU, no_state - capture->lost_state, 0, now);
  stream_loss(stream, PSW_LOST_RECURSION, PSW_NO_CPU, misses - capture->misses, 0, now);
  capture->lost_state = no_state;
  capture->misses = misses;
}

void capture_close(struct capture *capture) {
  while (capture->link_count > 0) bpf_link__destroy(capture->links[--capture->link_count]);
  ring_buffer__free(capture->calls);
  ring_buffer__free(capture->processes);
  bpf_object__close(capture->object);
}
