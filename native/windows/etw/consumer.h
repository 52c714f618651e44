// SPDX-License-Identifier: MIT
// Takes the records of one session as Windows delivers them, on a thread of its own, and queues them.
#pragma once
#include <atomic>

#include "../record/record-queue.h"
#include "trace-session.h"

namespace procscope {

class Consumer {
 public:
  explicit Consumer(size_t queueBytes) : queue(queueBytes) {}
  ~Consumer();
  Consumer(const Consumer &) = delete;
  Consumer &operator=(const Consumer &) = delete;

  // Opens the session of a name and begins to take its records; sets `wake` when some are missing, and when the session ends.
  // Returns an error number of Windows.
  uint32_t open(const wchar_t *name, HANDLE wake);
  // What the session says of itself; after `open`.
  const TRACE_LOGFILE_HEADER &header() const { return header_; }
  // Whether the session has ended and all of its records are queued.
  bool hasEnded() const { return WaitForSingleObject(thread_.get(), 0) == WAIT_OBJECT_0; }
  bool isOpen() const { return static_cast<bool>(thread_); }
  // Waits for that. What Windows' function that delivers ended with.
  bool waitForEnd(DWORD milliseconds) const { return WaitForSingleObject(thread_.get(), milliseconds) == WAIT_OBJECT_0; }
  uint32_t result() const { return result_; }

  RecordQueue queue;
  // Names of files and of keys that were told because they were known already.
  std::atomic<uint64_t> fileNames{0};
  // Names of files that were opened since, or told at their first use.
  std::atomic<uint64_t> newFileNames{0};
  std::atomic<uint64_t> keyNames{0};
  std::atomic<uint64_t> records{0};
  // A record said that others are missing.
  std::atomic<bool> sawLoss{false};

 private:
  static void WINAPI onRecord(EVENT_RECORD *record);
  static void run(void *self);
  void take(const EVENT_RECORD &from);

  TRACEHANDLE trace_ = 0;
  bool hasTrace_ = false;
  HANDLE wake_ = nullptr;
  TRACE_LOGFILE_HEADER header_ = {};
  std::atomic<uint32_t> result_{0};
  Handle thread_;
};

}  // namespace procscope
