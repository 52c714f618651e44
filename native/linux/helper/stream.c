// SPDX-License-Identifier: MIT
#include "stream.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

int stream_open(struct stream *stream) {
  memset(stream, 0, sizeof(*stream));
  stream->events = malloc(sizeof(struct psw_event) * BATCH_EVENTS);
  stream->details = malloc(BATCH_DETAIL_BYTES + DETAILS_MAX);
  if (stream->events == NULL || stream->details == NULL) return -1;
  return strings_open(&stream->strings) == 0 && processes_open(&stream->processes) == 0 ? 0 : -1;
}

static int above_rate(struct stream *stream, uint64_t time) {
  if (stream->events_per_second == 0) return 0;
  uint64_t window = time / 100000000u;
  if (window != stream->rate_window) {
    stream->rate_window = window;
    stream->rate_used = 0;
  }
  uint32_t limit = stream->events_per_second / 10;
  return ++stream->rate_used > (limit == 0 ? 1 : limit);
}

void stream_event(struct stream *stream, const struct psw_event *event, const struct details *details) {
  uint64_t end = event->start + event->duration;
  if (above_rate(stream, end)) {
    stream_loss(stream, PSW_LOST_RATE, PSW_NO_CPU, 1, end, end);
    return;
  }
  struct psw_event *stored = &stream->events[stream->event_count++];
  *stored = *event;
  stored->detail_length = details->used;
  memcpy(stream->details + stream->detail_bytes, details->bytes, details->used);
  stream->detail_bytes += details->used;
  if (stream->event_count == BATCH_EVENTS || stream->detail_bytes >= BATCH_DETAIL_BYTES) stream_flush(stream);
}

int stream_due(const struct stream *stream) {
  return stream->out.used >= 1u << 19 || stream->strings.fresh_bytes >= PSW_MAX_PAYLOAD / 2 ||
         stream->processes.fresh.used >= PSW_MAX_PAYLOAD / 2;
}

void stream_loss(struct stream *stream, uint32_t cause, uint32_t cpu, uint64_t count, uint64_t from, uint64_t to) {
  if (count == 0) return;
  stream->events_lost += count;
  for (uint32_t i = 0; i < stream->loss_count; i++) {
    struct psw_loss *loss = &stream->losses[i];
    if (loss->cause != cause || loss->cpu != cpu) continue;
    loss->count += count;
    if (to > loss->to) loss->to = to;
    if (from != 0 && (loss->from == 0 || from < loss->from)) loss->from = from;
    return;
  }
  if (stream->loss_count == LOSSES_MAX) {
    /* More CPUs than places: what is left shares the last one. */
    stream->losses[LOSSES_MAX - 1].cpu = PSW_NO_CPU;
    stream->losses[LOSSES_MAX - 1].count += count;
    return;
  }
  stream->losses[stream->loss_count++] =
      (struct psw_loss){.count = count, .from = from, .to = to, .cause = cause, .cpu = cpu};
}

static void flush_losses(struct stream *stream) {
  if (stream->loss_count == 0) return;
  struct psw_losses head = {.count = stream->loss_count};
  frame_begin(&stream->out, PSW_LOSSES);
  frame_bytes(&stream->out, &head, sizeof(head));
  frame_bytes(&stream->out, stream->losses, sizeof(struct psw_loss) * stream->loss_count);
  frame_end(&stream->out);
  stream->loss_count = 0;
}

void stream_flush(struct stream *stream) {
  strings_flush(&stream->strings, &stream->out);
  processes_flush(&stream->processes, &stream->out);
  if (stream->event_count > 0) {
    struct psw_events head = {.count = stream->event_count, .detail_bytes = stream->detail_bytes};
    frame_begin(&stream->out, PSW_EVENTS);
    frame_bytes(&stream->out, &head, sizeof(head));
    frame_bytes(&stream->out, stream->events, sizeof(struct psw_event) * stream->event_count);
    frame_bytes(&stream->out, stream->details, stream->detail_bytes);
    frame_end(&stream->out);
    stream->events_sent += stream->event_count;
    stream->event_count = 0;
    stream->detail_bytes = 0;
  }
  flush_losses(stream);
}

void stream_forget_strings(struct stream *stream) {
  stream_flush(stream);
  strings_reset(&stream->strings);
  stream->resets++;
  struct psw_reset reset = {.what = PSW_RESET_STRINGS, .generation = stream->strings.generation};
  frame_begin(&stream->out, PSW_RESET);
  frame_bytes(&stream->out, &reset, sizeof(reset));
  frame_end(&stream->out);
}

static void add_facts(struct frames *out, const char *const *facts) {
  for (size_t i = 0; facts != NULL && facts[i] != NULL; i++) frame_text(out, facts[i]);
}

static uint16_t count_facts(const char *const *facts) {
  uint16_t count = 0;
  while (facts != NULL && facts[count] != NULL) count++;
  return count / 2;
}

void send_hello(struct stream *stream, const struct psw_hello *hello, const char *const *facts) {
  struct psw_hello filled = *hello;
  filled.fact_count = count_facts(facts);
  frame_begin(&stream->out, PSW_HELLO);
  frame_bytes(&stream->out, &filled, sizeof(filled));
  add_facts(&stream->out, facts);
  frame_end(&stream->out);
}

void send_state(struct stream *stream, enum psw_state_value state, uint32_t token) {
  struct psw_state payload = {.state = state, .token = token, .time = boot_time()};
  frame_begin(&stream->out, PSW_STATE);
  frame_bytes(&stream->out, &payload, sizeof(payload));
  frame_end(&stream->out);
}

void send_error(struct stream *stream, enum psw_error_code code, enum psw_severity severity, const char *sentence,
                const char *const *facts) {
  struct psw_error payload = {.code = code, .severity = severity, .fact_count = count_facts(facts)};
  frame_begin(&stream->out, PSW_ERROR);
  frame_bytes(&stream->out, &payload, sizeof(payload));
  frame_text(&stream->out, sentence);
  add_facts(&stream->out, facts);
  frame_end(&stream->out);
}

static uint64_t read_clock(clockid_t id) {
  struct timespec time;
  clock_gettime(id, &time);
  return (uint64_t)time.tv_sec * 1000000000u + time.tv_nsec;
}

uint64_t boot_time(void) { return read_clock(CLOCK_BOOTTIME); }

void send_clock(struct stream *stream, enum psw_clock_reason reason) {
  /* The closest of a few readings between two of the other clock. */
  struct psw_clock best = {.reason = reason, .uncertainty = UINT32_MAX};
  for (int i = 0; i < 5; i++) {
    uint64_t before = boot_time();
    uint64_t wall = read_clock(CLOCK_REALTIME);
    uint64_t after = boot_time();
    if (after - before >= best.uncertainty) continue;
    best.uncertainty = after - before;
    best.time = before + (after - before) / 2;
    best.unix_nanoseconds = wall;
  }
  frame_begin(&stream->out, PSW_CLOCK);
  frame_bytes(&stream->out, &best, sizeof(best));
  frame_end(&stream->out);
}

void send_bye(struct stream *stream, enum psw_bye_reason reason) {
  struct psw_bye payload = {.reason = reason, .events = stream->events_sent, .lost = stream->events_lost};
  frame_begin(&stream->out, PSW_BYE);
  frame_bytes(&stream->out, &payload, sizeof(payload));
  frame_end(&stream->out);
}
