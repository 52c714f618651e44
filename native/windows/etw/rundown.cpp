// SPDX-License-Identifier: MIT
#include "rundown.h"

#include "owner.h"

namespace procscope {

namespace {

// Microsoft-Windows-KernelRundown, as System Informer asks it: it has the names of all files told at once.
constexpr GUID KERNEL_RUNDOWN = {0x3b9c9951, 0x3480, 0x4220, {0x93, 0x77, 0x9c, 0x8e, 0x51, 0x84, 0xf5, 0xcd}};
constexpr ULONGLONG RUNDOWN_FILES = 0x10;
constexpr ULONG CONTROL_ENABLE = 1;

constexpr ULONGLONG WAIT_MILLISECONDS = 3000;
constexpr size_t QUEUE_BYTES = 32u << 20;
constexpr Guid RUNDOWN_GUID = {0x6d1a4b6e, 0x2f5c, 0x4b6f, {0x9a, 0x5e, 0x7c, 0x13, 0x0d, 0x52, 0xe1, 0x4b}};

std::string outcome(uint32_t error) { return error == ERROR_SUCCESS ? "accepted" : "refused (" + std::to_string(error) + ")"; }

}  // namespace

void Rundown::wantKeys() {
  wantsKeys_ = true;
  deadline_ = GetTickCount64() + WAIT_MILLISECONDS;
}

void Rundown::askForKeys(TraceSession &session, const LogText &log) {
  wantKeys();
  const uint32_t on = session.setKernelFlags(KERNEL_REGISTRY);
  const uint32_t off = on == ERROR_SUCCESS ? session.setKernelFlags(0) : on;
  log("Names of open keys: registry events switched on and off: " + outcome(off));
}

void Rundown::askForFiles(const TraceSession &session, const LogText &log) {
  wantsFiles_ = true;
  const uint32_t error =
      EnableTraceEx2(session.handle(), &KERNEL_RUNDOWN, CONTROL_ENABLE, 0, RUNDOWN_FILES, 0, 0, nullptr);
  log("Names of open files: KernelRundown " + outcome(error));
  deadline_ = GetTickCount64() + WAIT_MILLISECONDS;
}

bool Rundown::settle(const Consumer &kernel, HANDLE wake, const LogText &log) {
  if (isDone_) return true;
  if (handles_ != nullptr) {
    if (!handles_->isDone()) return false;
    log("Names of open keys by handles: " + std::to_string(handles_->asked()) + " keys asked, of " +
        std::to_string(handles_->handles()) + " handles");
    isDone_ = true;
    return true;
  }
  if (own_ != nullptr) {
    if (!own_->hasEnded() && GetTickCount64() < deadline_) return false;
    log("Names told by a session of its own: " + std::to_string(own_->fileNames) + " files, " +
        std::to_string(own_->keyNames) + " keys");
    return goOn(kernel, log);
  }
  const bool lacksFiles = wantsFiles_ && kernel.fileNames == 0;
  const bool lacksKeys = wantsKeys_ && kernel.keyNames == 0;
  if ((lacksFiles || lacksKeys) && GetTickCount64() < deadline_) return false;
  log("Names told by the capture's session: " + std::to_string(kernel.fileNames) + " files, " +
      std::to_string(kernel.keyNames) + " keys");
  if (!lacksFiles && !lacksKeys) return goOn(kernel, log);
  startOwnSession(wake, (lacksFiles ? KERNEL_DISK | KERNEL_FILES : 0) | (lacksKeys ? KERNEL_REGISTRY : 0), log);
  return own_ == nullptr && goOn(kernel, log);
}

bool Rundown::goOn(const Consumer &kernel, const LogText &log) {
  const bool hasKeys = kernel.keyNames > 0 || (own_ != nullptr && own_->keyNames > 0);
  if (!wantsKeys_ || (hasKeys && !alwaysAsksHandles_)) {
    isDone_ = true;
    return true;
  }
  log(hasKeys ? "Names of open keys: handles asked as well" : "No name of a key came: handles that are open are asked");
  handles_ = std::make_unique<KeyHandles>();
  handles_->start();
  return false;
}

// What a session knows is told when it is ended.
void Rundown::startOwnSession(HANDLE wake, uint32_t flags, const LogText &log) {
  const SessionSettings settings = {RUNDOWN_SESSION, RUNDOWN_GUID, true, flags | KERNEL_NO_CONFIGURATION, 1024, 200, false};
  uint32_t error = session_.start(settings);
  if (error == ERROR_SUCCESS) {
    own_ = std::make_unique<Consumer>(QUEUE_BYTES);
    error = own_->open(RUNDOWN_SESSION, wake);
    session_.stop();
  }
  log("Names of open files and keys by a session of its own: " + outcome(error));
  if (error != ERROR_SUCCESS) own_.reset();
  deadline_ = GetTickCount64() + 5 * WAIT_MILLISECONDS;
}

void Rundown::end() {
  session_.stop();
  wantsFiles_ = wantsKeys_ = isDone_ = false;
  own_.reset();
  handles_.reset();
}

}  // namespace procscope
