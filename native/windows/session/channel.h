// SPDX-License-Identifier: MIT
// The two directions of the protocol, each on a thread of its own, because reading and writing pipes blocks.
#pragma once
#include <vector>

#include "../system/windows.h"

namespace procscope {

// Commands: bytes as they arrive.
class Input {
 public:
  // Begins to read; the handle stays the caller's.
  explicit Input(HANDLE from);
  // Is set while there is something to take.
  HANDLE event() const { return event_.get(); }
  // What has arrived since the last call. Returns false when nothing will come any more.
  bool take(std::vector<uint8_t> &bytes);

 private:
  static void run(void *self);

  HANDLE from_;
  Handle event_;
  SRWLOCK lock_ = SRWLOCK_INIT;
  std::vector<uint8_t> bytes_;
  bool hasEnded_ = false;
  Handle thread_;
};

// Frames: one buffer is written while the next is made.
class Output {
 public:
  explicit Output(HANDLE to);
  // Is set while nothing is being written.
  HANDLE idleEvent() const { return idle_.get(); }
  bool isIdle() const { return WaitForSingleObject(idle_.get(), 0) == WAIT_OBJECT_0; }
  // Whether the reader is gone.
  bool isBroken() const { return isBroken_; }
  // Writes bytes, which are swapped for an empty buffer; only when idle.
  void write(std::vector<uint8_t> &bytes);
  // Waits until everything is written; false when that takes longer.
  bool wait(DWORD milliseconds) const { return WaitForSingleObject(idle_.get(), milliseconds) == WAIT_OBJECT_0; }
  uint64_t written() const { return written_; }

 private:
  static void run(void *self);

  HANDLE to_;
  Handle idle_;
  Handle work_;
  std::vector<uint8_t> bytes_;
  volatile bool isBroken_ = false;
  uint64_t written_ = 0;
  Handle thread_;
};

}  // namespace procscope
