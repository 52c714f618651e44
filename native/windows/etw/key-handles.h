// SPDX-License-Identifier: MIT
// Names keys that were open before the capture by the handles that processes have to them: the way that is left where Windows
// tells no names. A handle tells its key's name, but not the address by which records name the key. So each key is asked for a
// value that it does not have, whose name is a number: the record of that call has the address and the number.
#pragma once
#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "../record/etw-record.h"
#include "../system/windows.h"

namespace procscope {

class KeyHandles {
 public:
  KeyHandles() = default;
  ~KeyHandles();
  KeyHandles(const KeyHandles &) = delete;
  KeyHandles &operator=(const KeyHandles &) = delete;

  // Begins to ask, on a thread of its own, while the registry's events are on.
  void start() { thread_ = startThread(run, this); }
  bool isDone() const { return WaitForSingleObject(thread_.get(), 0) == WAIT_OBJECT_0; }
  // Handles to keys, and keys of different names that could be asked.
  uint64_t handles() const { return handles_; }
  uint64_t asked() const { return asked_; }
  uint64_t named() const { return named_; }

  // Whether a record is that of such a call. `name` is then a record that names its key as Windows does; valid until the next
  // call, null for a call that is none of these.
  bool isOwn(const QueuedRecord &record, const QueuedRecord *&name);

 private:
  static void run(void *self);
  void askAll();
  void askProcess(HANDLE process, const std::vector<HANDLE> &handles, std::set<std::u16string> &known);
  void ask(HANDLE key, std::set<std::u16string> &known);

  Handle thread_;
  std::atomic<bool> isEnding_{false};
  std::atomic<uint64_t> handles_{0};
  std::atomic<uint64_t> asked_{0};
  uint64_t named_ = 0;
  SRWLOCK lock_ = SRWLOCK_INIT;
  std::vector<std::u16string> paths_;  // by number
  std::vector<uint64_t> record_;       // the last one that was made
};

}  // namespace procscope
