// SPDX-License-Identifier: MIT
// The session that records this start of the system.
#pragma once
#include <string>

#include "boot-logger.h"

namespace procscope {

struct BootSession {
  bool isRunning = false;
  std::wstring file;  // empty when Windows does not tell it to this user
};

// `folder` is where our logs are: on Windows 7 all programs share the session's name.
BootSession bootSession(LoggerKind kind, const std::wstring &folder);

struct BootLosses {
  uint64_t events;
  uint64_t buffers;
};
// Has Windows write what it still holds. Its end is what was wanted, also when it has ended already.
BootFailure stopBootSession(LoggerKind kind, BootLosses &losses);

}  // namespace procscope
