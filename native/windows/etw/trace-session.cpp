// SPDX-License-Identifier: MIT
#include "trace-session.h"

#include <algorithm>
#include <cstring>

#include "../system/machine.h"

namespace procscope {

namespace {

// evntrace.h of MinGW lacks some of these, and newer ones name them otherwise.
constexpr uint32_t MODE_REAL_TIME = 0x100;
constexpr uint32_t MODE_MILLISECOND_FLUSH = 0x10;
constexpr uint32_t MODE_SYSTEM_LOGGER = 0x02000000;
constexpr uint32_t CLOCK_PERFORMANCE_COUNTER = 1;
constexpr uint32_t FLUSH_SECONDS = 1, FLUSH_MILLISECONDS = 100;
constexpr DWORD INFO_SYSTEM_FLAGS = 4;  // TraceSystemTraceEnableFlagsInfo

// With room for the two names that the system writes behind it; with less it answers ERROR_MORE_DATA.
struct Properties {
  EVENT_TRACE_PROPERTIES head;
  wchar_t names[2][1024];

  Properties() {
    memset(static_cast<void *>(this), 0, sizeof(*this));
    head.Wnode.BufferSize = sizeof(*this);
    head.Wnode.Flags = WNODE_FLAG_TRACED_GUID;
    head.LoggerNameOffset = offsetof(Properties, names[0]);
    head.LogFileNameOffset = offsetof(Properties, names[1]);
  }
};

uint32_t control(const wchar_t *name, Properties &properties, ULONG code) {
  return ControlTraceW(0, name, &properties.head, code);
}

SessionCounters countersOf(const Properties &properties) {
  const EVENT_TRACE_PROPERTIES &head = properties.head;
  return {head.EventsLost, static_cast<uint64_t>(head.RealTimeBuffersLost) + head.LogBuffersLost};
}

}  // namespace

uint32_t TraceSession::start(const SessionSettings &settings) {
  Properties properties;
  EVENT_TRACE_PROPERTIES &head = properties.head;
  memcpy(&head.Wnode.Guid, &settings.guid, sizeof(settings.guid));
  head.Wnode.ClientContext = CLOCK_PERFORMANCE_COUNTER;
  head.LogFileMode = MODE_REAL_TIME | (settings.isKernel ? MODE_SYSTEM_LOGGER : 0);
  head.FlushTimer = FLUSH_SECONDS;
  if (settings.isFlushedOften) {
    head.LogFileMode |= MODE_MILLISECOND_FLUSH;
    head.FlushTimer = FLUSH_MILLISECONDS;
  }
  head.BufferSize = settings.bufferKilobytes;
  head.MinimumBuffers = std::max(64u, 4 * processorCount());
  const uint32_t most = settings.mostMegabytes * 1024 / settings.bufferKilobytes;
  head.MinimumBuffers = std::min<ULONG>(head.MinimumBuffers, std::max(most, 2 * processorCount()));
  head.MaximumBuffers = std::max<ULONG>(most, head.MinimumBuffers);
  head.EnableFlags = settings.kernelFlags;
  // Its records go to no file: that it has no name, not an empty one, says so.
  head.LogFileNameOffset = 0;
  name_ = settings.name;
  const uint32_t error = StartTraceW(&handle_, name_.c_str(), &head);
  isStarted_ = error == ERROR_SUCCESS;
  return error;
}

uint32_t TraceSession::setKernelFlags(uint32_t flags) {
  ULONG masks[8] = {flags, 0, 0, 0, 0, 0, 0, 0};
  return TraceSetInformation(handle_, static_cast<TRACE_INFO_CLASS>(INFO_SYSTEM_FLAGS), masks, sizeof(masks));
}

uint32_t TraceSession::query(SessionCounters &counters) const {
  Properties properties;
  const uint32_t error = control(name_.c_str(), properties, EVENT_TRACE_CONTROL_QUERY);
  if (error != ERROR_SUCCESS) return error;
  counters = countersOf(properties);
  return ERROR_SUCCESS;
}

uint32_t TraceSession::flush() const {
  Properties properties;
  return control(name_.c_str(), properties, EVENT_TRACE_CONTROL_FLUSH);
}

uint32_t TraceSession::stop(SessionCounters *counters) {
  if (!isStarted_) return ERROR_SUCCESS;
  isStarted_ = false;
  return stopNamed(name_.c_str(), counters);
}

bool TraceSession::exists(const wchar_t *name) {
  Properties properties;
  return control(name, properties, EVENT_TRACE_CONTROL_QUERY) == ERROR_SUCCESS;
}

uint32_t TraceSession::stopNamed(const wchar_t *name, SessionCounters *counters) {
  Properties properties;
  const uint32_t error = control(name, properties, EVENT_TRACE_CONTROL_STOP);
  if (counters != nullptr && error == ERROR_SUCCESS) *counters = countersOf(properties);
  // Gone is what was wanted; and the session has ended though its names did not fit.
  return error == ERROR_WMI_INSTANCE_NOT_FOUND || error == ERROR_MORE_DATA ? ERROR_SUCCESS : error;
}

}  // namespace procscope
