// SPDX-License-Identifier: MIT
#include "etl-record.h"

#include <cstring>

namespace procscope {

namespace {

constexpr uint32_t NO_ID = 0xffffffff;
constexpr uint16_t HAS_EXTENDED = 1;
constexpr uint8_t GROUP_PROCESS = 3;
constexpr uint8_t OPCODE_IMAGE_LOAD = 10;
constexpr uint16_t EXTENDED_INSTANCE = 4;

template <typename Number>
Number load(const uint8_t *at) {
  Number value;
  memcpy(&value, at, sizeof(value));
  return value;
}

void setUser(EtwRecord &record, const uint8_t *at, size_t head, size_t size) {
  record.userData = at + head;
  record.userLength = static_cast<uint32_t>(size - head);
}

// Windows itself delivers image loads, which lie among the processes' records, under the class of images.
void setClass(EtwRecord &record, uint8_t group) {
  const bool isImage = group == GROUP_PROCESS && record.opcode == OPCODE_IMAGE_LOAD;
  record.provider = isImage ? kernel_class::IMAGE : classOfGroup(group);
}

void readKernel(const uint8_t *at, EtwRecord &record, size_t size, bool hasTimes) {
  record.version = at[0];
  record.opcode = at[6];
  setClass(record, at[7]);
  record.tid = load<uint32_t>(at + 8);
  record.pid = load<uint32_t>(at + 12);
  record.time = load<uint64_t>(at + 16);
  if (hasTimes) {
    record.kernelTime = load<uint32_t>(at + 24);
    record.userTime = load<uint32_t>(at + 28);
  }
  setUser(record, at, hasTimes ? 32 : 24, size);
}

bool readPerfInfo(const uint8_t *at, EtwRecord &record, size_t size) {
  const uint16_t version = load<uint16_t>(at);
  const size_t counters = (version >> 15) + (version >> 8 & 7);
  const size_t head = 16 + 8 * counters;
  if (head > size) return false;
  record.version = static_cast<uint8_t>(version);
  record.opcode = at[6];
  setClass(record, at[7]);
  record.tid = record.pid = NO_ID;
  record.time = load<uint64_t>(at + 8);
  setUser(record, at, head, size);
  return true;
}

void readFull(const uint8_t *at, EtwRecord &record, size_t size, bool isInstance) {
  record.opcode = at[4];
  record.level = at[5];
  record.version = at[6];
  record.tid = load<uint32_t>(at + 8);
  record.pid = load<uint32_t>(at + 12);
  record.time = load<uint64_t>(at + 16);
  record.provider = load<Guid>(at + 24);
  record.kernelTime = load<uint32_t>(at + 40);
  record.userTime = load<uint32_t>(at + 44);
  if (record.kernelTime != 0 || record.userTime != 0) record.flags &= static_cast<uint16_t>(~FLAG_NO_CPU_TIME);
  if (isInstance) {
    record.extended[0] = {EXTENDED_INSTANCE, 24, at + 48};
    record.extendedCount = 1;
  }
  setUser(record, at, isInstance ? 72 : 48, size);
}

bool readEvent(const uint8_t *at, EtwRecord &record, size_t size) {
  record.flags = static_cast<uint16_t>(record.flags | load<uint16_t>(at + 4));
  record.tid = load<uint32_t>(at + 8);
  record.pid = load<uint32_t>(at + 12);
  record.time = load<uint64_t>(at + 16);
  record.provider = load<Guid>(at + 24);
  record.id = load<uint16_t>(at + 40);
  record.version = at[42];
  record.channel = at[43];
  record.level = at[44];
  record.opcode = at[45];
  record.task = load<uint16_t>(at + 46);
  record.keyword = load<uint64_t>(at + 48);
  record.kernelTime = load<uint32_t>(at + 56);
  record.userTime = load<uint32_t>(at + 60);
  record.activity = load<Guid>(at + 64);
  size_t head = 80;
  bool hasMore = (load<uint16_t>(at + 4) & HAS_EXTENDED) != 0;
  while (hasMore) {
    if (size - head < 8) return false;
    const uint8_t *item = at + head;
    const size_t itemSize = load<uint16_t>(item);
    const size_t dataSize = load<uint16_t>(item + 6);
    if (itemSize < 8 + dataSize || itemSize > size - head) return false;
    if (record.extendedCount < MAX_EXTENDED)
      record.extended[record.extendedCount++] = {load<uint16_t>(item + 2), static_cast<uint32_t>(dataSize), item + 8};
    hasMore = (load<uint16_t>(item + 4) & 1) != 0;
    head += itemSize;
  }
  setUser(record, at, head, size);
  return true;
}

}  // namespace

EtlRecordKind readEtlRecord(const uint8_t *at, size_t left, EtwRecord &record, size_t &size) {
  if (left < 8) return EtlRecordKind::END;
  const uint32_t first = load<uint32_t>(at);
  if (first == 0 || first == 0xffffffff) return EtlRecordKind::END;
  const uint8_t type = at[2], flags = at[3];
  const uint16_t cpu = record.cpu;
  record = {};
  record.cpu = cpu;
  if ((flags & 0x40) == 0) {
    // A message, or what no version of Windows writes.
    size = load<uint16_t>(at);
    return (flags & 0x90) == 0x90 && size >= 8 && size <= left ? EtlRecordKind::SKIPPED : EtlRecordKind::END;
  }
  size_t head;
  switch (type) {
    case 1: case 2: head = 32; break;
    case 3: case 4: head = 24; break;
    case 16: case 17: head = 16; break;
    case 10: case 20: head = 48; break;
    case 11: case 21: head = 72; break;
    case 18: case 19: head = 80; break;
    default:
      size = load<uint16_t>(at);
      return size >= 8 && size <= left ? EtlRecordKind::SKIPPED : EtlRecordKind::END;
  }
  const bool isKernel = type <= 4 || type == 16 || type == 17;
  size = load<uint16_t>(isKernel ? at + 4 : at);
  if (size < head || size > left) return EtlRecordKind::END;
  const bool is32Bit = type == 1 || type == 3 || type == 10 || type == 11 || type == 16 || type == 18;
  record.flags = is32Bit ? FLAG_32_BIT : FLAG_64_BIT;
  bool isWhole = true;
  if (type == 18 || type == 19) {
    isWhole = readEvent(at, record, size);
  } else {
    record.flags |= FLAG_CLASSIC;
    // As Windows marks what it delivers of these.
    if (type > 2) record.flags |= FLAG_NO_CPU_TIME;
    if (type == 16 || type == 17) isWhole = readPerfInfo(at, record, size);
    else if (isKernel) readKernel(at, record, size, type <= 2);
    else readFull(at, record, size, type == 11 || type == 21);
  }
  return isWhole ? EtlRecordKind::RECORD : EtlRecordKind::SKIPPED;
}

}  // namespace procscope
