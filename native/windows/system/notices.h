// SPDX-License-Identifier: MIT
// What Windows tells programs that have a window: the clock was set, volumes came or went, the user logs off.
#pragma once
#include "windows.h"

namespace procscope {

// A hidden window on a thread of its own. Where none can be made, nothing is told, and callers look now and then.
class Notices {
 public:
  // `ending` is set when the session of the user or the system ends; Windows then waits up to 5 s for `ended`.
  Notices(HANDLE ending, HANDLE ended);
  ~Notices();
  Notices(const Notices &) = delete;
  Notices &operator=(const Notices &) = delete;

  // Whether it happened since the last call.
  bool takeClockSet() { return InterlockedExchange(&clockSet_, 0) != 0; }
  bool takeDrivesChanged() { return InterlockedExchange(&drivesChanged_, 0) != 0; }

 private:
  static void run(void *self);
  static LRESULT CALLBACK onMessage(HWND window, UINT message, WPARAM word, LPARAM value);

  HANDLE ending_;
  HANDLE ended_;
  volatile LONG clockSet_ = 0;
  volatile LONG drivesChanged_ = 0;
  DWORD threadId_ = 0;
  Handle thread_;
};

}  // namespace procscope
