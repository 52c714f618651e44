// SPDX-License-Identifier: MIT
// One capture at a time on a machine: sessions have fixed names, so that what a crash left behind is found again.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "../session/failure.h"
#include "../system/windows.h"

namespace procscope {

constexpr const wchar_t *KERNEL_SESSION = L"Procscope Kernel";
constexpr const wchar_t *EVENTS_SESSION = L"Procscope Events";
constexpr const wchar_t *RUNDOWN_SESSION = L"Procscope Rundown";

// Says that this process captures, until it ends, however it ends: Windows then takes the mark away by itself.
class Ownership {
 public:
  // Fails with who captures already. `name` is that of the mark, the same for all who must not capture together.
  Failure take(const wchar_t *name = L"Global\\Procscope.Capture");
  void release() { mark_.close(); }

 private:
  Handle mark_;
};

// Ends sessions of our names that run without anybody who owns them. Only the owner may call it.
Failure endStaleSessions(const std::function<void(const std::string &)> &log);

}  // namespace procscope
