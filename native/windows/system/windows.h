// SPDX-License-Identifier: MIT
// Windows' headers as all parts include them, and what every part needs of them.
#pragma once
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <string>

namespace procscope {

// A handle that closes itself. INVALID_HANDLE_VALUE counts as none.
class Handle {
 public:
  Handle() = default;
  explicit Handle(HANDLE handle) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  Handle(Handle &&other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
  Handle &operator=(Handle &&other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Handle() { close(); }

  void close() {
    if (handle_ != nullptr) CloseHandle(handle_);
    handle_ = nullptr;
  }
  HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  HANDLE handle_ = nullptr;
};

class Lock {
 public:
  explicit Lock(SRWLOCK &lock) : lock_(lock) { AcquireSRWLockExclusive(&lock_); }
  ~Lock() { ReleaseSRWLockExclusive(&lock_); }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;

 private:
  SRWLOCK &lock_;
};

std::string toUtf8(const wchar_t *text);
std::u16string toUtf16(const wchar_t *text);
std::u16string toUtf16(const wchar_t *text, size_t length);
std::wstring toWide(const std::string &utf8);

// A function of a library of the system that not every version has; null where it is missing.
template <typename Function>
Function systemFunction(const wchar_t *library, const char *name) {
  const HMODULE module = GetModuleHandleW(library);
  if (module == nullptr) return nullptr;
  // By way of void *, which compilers take for a cast that is meant.
  return reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
}

// Whether this is Wine, which lacks event tracing.
bool isWine();

// As Windows really is, not as it says to programs made for older ones.
struct WindowsVersion {
  uint32_t major;
  uint32_t minor;
  uint32_t build;

  bool isAtLeast(uint32_t wantedMajor, uint32_t wantedMinor) const {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }
};
WindowsVersion windowsVersion();

// Starts a thread that calls `work(context)`. Ends the process when there are no resources for one: nothing can be done then.
Handle startThread(void (*work)(void *), void *context);

}  // namespace procscope
