// SPDX-License-Identifier: MIT
#include "boot-session.h"

#include <cstring>

#include "../etw/trace-session.h"
#include "boot-service.h"

namespace procscope {

namespace {

struct Properties {
  EVENT_TRACE_PROPERTIES head;
  wchar_t session[1024];
  wchar_t file[1024];
};

uint32_t query(const wchar_t *name, Properties &properties) {
  memset(static_cast<void *>(&properties), 0, sizeof(properties));
  properties.head.Wnode.BufferSize = sizeof(properties);
  properties.head.Wnode.Flags = WNODE_FLAG_TRACED_GUID;
  properties.head.LoggerNameOffset = offsetof(Properties, session);
  properties.head.LogFileNameOffset = offsetof(Properties, file);
  return ControlTraceW(0, name, &properties.head, EVENT_TRACE_CONTROL_QUERY);
}

}  // namespace

BootSession bootSession(LoggerKind kind, const std::wstring &folder) {
  BootSession session;
  Properties properties;
  const uint32_t error = query(loggerSession(kind), properties);
  if (error == ERROR_ACCESS_DENIED) {
    // It is there; whose it is only its name or the service can say.
    session.isRunning = kind == LoggerKind::AUTO || bootServiceState() == ServiceState::RUNNING;
    return session;
  }
  // Every session has buffers. Wine, which has none, says that each name is one.
  if (error != ERROR_SUCCESS || properties.head.BufferSize == 0) return session;
  properties.file[1023] = 0;
  const bool isOurs = kind == LoggerKind::AUTO || std::wstring(properties.file).find(folder) != std::wstring::npos;
  session.isRunning = isOurs;
  if (isOurs) session.file = properties.file;
  return session;
}

BootFailure stopBootSession(LoggerKind kind, BootLosses &losses) {
  SessionCounters counters = {0, 0};
  const uint32_t error = TraceSession::stopNamed(loggerSession(kind), &counters);
  losses = {counters.eventsLost, counters.buffersLost};
  const std::string name = toUtf8(loggerSession(kind));
  if (error == ERROR_SUCCESS) return {};
  return bootFailure("end the recording session \"" + name + "\"", "ControlTrace", error);
}

}  // namespace procscope
