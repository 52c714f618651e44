// SPDX-License-Identifier: MIT
#include "etw-record.h"

#include <algorithm>

namespace procscope {

namespace {

// Records of Windows have at most 64 KiB; this leaves room for whatever stands beside it.
constexpr size_t MAX_RECORD = 256 * 1024;

constexpr size_t padded(size_t length) { return (length + 7) & ~size_t{7}; }

// What a thread used is only told where it ends, and where processes are listed: elsewhere it would be 16 bytes for nothing.
bool tellsProcessorTime(const EtwRecord &record) {
  // Zero is a time: a thread that ends at once. Windows marks those without.
  return (record.flags & FLAG_NO_CPU_TIME) == 0 &&
         (record.provider == kernel_class::THREAD || record.provider == kernel_class::PROCESS ||
          record.provider == KERNEL_PROCESS_PROVIDER);
}

uint8_t *writeItem(uint8_t *at, uint16_t type, const void *data, uint32_t length) {
  psw_raw_extended item = {};
  item.type = type;
  item.length = length;
  memcpy(at, &item, sizeof(item));
  at += sizeof(item);
  if (length > 0) memcpy(at, data, length);
  memset(at + length, 0, padded(length) - length);
  return at + padded(length);
}

}  // namespace

const uint8_t *QueuedRecord::userData() const {
  const uint8_t *at = wire() + sizeof(psw_raw_record);
  for (int i = 0; i < head.extended_count; i++) {
    psw_raw_extended item;
    memcpy(&item, at, sizeof(item));
    at += sizeof(item) + padded(item.length);
  }
  return at;
}

size_t queuedSize(const EtwRecord &record) {
  size_t size = sizeof(QueuedRecord) + padded(record.userLength);
  if (!record.activity.isNull()) size += sizeof(psw_raw_extended) + sizeof(Guid);
  if (tellsProcessorTime(record)) size += sizeof(psw_raw_extended) + 8;
  for (int i = 0; i < record.extendedCount; i++) size += sizeof(psw_raw_extended) + padded(record.extended[i].length);
  return size > MAX_RECORD ? 0 : size;
}

void writeQueued(const EtwRecord &record, void *into) {
  QueuedRecord *queued = static_cast<QueuedRecord *>(into);
  queued->provider = record.provider;
  psw_raw_record &head = queued->head;
  head.provider = 0;
  head.event_id = record.id;
  head.version = record.version;
  head.opcode = record.opcode;
  head.level = record.level;
  head.channel = record.channel;
  head.task = record.task;
  head.flags = record.flags;
  head.keyword = record.keyword;
  head.time = record.time;
  head.pid = record.pid;
  head.tid = record.tid;
  head.cpu = record.cpu;
  head.extended_count = record.extendedCount;
  head.user_length = record.userLength;
  uint8_t *at = reinterpret_cast<uint8_t *>(queued + 1);
  for (int i = 0; i < record.extendedCount; i++) {
    const ExtendedItem &item = record.extended[i];
    at = writeItem(at, item.type, item.data, item.length);
  }
  if (!record.activity.isNull()) {
    at = writeItem(at, PSW_RAW_ACTIVITY, &record.activity, sizeof(record.activity));
    head.extended_count++;
  }
  if (tellsProcessorTime(record)) {
    const uint32_t times[2] = {record.kernelTime, record.userTime};
    at = writeItem(at, PSW_RAW_PROCESSOR_TIME, times, sizeof(times));
    head.extended_count++;
  }
  if (record.userLength > 0) memcpy(at, record.userData, record.userLength);
  memset(at + record.userLength, 0, padded(record.userLength) - record.userLength);
  at += padded(record.userLength);
  head.size = static_cast<uint32_t>(at - reinterpret_cast<uint8_t *>(&queued->head));
}

}  // namespace procscope
