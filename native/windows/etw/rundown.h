// SPDX-License-Identifier: MIT
// Has the kernel tell the names of files and keys that were open before the capture. Several ways, because not every version
// of Windows takes each: what was tried and what came of it is logged.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "consumer.h"

namespace procscope {

using LogText = std::function<void(const std::string &)>;

class Rundown {
 public:
  // Keys: before the session's real flags are set. The registry's events are switched on and off again, which has their names
  // told into the same session.
  void askForKeys(TraceSession &session, const LogText &log);
  // Files: when the real flags are set.
  void askForFiles(const TraceSession &session, const LogText &log);

  // Looks what has come; after a while tries the other way, a session of its own that is ended at once. Returns whether all
  // is done.
  bool settle(const Consumer &kernel, HANDLE wake, const LogText &log);
  // The session of its own, whose records belong to the capture; null when there is none.
  Consumer *consumer() { return own_.get(); }
  void end();

 private:
  void startOwnSession(HANDLE wake, uint32_t flags, const LogText &log);

  bool wantsFiles_ = false;
  bool wantsKeys_ = false;
  ULONGLONG deadline_ = 0;
  TraceSession session_;
  std::unique_ptr<Consumer> own_;
  bool isDone_ = false;
};

}  // namespace procscope
