// SPDX-License-Identifier: MIT
/* Connections that are made, accepted, ended, and what they send again. */
#include <string.h>
#include "arguments.h"
#include "event-path.h"

static uint16_t operation_of_change(uint16_t what) {
  switch ((enum cap_tcp)what) {
  case CAP_TCP_CONNECT: return SYNTHETIC_tcp_connect;
  case CAP_TCP_ACCEPT: return SYNTHETIC_tcp_accept;
  case CAP_TCP_DISCONNECT: return SYNTHETIC_tcp_disconnect;
  case CAP_TCP_RETRANSMIT: return SYNTHETIC_tcp_retransmit;
  case CAP_TCP_STATE: return SYNTHETIC_tcp_state;
  }
  return 0;
}

static void describe(struct details *details, const struct cap_connection *facts, uint16_t what) {
  details->used = 0;
  details->cut = 0;
  if (what == CAP_TCP_DISCONNECT) {
    detail_number(details, FIELD_SENT, facts->sent);
    detail_number(details, FIELD_RECEIVED, facts->received);
  }
  if (what <= CAP_TCP_DISCONNECT && facts->round_trip != 0)
    detail_number(details, FIELD_ROUND_TRIP, facts->round_trip * 1000ull);
  if (what == CAP_TCP_RETRANSMIT) detail_number(details, FIELD_LENGTH, facts->length);
  if (what == CAP_TCP_STATE) detail_number(details, FIELD_OLD_STATE, facts->old_state);
  if (what >= CAP_TCP_RETRANSMIT) detail_number(details, FIELD_NEW_STATE, facts->new_state);
  if (what == CAP_TCP_DISCONNECT || what == CAP_TCP_RETRANSMIT)
    detail_number(details, FIELD_RETRANSMITS, facts->retransmits);
}

void handle_connection(struct events *events, const struct cap_record *record, const uint8_t *end) {
  struct pieces *pieces = &events->pieces;
  /* First, because this uses the same room. */
  struct process *process = process_of(events, record);
  pieces_clear(pieces);
  struct cap_connection facts;
  int is_whole = pieces_add(pieces, (const uint8_t *)(record + 1), end) == 0;
  struct bytes bytes = pieces->text[CAP_SLOT_TCP];
  if (!is_whole || bytes.length < sizeof(facts) || pieces->socket[CAP_SLOT_FD] == NULL) {
    stream_loss(events->stream, PSW_LOST_MALFORMED, record->cpu, 1, record->end, record->end);
    return;
  }
  memcpy(&facts, bytes.at, sizeof(facts));
  struct bytes none = {0};
  const char *arrow = record->operation == CAP_TCP_ACCEPT ? "<-" : "->";
  size_t length = socket_text(events->text, pieces, CAP_SLOT_FD, arrow, none);
  struct psw_event event = {
      .start = record->start,
      .duration = record->end - record->start,
      .result = record->result,
      .process = process != NULL ? process_id_at(process, record->end) : 0,
      .tid = record->tid,
      .path = text_string(events, events->text, length),
      .operation = operation_of_change(record->operation),
      .cpu = record->cpu,
      .flags = record->result < 0 ? PSW_EVENT_FAILED : 0,
      .event_class = CLASS_NETWORK,
  };
  describe(&events->details, &facts, record->operation);
  add_socket(events);
  queue_event(events, &event);
}
