// SPDX-License-Identifier: MIT
#include "record-queue.h"

namespace procscope {

RecordQueue::RecordQueue(size_t bytes) : size_(bytes), words_(new uint64_t[bytes / sizeof(uint64_t)]) {}

void RecordQueue::drop(std::atomic<uint64_t> &counter, uint64_t time) {
  uint64_t none = 0;
  droppedFrom_.compare_exchange_strong(none, time);
  droppedTo_ = time;
  counter++;
}

bool RecordQueue::push(const EtwRecord &record) {
  const size_t wanted = queuedSize(record);
  if (wanted == 0 || wanted + sizeof(Entry) > size_ / 2) {
    drop(droppedBig_, record.time);
    return false;
  }
  const size_t size = sizeof(Entry) + wanted;
  uint64_t position = written_.load(std::memory_order_relaxed);
  const uint64_t read = read_.load(std::memory_order_acquire);
  const size_t toEnd = size_ - static_cast<size_t>(position & (size_ - 1));
  const size_t skipped = toEnd < size ? toEnd : 0;
  const size_t used = static_cast<size_t>(position - read) + skipped + size;
  if (used > size_) {
    drop(droppedFull_, record.time);
    return false;
  }
  if (skipped > 0) {
    const Entry empty = {static_cast<uint32_t>(skipped), 1};
    memcpy(at(position), &empty, sizeof(empty));
    position += skipped;
  }
  const Entry entry = {static_cast<uint32_t>(size), 0};
  memcpy(at(position), &entry, sizeof(entry));
  writeQueued(record, at(position) + sizeof(entry));
  written_.store(position + size, std::memory_order_release);
  if (used > highWater_.load(std::memory_order_relaxed)) highWater_.store(used, std::memory_order_relaxed);
  return true;
}

const QueuedRecord *RecordQueue::front() {
  for (;;) {
    const uint64_t position = read_.load(std::memory_order_relaxed);
    if (position == written_.load(std::memory_order_acquire)) return nullptr;
    Entry entry;
    memcpy(&entry, at(position), sizeof(entry));
    if (entry.isEmpty == 0) return reinterpret_cast<const QueuedRecord *>(at(position) + sizeof(entry));
    read_.store(position + entry.size, std::memory_order_release);
  }
}

void RecordQueue::pop() {
  const uint64_t position = read_.load(std::memory_order_relaxed);
  Entry entry;
  memcpy(&entry, at(position), sizeof(entry));
  read_.store(position + entry.size, std::memory_order_release);
}

RecordQueue::Dropped RecordQueue::takeDropped() {
  Dropped dropped = {droppedFull_.exchange(0), droppedBig_.exchange(0), 0, 0};
  if (dropped.full + dropped.tooBig > 0) {
    dropped.from = droppedFrom_.exchange(0);
    dropped.to = droppedTo_;
  }
  return dropped;
}

}  // namespace procscope
