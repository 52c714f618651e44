// SPDX-License-Identifier: MIT
// One record of event tracing on its way through the helper: whatever it came from, a session or a file.
#pragma once
#include <cstddef>
#include <cstdint>

#include "../../protocol/procscope-wire.h"
#include "guid.h"

namespace procscope {

// Bits of EVENT_HEADER.Flags.
constexpr uint16_t FLAG_NO_CPU_TIME = 0x10;
constexpr uint16_t FLAG_32_BIT = 0x20;
constexpr uint16_t FLAG_64_BIT = 0x40;
constexpr uint16_t FLAG_CLASSIC = 0x100;

// More items than Windows writes; the rest of a record that has more is left out.
constexpr size_t MAX_EXTENDED = 24;

struct ExtendedItem {
  uint16_t type;
  uint32_t length;
  const void *data;
};

// What the pointers show to belongs to who made the record.
struct EtwRecord {
  Guid provider;
  uint16_t id;
  uint8_t version;
  uint8_t channel;
  uint8_t level;
  uint8_t opcode;
  uint16_t task;
  uint16_t flags;
  uint64_t keyword;
  uint64_t time;  // raw clock of the session
  uint32_t pid;   // 0xffffffff: not known
  uint32_t tid;
  uint16_t cpu;
  uint32_t kernelTime;  // of the thread so far, in units of the timer's resolution
  uint32_t userTime;
  Guid activity;
  uint16_t extendedCount;
  ExtendedItem extended[MAX_EXTENDED];
  uint32_t userLength;
  const uint8_t *userData;
};

// A record as it lies in queues: its provider, then what goes over the wire, whose provider index is filled in last.
struct QueuedRecord {
  Guid provider;
  psw_raw_record head;

  const uint8_t *wire() const { return reinterpret_cast<const uint8_t *>(&head); }
  // First byte of the user data.
  const uint8_t *userData() const;
};
static_assert(sizeof(QueuedRecord) == 64, "a queued record begins with 64 bytes");

// Bytes that a record takes in a queue: a multiple of 8. 0 for one that is too big to be sent.
size_t queuedSize(const EtwRecord &record);
// Writes a record; `into` is aligned to 8 and has room for `queuedSize`.
void writeQueued(const EtwRecord &record, void *into);

}  // namespace procscope
