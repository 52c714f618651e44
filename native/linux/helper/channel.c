// SPDX-License-Identifier: MIT
#include "channel.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define CLOCK_INTERVAL (10000 * MILLISECOND)
#define SWEEP_INTERVAL (10000 * MILLISECOND)
#define CROWDED_SWEEP_INTERVAL (1000 * MILLISECOND)
/* Events of an ended process arrive within this. */
#define PROCESS_GRACE (5000 * MILLISECOND)
/* How long a reader may take nothing when the helper wants to end, or its input has, milliseconds. */
#define LAST_PATIENCE 2000
/* Who floods commands without reading gets no answers. */
#define ANSWERS_LIMIT (1u << 20)

int channel_open(struct channel *channel, int input, int output, const struct commands *commands, void *owner) {
  channel->input = input;
  channel->output = output;
  channel->commands = commands;
  channel->owner = owner;
  channel->flush_interval = 50 * MILLISECOND;
  channel->statistics_interval = 1000 * MILLISECOND;
  if (stream_open(&channel->stream) == 0 && events_open(&channel->events, &channel->stream) == 0) return 0;
  fputs("There is not enough memory to start the capture helper.\n", stderr);
  return -1;
}

void channel_end(struct channel *channel, enum psw_bye_reason reason) {
  if (!channel->ending) channel->reason = reason;
  channel->ending = 1;
}

void channel_write(struct channel *channel) {
  struct frames *out = &channel->stream.out;
  while (channel->written < out->used) {
    ssize_t count = write(channel->output, out->bytes + channel->written, out->used - channel->written);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) return;
      channel_end(channel, PSW_BYE_PARENT_GONE);
      break;
    }
    channel->written += count;
    channel->stream.bytes_sent += count;
  }
  out->used = channel->written = 0;
}

void channel_write_rest(struct channel *channel) {
  int is_last = channel->ending;
  channel_write(channel);
  while (channel->stream.out.used > 0) {
    struct pollfd files[2] = {
        {.fd = channel->output, .events = POLLOUT},
        {.fd = is_last ? -1 : channel->input, .events = POLLRDHUP},
    };
    if (poll(files, 2, is_last ? LAST_PATIENCE : -1) <= 0 || (files[0].revents & (POLLERR | POLLNVAL))) return;
    /* No more commands will come: nobody may be there to read either. */
    if (files[1].revents != 0) is_last = 1;
    channel_write(channel);
  }
}

static void refuse(struct channel *channel, const char *sentence) {
  if (channel->stream.out.used > ANSWERS_LIMIT) return;
  send_error(&channel->stream, PSW_ERR_CONTROL, PSW_WARNING, sentence, NULL);
}

/* Whether a payload has at least the bytes of a structure, which is then copied. */
static int take(const struct control *control, void *into, size_t size) {
  if (control->length < size) return 0;
  memcpy(into, control->payload, size);
  return 1;
}

static void start(struct channel *channel, const struct psw_start *start) {
  if (start->major == PSW_VERSION_MAJOR) {
    channel->commands->start(channel->owner, start->token, start->flags);
    return;
  }
  send_error(&channel->stream, PSW_ERR_VERSION, PSW_FATAL,
             "The capture helper and the app are of different versions. Install both from one release.", NULL);
  channel_end(channel, PSW_BYE_FATAL);
}

static void set_rate(struct channel *channel, const struct psw_rate *rate) {
  if (rate->flush_milliseconds != 0) channel->flush_interval = rate->flush_milliseconds * MILLISECOND;
  if (rate->statistics_milliseconds != 0) channel->statistics_interval = rate->statistics_milliseconds * MILLISECOND;
  channel->stream.events_per_second = rate->events_per_second;
  send_state(&channel->stream, PSW_STATE_RATE_SET, rate->token);
}

static void obey(struct channel *channel, const struct control *control) {
  struct psw_start start_payload;
  struct psw_token token;
  struct psw_rate rate;
  switch (control->kind) {
  case PSW_START:
    if (!take(control, &start_payload, sizeof(start_payload))) break;
    start(channel, &start_payload);
    return;
  case PSW_STOP:
    if (!take(control, &token, sizeof(token))) break;
    channel->commands->stop(channel->owner, token.token);
    return;
  case PSW_SHUTDOWN: channel_end(channel, PSW_BYE_ASKED); return;
  case PSW_FILTER:
    if (!take(control, &token, sizeof(token)) || channel->commands->filter(channel->owner, control) != 0) break;
    send_state(&channel->stream, PSW_STATE_FILTER_SET, token.token);
    return;
  case PSW_RATE:
    if (!take(control, &rate, sizeof(rate))) break;
    set_rate(channel, &rate);
    return;
  default: refuse(channel, "The capture helper was sent a command that it does not know."); return;
  }
  refuse(channel, "The capture helper was sent a command that it could not read.");
}

void channel_read(struct channel *channel) {
  size_t room;
  void *at = control_room(&channel->controls, &room);
  ssize_t count = read(channel->input, at, room);
  if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) {
    channel_end(channel, PSW_BYE_PARENT_GONE);
    return;
  }
  if (count < 0) return;
  channel->controls.used += count;
  uint64_t skipped = channel->controls.skipped;
  struct control control;
  while (next_control(&channel->controls, &control)) {
    obey(channel, &control);
    control_done(&channel->controls, &control);
  }
  if (channel->controls.skipped != skipped) refuse(channel, "The capture helper was sent a damaged command.");
}

int is_due(uint64_t *next, uint64_t now, uint64_t interval) {
  if (now < *next) return 0;
  *next = now + interval;
  return 1;
}

void channel_keep(struct channel *channel, uint64_t now) {
  struct processes *processes = &channel->stream.processes;
  if (is_due(&channel->next_clock, now, CLOCK_INTERVAL)) send_clock(&channel->stream, PSW_CLOCK_PERIODIC);
  if (now - channel->last_sweep < (processes_crowded(processes) ? CROWDED_SWEEP_INTERVAL : SWEEP_INTERVAL)) return;
  processes_sweep(processes, now - PROCESS_GRACE);
  channel->last_sweep = now;
}

void channel_statistics(struct channel *channel, uint64_t ring_bytes) {
  struct stream *stream = &channel->stream;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  uint64_t cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 * MILLISECOND +
                 (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000ull;
  const struct psw_statistic_entry entries[] = {
      {.id = PSW_STAT_EVENTS_SENT, .value = stream->events_sent},
      {.id = PSW_STAT_EVENTS_LOST, .value = stream->events_lost},
      {.id = PSW_STAT_RECORDS_READ, .value = channel->events.records},
      {.id = PSW_STAT_BYTES_SENT, .value = stream->bytes_sent},
      {.id = PSW_STAT_RING_BYTES, .value = ring_bytes},
      {.id = PSW_STAT_STRINGS, .value = stream->strings.count},
      {.id = PSW_STAT_STRING_BYTES, .value = stream->strings.key_bytes},
      {.id = PSW_STAT_PROCESSES, .value = stream->processes.count},
      {.id = PSW_STAT_OPEN_CALLS, .value = channel->events.pending.count},
      {.id = PSW_STAT_RESIDENT_BYTES, .value = usage.ru_maxrss * 1024ull},
      {.id = PSW_STAT_CPU_NANOSECONDS, .value = cpu},
      {.id = PSW_STAT_RESETS, .value = stream->resets},
      {.id = PSW_STAT_UNJOINED, .value = channel->events.pending.dropped},
  };
  const struct psw_statistics head = {.time = boot_time(), .count = sizeof(entries) / sizeof(entries[0])};
  frame_begin(&stream->out, PSW_STATISTICS);
  frame_bytes(&stream->out, &head, sizeof(head));
  frame_bytes(&stream->out, entries, sizeof(entries));
  frame_end(&stream->out);
}
