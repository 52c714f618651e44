// SPDX-License-Identifier: MIT
#include "channel.h"

#include "../system/transfer.h"

namespace procscope {

namespace {

// Commands are small; who sends more than this without being heard has to wait.
constexpr size_t INPUT_BYTES = 1u << 20;

}  // namespace

Input::Input(HANDLE from) : from_(from), event_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
  thread_ = startThread(run, this);
}

void Input::run(void *self) {
  Input &input = *static_cast<Input *>(self);
  uint8_t bytes[16384];
  for (;;) {
    const size_t count = readSome(input.from_, bytes, sizeof(bytes));
    Lock lock(input.lock_);
    SetEvent(input.event_.get());
    if (count == 0) {
      input.hasEnded_ = true;
      return;
    }
    if (input.bytes_.size() < INPUT_BYTES) input.bytes_.insert(input.bytes_.end(), bytes, bytes + count);
  }
}

bool Input::take(std::vector<uint8_t> &bytes) {
  Lock lock(lock_);
  bytes.clear();
  bytes.swap(bytes_);
  if (!hasEnded_) ResetEvent(event_.get());
  return !hasEnded_;
}

Output::Output(HANDLE to)
    : to_(to), idle_(CreateEventW(nullptr, TRUE, TRUE, nullptr)), work_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {
  thread_ = startThread(run, this);
}

void Output::write(std::vector<uint8_t> &bytes) {
  if (bytes.empty()) return;
  bytes_.clear();
  bytes_.swap(bytes);
  ResetEvent(idle_.get());
  SetEvent(work_.get());
}

void Output::run(void *self) {
  Output &output = *static_cast<Output *>(self);
  for (;;) {
    WaitForSingleObject(output.work_.get(), INFINITE);
    if (!output.isBroken_) {
      if (writeAll(output.to_, output.bytes_.data(), output.bytes_.size())) output.written_ += output.bytes_.size();
      else output.isBroken_ = true;
    }
    SetEvent(output.idle_.get());
  }
}

}  // namespace procscope
