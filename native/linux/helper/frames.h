/* SPDX-License-Identifier: MIT
 *
 * Frames of the wire protocol: made in a buffer that grows, read from one that does not.
 */
#ifndef PROCSCOPE_FRAMES_H
#define PROCSCOPE_FRAMES_H

#include <stddef.h>
#include <stdint.h>
#include "../../protocol/procscope-wire.h"

struct frames {
  uint8_t *bytes;
  size_t used;
  size_t size;
  size_t open; /* where the frame under way begins */
  uint32_t sequence;
};

/* Begins a frame; ends with frame_end. Running out of memory ends the process: nothing can be told any more. */
void frame_begin(struct frames *frames, enum psw_kind kind);
void frame_bytes(struct frames *frames, const void *bytes, size_t length);
/* u16 length and bytes; longer texts are cut. */
void frame_text(struct frames *frames, const char *text);
void frame_end(struct frames *frames);

/* A control frame that has arrived. */
struct control {
  uint16_t kind;
  uint32_t length;
  const uint8_t *payload;
};

struct control_reader {
  uint8_t bytes[2 * (sizeof(struct psw_frame_header) + PSW_MAX_CONTROL_PAYLOAD)];
  size_t used;
  uint64_t skipped; /* bytes that belonged to no frame */
};

/* Where the next bytes go and how many fit: never 0 after next_control has returned 0. */
void *control_room(struct control_reader *reader, size_t *room);
/* Takes the next whole frame: 1, or 0 when there is none yet. Damaged bytes are skipped and counted.
 * The frame stays valid until control_done. */
int next_control(struct control_reader *reader, struct control *control);
void control_done(struct control_reader *reader, const struct control *control);

#endif
