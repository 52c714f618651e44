// SPDX-License-Identifier: MIT
#include "owner.h"

#include "trace-session.h"

namespace procscope {

Failure Ownership::take(const wchar_t *name) {
  Failure failure;
  // A piece of shared memory of no file: it holds the owner's process id, and is gone when its owner is.
  Handle mark(CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, sizeof(DWORD), name));
  const DWORD error = GetLastError();
  if (mark && error != ERROR_ALREADY_EXISTS) {
    DWORD *pid = static_cast<DWORD *>(MapViewOfFile(mark.get(), FILE_MAP_WRITE, 0, 0, sizeof(DWORD)));
    if (pid != nullptr) {
      *pid = GetCurrentProcessId();
      UnmapViewOfFile(pid);
    }
    mark_ = std::move(mark);
    return failure;
  }
  if (!mark && error != ERROR_ACCESS_DENIED) return tracingFailure("CreateFileMapping", error, false);
  failure.code = PSW_ERR_IN_USE;
  std::string who = "another user";
  if (mark) {
    const DWORD *pid = static_cast<const DWORD *>(MapViewOfFile(mark.get(), FILE_MAP_READ, 0, 0, sizeof(DWORD)));
    if (pid != nullptr) {
      who = "process " + std::to_string(*pid);
      failure.facts = {{"owner", std::to_string(*pid)}};
      UnmapViewOfFile(pid);
    }
  }
  failure.sentence = "Procscope captures on this machine already, for " + who + ". Stop that capture first.";
  return failure;
}

Failure endStaleSessions(const std::function<void(const std::string &)> &log) {
  for (const wchar_t *name : {KERNEL_SESSION, EVENTS_SESSION, RUNDOWN_SESSION}) {
    if (!TraceSession::exists(name)) continue;
    const uint32_t error = TraceSession::stopNamed(name);
    log("The session \"" + toUtf8(name) + "\" was left behind by a capture that broke off: " +
        (error == ERROR_SUCCESS ? "ended" : "it could not be ended (" + std::to_string(error) + ")"));
    if (error != ERROR_SUCCESS) return tracingFailure("ControlTrace", error, isWine());
  }
  return {};
}

}  // namespace procscope
