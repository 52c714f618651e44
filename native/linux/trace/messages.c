// SPDX-License-Identifier: MIT
/* Messages of sockets: addresses, sizes, and the descriptors that go with them. */
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include "tracer.h"

/* struct msghdr and struct mmsghdr of a 64-bit process. */
struct user_message {
  uint64_t name;
  uint32_t name_length;
  uint32_t gap;
  uint64_t vectors, vector_count;
  uint64_t control, control_length;
  uint32_t flags;
  uint32_t gap2;
};
struct user_messages {
  struct user_message message;
  uint32_t bytes;
  uint32_t gap;
};
struct control_head {
  uint64_t length;
  uint32_t level, type;
};
/* Parts of what goes with a message that are looked at. */
#define CONTROLS_MAX 4

/* Adds the descriptors of one SCM_RIGHTS: their numbers, and what the first ones are. */
static void put_passed(struct tracer *tracer, const struct tracee *tracee, uint64_t from, uint64_t count) {
  if (count > CAP_PASSED_MAX) count = CAP_PASSED_MAX;
  size_t size = sizeof(struct cap_passed) + count * 4;
  uint8_t *out = count == 0 ? NULL : piece_room(tracer, size);
  int32_t first[CAP_PASSED_TOLD];
  if (out == NULL || read_memory(tracee->tid, from, out + sizeof(struct cap_passed), count * 4) != 0) return;
  const struct cap_passed head = {.count = count};
  memcpy(out, &head, sizeof(head));
  uint64_t told = count < CAP_PASSED_TOLD ? count : CAP_PASSED_TOLD;
  memcpy(first, out + sizeof(head), told * 4);
  end_piece(tracer, CAP_PIECE_DATA, CAP_SLOT_PASSED, 0, size);
  for (uint64_t i = 0; i < told; i++) put_fd(tracer, tracee, first[i], CAP_SLOT_PASSED_FILE);
}

static void put_control(struct tracer *tracer, const struct tracee *tracee, const struct user_message *message) {
  uint64_t at = 0, length = message->control_length;
  struct control_head head;
  for (int i = 0; message->control != 0 && i < CONTROLS_MAX; i++) {
    if (at + sizeof(head) > length || read_memory(tracee->tid, message->control + at, &head, sizeof(head)) != 0) return;
    if (head.length < sizeof(head) || head.length > length - at) return;
    if (head.level == SOL_SOCKET && head.type == SCM_RIGHTS) {
      put_passed(tracer, tracee, message->control + at + sizeof(head), (head.length - sizeof(head)) / 4);
      return;
    }
    at += (head.length + 7) & ~7ull;
  }
}

void put_message(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, int success) {
  struct user_message message;
  if (read_memory(tracee->tid, pointer, &message, sizeof(message)) != 0) return;
  put_bytes(tracer, tracee, message.name, message.name_length, SOCKET_ADDRESS_MAX, CAP_SLOT_ADDRESS);
  if (success) put_control(tracer, tracee, &message);
}

void put_messages(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, uint64_t count) {
  struct cap_messages sum = {0};
  for (uint64_t i = 0; i < count && i < CAP_MESSAGES_COUNTED; i++) {
    struct user_messages one;
    if (read_memory(tracee->tid, pointer + i * sizeof(one), &one, sizeof(one)) != 0) break;
    sum.bytes += one.bytes;
    if (i >= CAP_MESSAGES_TOLD) continue;
    if (i == 0) put_control(tracer, tracee, &one.message);
    struct cap_message *out = piece_room(tracer, sizeof(*out));
    if (out == NULL) return;
    *out = (struct cap_message){.bytes = one.bytes};
    uint32_t length = one.message.name == 0 ? 0 : one.message.name_length & SOCKET_ADDRESS_MAX;
    if (length != 0 && read_memory(tracee->tid, one.message.name, out->address, length) == 0) out->address_length = length;
    end_piece(tracer, CAP_PIECE_DATA, CAP_SLOT_MESSAGE, 0, sizeof(*out));
  }
  struct cap_messages *out = piece_room(tracer, sizeof(*out));
  if (out == NULL) return;
  *out = sum;
  end_piece(tracer, CAP_PIECE_DATA, CAP_SLOT_MESSAGES, 0, sizeof(*out));
}
