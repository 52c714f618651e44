// SPDX-License-Identifier: MIT
#include "frames.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void grow(struct frames *frames, size_t length) {
  if (frames->used + length <= frames->size) return;
  size_t size = frames->size == 0 ? 1 << 16 : frames->size;
  while (size < frames->used + length) size *= 2;
  uint8_t *bytes = realloc(frames->bytes, size);
  if (bytes == NULL) {
    fputs("The capture helper has no memory left.\n", stderr);
    exit(1);
  }
  frames->bytes = bytes;
  frames->size = size;
}

void frame_begin(struct frames *frames, enum psw_kind kind) {
  struct psw_frame_header header = {.magic = PSW_MAGIC, .kind = kind, .sequence = frames->sequence++};
  frames->open = frames->used;
  frame_bytes(frames, &header, sizeof(header));
}

void frame_bytes(struct frames *frames, const void *bytes, size_t length) {
  if (length == 0) return;
  grow(frames, length);
  memcpy(frames->bytes + frames->used, bytes, length);
  frames->used += length;
}

void frame_text(struct frames *frames, const char *text) {
  size_t length = strlen(text);
  uint16_t stored = length > UINT16_MAX ? UINT16_MAX : length;
  frame_bytes(frames, &stored, sizeof(stored));
  frame_bytes(frames, text, stored);
}

void frame_end(struct frames *frames) {
  struct psw_frame_header header;
  uint8_t *at = frames->bytes + frames->open;
  memcpy(&header, at, sizeof(header));
  header.length = frames->used - frames->open - sizeof(header);
  header.payload_crc = crc32(0, at + sizeof(header), header.length);
  header.header_crc = crc32(0, (const uint8_t *)&header, offsetof(struct psw_frame_header, header_crc));
  memcpy(at, &header, sizeof(header));
}

void *control_room(struct control_reader *reader, size_t *room) {
  *room = sizeof(reader->bytes) - reader->used;
  return reader->bytes + reader->used;
}

static void drop(struct control_reader *reader, size_t count) {
  memmove(reader->bytes, reader->bytes + count, reader->used - count);
  reader->used -= count;
}

static int is_header(const struct psw_frame_header *header) {
  return header->magic == PSW_MAGIC && header->length <= PSW_MAX_CONTROL_PAYLOAD &&
         header->header_crc == crc32(0, (const uint8_t *)header, offsetof(struct psw_frame_header, header_crc));
}

int next_control(struct control_reader *reader, struct control *control) {
  struct psw_frame_header header;
  while (reader->used >= sizeof(header)) {
    memcpy(&header, reader->bytes, sizeof(header));
    if (!is_header(&header)) {
      /* To the next byte that may begin one. */
      const uint8_t *next = memchr(reader->bytes + 1, PSW_MAGIC & 0xff, reader->used - 1);
      size_t count = next == NULL ? reader->used : (size_t)(next - reader->bytes);
      drop(reader, count);
      reader->skipped += count;
      continue;
    }
    if (reader->used < sizeof(header) + header.length) return 0;
    const uint8_t *payload = reader->bytes + sizeof(header);
    if (crc32(0, payload, header.length) != header.payload_crc) {
      drop(reader, sizeof(header) + header.length);
      reader->skipped += sizeof(header) + header.length;
      continue;
    }
    *control = (struct control){.kind = header.kind, .length = header.length, .payload = payload};
    return 1;
  }
  return 0;
}

void control_done(struct control_reader *reader, const struct control *control) {
  drop(reader, sizeof(struct psw_frame_header) + control->length);
}
