// SPDX-License-Identifier: MIT
#include "capture.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include "tiers.h"

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

static int is_loaded(const struct capture *capture, const char *name) {
  struct bpf_program *program = bpf_object__find_program_by_name(capture->object, name);
  return program != NULL && bpf_program__fd(program) >= 0;
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

/*
 * What waits in the ring of processes; those that were lost are told again with their next calls. Calls that are under way
 * when a capture ends lie there too, and ask for processes: a record that is being read would be read again, without end.
 */
static void read_processes(struct capture *capture) {
  if (capture->reads_processes) return;
  capture->reads_processes = 1;
  ring_buffer__consume(capture->processes);
  capture->reads_processes = 0;
  finish_held(capture->events);
  if (capture->events->processes_lost == capture->processes_lost) return;
  capture->processes_lost = capture->events->processes_lost;
  capture->settings->announcement = capture->settings->announcement + 1;
}

static void more_processes(void *context) { read_processes(context); }

static int open_parts(struct capture *capture) {
  struct bpf_object *object = capture->object;
  capture->call_table = shared(object, ".data.calls");
  capture->uring_table = shared(object, ".data.uring");
  capture->settings = shared(object, ".data.settings");
  capture->scopes_fd = map_fd(object, "scopes");
  capture->counters_fd = map_fd(object, "counters");
  capture->requests_fd = map_fd(object, "requests");
  capture->calls = ring_buffer__new(map_fd(object, "calls_ring"), on_record, capture, NULL);
  capture->processes = ring_buffer__new(map_fd(object, "processes_ring"), on_process_record, capture, NULL);
  capture->cpus = libbpf_num_possible_cpus();
  capture->events->more_processes = more_processes;
  capture->events->context = capture;
  if (capture->call_table == NULL || capture->uring_table == NULL || capture->settings == NULL ||
      capture->calls == NULL || capture->processes == NULL)
    return -1;
  capture->sees_uring = (is_loaded(capture, "request_begins") || is_loaded(capture, "request_begins_before_6_4")) &&
                        (is_loaded(capture, "request_ends") || is_loaded(capture, "request_ends_in_parts"));
  capture->sees_connections = is_loaded(capture, "connection_changes");
  struct bpf_map *ring = bpf_object__find_map_by_name(object, "calls_ring");
  capture->ring_bytes = bpf_map__max_entries(ring);
  fill_calls(capture->call_table);
  fill_uring_calls(capture->uring_table);
  capture->settings->scope_version = 1;
  filter_default(capture);
  return 0;
}

int capture_load(struct capture *capture, const char *tier, uint64_t ring_bytes, struct load_failure *failure) {
  struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &unlimited); /* counted against this before 5.11; a refusal shows when maps are made */
  capture->object = load_programs(tier, ring_bytes, &capture->tier, failure);
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
  capture->settings->announcement = capture->settings->announcement + 1;
  bpf_object__for_each_program(program, capture->object) {
    /* Those that are run over tasks are attached when they are. */
    if (bpf_program__type(program) == BPF_PROG_TYPE_TRACING && bpf_program__expected_attach_type(program) == BPF_TRACE_ITER)
      continue;
    if (capture->link_count == LINKS_MAX) break;
    if (bpf_program__fd(program) < 0) continue;
    struct bpf_link *link = bpf_program__attach(program);
    if (link == NULL && is_optional(program)) continue;
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

/* Requests of io_uring that have not ended, or whose end nobody was told. */
static void tell_unfinished(struct capture *capture) {
  uint64_t key;
  struct cap_request request;
  while (bpf_map_get_next_key(capture->requests_fd, NULL, &key) == 0) {
    if (bpf_map_lookup_elem(capture->requests_fd, &key, &request) == 0) handle_unfinished(capture->events, &request);
    if (bpf_map_delete_elem(capture->requests_fd, &key) != 0) break;
  }
}

void capture_finish(struct capture *capture) {
  tell_unfinished(capture);
  check_counters(capture);
  struct cap_counters *counters = counters_room(capture);
  if (counters != NULL && read_counters(capture, counters) == 0) {
    for (int cpu = 0; cpu < capture->cpus; cpu++) {
      for (int ring = 0; ring < CAP_RINGS; ring++) check_tail(capture->events, ring, cpu, counters[cpu].sequence[ring]);
    }
  }
  free(counters);
}

/* Runs a program over every task. Errors: -1 when this kernel or tier cannot. */
static int run_over_tasks(struct capture *capture, const char *name) {
  struct bpf_program *program = bpf_object__find_program_by_name(capture->object, name);
  struct bpf_link *link = is_loaded(capture, name) ? bpf_program__attach_iter(program, NULL) : NULL;
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
  run_over_tasks(capture, "known_connections");
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
    if (bpf_program__fd(program) >= 0 && bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length) == 0) misses += info.recursion_misses;
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
