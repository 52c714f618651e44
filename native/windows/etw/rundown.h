// SPDX-License-Identifier: MIT
// Has the kernel tell the names of files and keys that were open before the capture. Several ways, because not every version
// of Windows takes each: what was tried and what came of it is logged.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "consumer.h"
#include "key-handles.h"

namespace procscope {

using LogText = std::function<void(const std::string &)>;

class Rundown {
 public:
  // `alwaysAsksHandles`: also where Windows tells names of keys.
  explicit Rundown(bool alwaysAsksHandles) : alwaysAsksHandles_(alwaysAsksHandles) {}

  // Keys: before the session's real flags are set. The registry's events are switched on and off again, which has their names
  // told into the same session.
  void askForKeys(TraceSession &session, const LogText &log);
  // Where flags are only taken at the start: keys are wanted all the same.
  void wantKeys();
  // Files: when the real flags are set.
  void askForFiles(const TraceSession &session, const LogText &log);

  // Looks what has come; after a while tries the other way, a session of its own that is ended at once, and for keys then the
  // handles that are open. Returns whether all is done.
  bool settle(const Consumer &kernel, HANDLE wake, const LogText &log);
  // The session of its own, whose records belong to the capture; null when there is none.
  Consumer *consumer() { return own_.get(); }
  // What names keys by their handles; null while that is not needed.
  KeyHandles *handles() { return handles_.get(); }
  void end();

 private:
  void startOwnSession(HANDLE wake, uint32_t flags, const LogText &log);
  // After the sessions: goes on with handles where these told no key, else it is done.
  bool goOn(const Consumer &kernel, const LogText &log);

  bool alwaysAsksHandles_;
  bool wantsFiles_ = false;
  bool wantsKeys_ = false;
  ULONGLONG deadline_ = 0;
  TraceSession session_;
  std::unique_ptr<Consumer> own_;
  std::unique_ptr<KeyHandles> handles_;
  bool isDone_ = false;
};

}  // namespace procscope
