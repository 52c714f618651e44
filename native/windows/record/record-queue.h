// SPDX-License-Identifier: MIT
// A queue of records between the thread that a session calls and the thread that sends: one writer, one reader, no locks.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "etw-record.h"

namespace procscope {

class RecordQueue {
 public:
  // `bytes` is a power of two. Memory that was never used costs nothing.
  explicit RecordQueue(size_t bytes);

  // By the writer. Returns false, and counts, when there is no room.
  bool push(const EtwRecord &record);

  // By the reader: the oldest record, null when there is none; valid until `pop`.
  const QueuedRecord *front();
  void pop();

  size_t capacity() const { return size_; }
  size_t used() const { return static_cast<size_t>(written_.load() - read_.load()); }
  // Most bytes that waited since the last call.
  size_t takeHighWater() { return highWater_.exchange(used()); }
  // Records that found no room, or were too big, since the last call, and the raw times of the first and the last.
  struct Dropped {
    uint64_t full;
    uint64_t tooBig;
    uint64_t from;
    uint64_t to;
  };
  Dropped takeDropped();

 private:
  // Before each entry: its size with this, or that the rest of the buffer is empty.
  struct Entry {
    uint32_t size;
    uint32_t isEmpty;
  };

  uint8_t *at(uint64_t position) { return reinterpret_cast<uint8_t *>(words_.get()) + (position & (size_ - 1)); }
  void drop(std::atomic<uint64_t> &counter, uint64_t time);

  size_t size_;
  std::unique_ptr<uint64_t[]> words_;
  std::atomic<uint64_t> written_{0};
  std::atomic<uint64_t> read_{0};
  std::atomic<size_t> highWater_{0};
  std::atomic<uint64_t> droppedFull_{0};
  std::atomic<uint64_t> droppedBig_{0};
  std::atomic<uint64_t> droppedFrom_{0};
  std::atomic<uint64_t> droppedTo_{0};
};

}  // namespace procscope
