// SPDX-License-Identifier: MIT
// One session of event tracing: started, fed, asked and ended by its name. Sessions outlive the process that made them.
#pragma once
#include <string>

#include "../record/guid.h"
#include "../system/windows.h"
// After windows.h, and where GUIDs are only declared.
#include <evntrace.h>

#include <evntcons.h>

namespace procscope {

// Flags of the kernel's events (EVENT_TRACE_FLAG_*).
constexpr uint32_t KERNEL_ALWAYS = 0x0000000f;        // processes, threads, images, and what processes used
constexpr uint32_t KERNEL_FILES = 0x06000200;         // names, beginnings and ends of operations
constexpr uint32_t KERNEL_DISK = 0x00000100;          // only for its names
constexpr uint32_t KERNEL_NETWORK = 0x00010000;
constexpr uint32_t KERNEL_REGISTRY = 0x00020000;
constexpr uint32_t KERNEL_NO_CONFIGURATION = 0x10000000;

struct SessionSettings {
  std::wstring name;
  Guid guid;
  bool isKernel;             // a system logger: events of the kernel
  uint32_t kernelFlags;      // from the start
  uint32_t bufferKilobytes;  // of one buffer
  uint32_t mostMegabytes;    // of all buffers, which are memory that cannot be paged
  bool isFlushedOften;       // by a timer in milliseconds, which not every version takes
};

// What a session says of itself.
struct SessionCounters {
  uint64_t eventsLost;
  uint64_t buffersLost;
};

class TraceSession {
 public:
  // Each returns an error number of Windows, 0 for none.
  uint32_t start(const SessionSettings &settings);
  uint32_t setKernelFlags(uint32_t flags);
  uint32_t query(SessionCounters &counters) const;
  uint32_t flush() const;
  // With what it says at its end.
  uint32_t stop(SessionCounters *counters = nullptr);

  TRACEHANDLE handle() const { return handle_; }
  const std::wstring &name() const { return name_; }
  bool isStarted() const { return isStarted_; }

  // Whether a session of this name exists, and ending one that somebody left behind.
  static bool exists(const wchar_t *name);
  static uint32_t stopNamed(const wchar_t *name, SessionCounters *counters = nullptr);

 private:
  TRACEHANDLE handle_ = 0;
  std::wstring name_;
  bool isStarted_ = false;
};

}  // namespace procscope
