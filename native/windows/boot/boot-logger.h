// SPDX-License-Identifier: MIT
// The registry's settings of the session that Windows starts by itself: an AutoLogger, on Windows 7 the GlobalLogger.
#pragma once
#include <string>
#include <vector>

#include "../system/windows.h"
#include "boot-failure.h"

namespace procscope {

enum class LoggerKind {
  AUTO,    // a session of our own, from Windows 8 on
  GLOBAL,  // the one that there is for the kernel's events
};

// Which one this version of Windows has.
LoggerKind loggerKind();

struct RegistryValue {
  const wchar_t *name;
  DWORD type;
  std::vector<uint8_t> bytes;
};

// Below HKEY_LOCAL_MACHINE.
std::wstring loggerKey(LoggerKind kind);
// With `HKLM\` before it, as people write it.
std::string shownLoggerKey(LoggerKind kind);
// What the running session is called.
const wchar_t *loggerSession(LoggerKind kind);

// All values but `Start`, which is the switch and written last. `file` gets the records.
std::vector<RegistryValue> loggerValues(LoggerKind kind, const std::wstring &file, uint64_t bootId);

// As the registry has it.
struct LoggerState {
  bool exists = false;   // the key, and it is ours
  bool isForeign = false;  // GlobalLogger alone: another program uses it
  bool isOn = false;
  uint64_t armedBootId = 0;  // the start of the system in which it was switched on
  std::wstring file;
  bool hasStatus = false;
  uint32_t status = 0;  // why Windows could not start it, an error number
};
// `folder` is where our logs are: the GlobalLogger has no name that says whose it is.
LoggerState readLogger(LoggerKind kind, const std::wstring &folder);

BootFailure writeLogger(LoggerKind kind, const std::wstring &file, uint64_t bootId);
// Leaves the key, so that what Windows wrote into it can still be read.
BootFailure switchLoggerOff(LoggerKind kind);
// Does nothing when the key is not there.
BootFailure removeLogger(LoggerKind kind);

// Tells this start of the system from others: its time, in 100 ns, without what was set on the clock since.
uint64_t presentBootId();

}  // namespace procscope
