// SPDX-License-Identifier: MIT
// A stand-in for Windows' functions of event tracing. For one program: it defines them.
#pragma once
#include "../etw/etw-source.h"

#include <map>
#include <memory>
#include <vector>

#include "check.h"

using namespace procscope;

namespace {

// How Windows behaves, and what was asked of it.
struct Stand {
  bool tellsFiles = true, tellsKeys = true;  // when asked in the capture's session
  bool tellsKeysAtEnd = true;
  bool takesFlagsLater = true;
  bool takesNoConfiguration = true;
  bool takesMillisecondFlush = true;
  bool hasRoomForEvents = true;
  ULONG eventsLost = 0;
  std::vector<std::string> asked;
};
Stand stand;

struct FakeRecord {
  Guid provider;
  UCHAR opcode;
  DWORD pid;
  std::vector<uint8_t> user;
};

struct FakeSession {
  std::wstring name;
  ULONG mask = 0;
  bool isRunning = true;
  HANDLE changed = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  SRWLOCK lock = SRWLOCK_INIT;
  std::vector<FakeRecord> waiting;  // to deliver
  EVENT_TRACE_LOGFILEW file = {};

  void tell(const Guid &provider, UCHAR opcode, DWORD pid = 1234, std::vector<uint8_t> user = std::vector<uint8_t>(48)) {
    {
      Lock guard(lock);
      waiting.push_back({provider, opcode, pid, std::move(user)});
    }
    SetEvent(changed);
  }
};
std::map<TRACEHANDLE, std::shared_ptr<FakeSession>> sessions;
SRWLOCK sessionsLock = SRWLOCK_INIT;  // threads that deliver look for theirs
TRACEHANDLE lastHandle = 100;

std::shared_ptr<FakeSession> running(const wchar_t *name) {
  for (const auto &entry : sessions)
    if (entry.second->name == name && entry.second->isRunning) return entry.second;
  return nullptr;
}

void deliver(FakeSession &session, FakeRecord &fake) {
  EVENT_RECORD record = {};
  memcpy(&record.EventHeader.ProviderId, &fake.provider, sizeof(fake.provider));
  record.EventHeader.EventDescriptor.Opcode = fake.opcode;
  record.EventHeader.EventDescriptor.Version = 3;
  // Providers with manifests have no class of the kernel: those that are asked for are known by their GUIDs.
  bool isClassic = true;
  for (const NamedProvider &each : wantedProviders()) isClassic = isClassic && !(each.guid == fake.provider);
  record.EventHeader.Flags = static_cast<USHORT>((isClassic ? FLAG_CLASSIC : 0) | FLAG_64_BIT);
  record.EventHeader.ProcessId = fake.pid;
  record.EventHeader.ThreadId = 1236;
  QueryPerformanceCounter(&record.EventHeader.TimeStamp);
  record.BufferContext.ProcessorNumber = 3;
  record.BufferContext.Alignment = 8;
  record.UserData = fake.user.data();
  record.UserDataLength = static_cast<USHORT>(fake.user.size());
  record.UserContext = session.file.Context;
  session.file.EventRecordCallback(&record);
}

std::string narrow(const wchar_t *text) { return toUtf8(text); }

ULONG WINAPI fakeStart(PTRACEHANDLE handle, LPCWSTR name, PEVENT_TRACE_PROPERTIES properties) {
  char how[128];
  std::snprintf(how, sizeof(how), "start %s flags %lx mode %lx", narrow(name).c_str(), properties->EnableFlags,
                properties->LogFileMode);
  stand.asked.push_back(how);
  // As Windows has it: a buffer's name is where it says, and a file is only named where there is one.
  CHECK(properties->LoggerNameOffset == sizeof(EVENT_TRACE_PROPERTIES) && properties->LogFileNameOffset == 0);
  CHECK(properties->Wnode.ClientContext == 1 && properties->MinimumBuffers <= properties->MaximumBuffers);
  if (running(name) != nullptr) return ERROR_ALREADY_EXISTS;
  if ((properties->LogFileMode & 0x10) != 0 && !stand.takesMillisecondFlush) return ERROR_INVALID_PARAMETER;
  if (std::wstring(name) == EVENTS_SESSION && !stand.hasRoomForEvents) return ERROR_NO_SYSTEM_RESOURCES;
  *handle = ++lastHandle;
  Lock guard(sessionsLock);
  sessions[*handle] = std::make_shared<FakeSession>();
  sessions[*handle]->name = name;
  sessions[*handle]->mask = properties->EnableFlags;
  return ERROR_SUCCESS;
}

ULONG WINAPI fakeControl(TRACEHANDLE, LPCWSTR name, PEVENT_TRACE_PROPERTIES properties, ULONG code) {
  const std::shared_ptr<FakeSession> session = running(name);
  if (session == nullptr) return ERROR_WMI_INSTANCE_NOT_FOUND;
  properties->EventsLost = stand.eventsLost;
  if (code != EVENT_TRACE_CONTROL_STOP) return ERROR_SUCCESS;
  stand.asked.push_back("stop " + narrow(name));
  // What a session knows is told at its end.
  if (session->name == RUNDOWN_SESSION) {
    if ((session->mask & KERNEL_DISK) != 0) session->tell(kernel_class::FILE_IO, 36);
    if ((session->mask & KERNEL_REGISTRY) != 0 && stand.tellsKeysAtEnd)
      session->tell(kernel_class::REGISTRY, 25);
  }
  session->isRunning = false;
  SetEvent(session->changed);
  return ERROR_SUCCESS;
}

TRACEHANDLE WINAPI fakeOpen(PEVENT_TRACE_LOGFILEW file) {
  const std::shared_ptr<FakeSession> session = running(file->LoggerName);
  if (session == nullptr) {
    SetLastError(ERROR_WMI_INSTANCE_NOT_FOUND);
    return ~TRACEHANDLE{0};
  }
  stand.asked.push_back("open " + narrow(file->LoggerName));
  CHECK(file->ProcessTraceMode == (0x100 | 0x1000 | 0x10000000));
  file->LogfileHeader.TimerResolution = 156250;
  file->LogfileHeader.PointerSize = 8;
  session->file = *file;
  for (const auto &entry : sessions)
    if (entry.second == session) return entry.first;
  return ~TRACEHANDLE{0};
}

ULONG WINAPI fakeProcess(PTRACEHANDLE handles, ULONG count, LPFILETIME start, LPFILETIME end) {
  // A start would leave out what was told of the state before.
  CHECK(count == 1 && start == nullptr && end == nullptr);
  std::shared_ptr<FakeSession> session;
  {
    Lock guard(sessionsLock);
    session = sessions[handles[0]];
  }
  for (;;) {
    std::vector<FakeRecord> records;
    bool isRunning;
    {
      Lock guard(session->lock);
      isRunning = session->isRunning;
      records.swap(session->waiting);
    }
    for (FakeRecord &record : records) deliver(*session, record);
    if (!isRunning && records.empty()) return ERROR_SUCCESS;
    if (records.empty()) WaitForSingleObject(session->changed, 50);
  }
}

ULONG WINAPI fakeClose(TRACEHANDLE) { return ERROR_SUCCESS; }

ULONG WINAPI fakeSet(TRACEHANDLE handle, TRACE_INFO_CLASS what, PVOID information, ULONG length) {
  if (what == 3) {
    stand.asked.push_back("stacks " + std::to_string(length / sizeof(CLASSIC_EVENT_ID)));
    return ERROR_SUCCESS;
  }
  CHECK(what == 4 && length == 32);
  if (!stand.takesFlagsLater) return ERROR_NOT_SUPPORTED;
  FakeSession &session = *sessions[handle];
  const ULONG mask = *static_cast<const ULONG *>(information);
  char text[32];
  std::snprintf(text, sizeof(text), "flags %lx", mask);
  stand.asked.push_back(text);
  if (!stand.takesNoConfiguration && (mask & KERNEL_NO_CONFIGURATION) != 0) return ERROR_INVALID_PARAMETER;
  const bool endsKeys = (session.mask & KERNEL_REGISTRY) != 0 && (mask & KERNEL_REGISTRY) == 0;
  if (endsKeys && stand.tellsKeys) session.tell(kernel_class::REGISTRY, 25);
  session.mask = mask;
  return ERROR_SUCCESS;
}

ULONG WINAPI fakeEnable(TRACEHANDLE handle, LPCGUID provider, ULONG, UCHAR level, ULONGLONG keywords, ULONGLONG, ULONG,
                        PENABLE_TRACE_PARAMETERS) {
  FakeSession &session = *sessions[handle];
  const bool isRundown = provider->Data1 == 0x3b9c9951;
  if (isRundown) {
    stand.asked.push_back("rundown");
    CHECK(level == 0 && keywords == 0x10 && session.name == KERNEL_SESSION);
    if (stand.tellsFiles) session.tell(kernel_class::FILE_IO, 36);
  } else {
    CHECK(session.name == EVENTS_SESSION);
  }
  return ERROR_SUCCESS;
}

}  // namespace

// What the headers say is imported is found here instead.
extern "C" {
ULONG(WINAPI *__imp_StartTraceW)(PTRACEHANDLE, LPCWSTR, PEVENT_TRACE_PROPERTIES) = fakeStart;
ULONG(WINAPI *__imp_ControlTraceW)(TRACEHANDLE, LPCWSTR, PEVENT_TRACE_PROPERTIES, ULONG) = fakeControl;
TRACEHANDLE(WINAPI *__imp_OpenTraceW)(PEVENT_TRACE_LOGFILEW) = fakeOpen;
ULONG(WINAPI *__imp_ProcessTrace)(PTRACEHANDLE, ULONG, LPFILETIME, LPFILETIME) = fakeProcess;
ULONG(WINAPI *__imp_CloseTrace)(TRACEHANDLE) = fakeClose;
ULONG(WINAPI *__imp_TraceSetInformation)(TRACEHANDLE, TRACE_INFO_CLASS, PVOID, ULONG) = fakeSet;
ULONG(WINAPI *__imp_EnableTraceEx2)(TRACEHANDLE, LPCGUID, ULONG, UCHAR, ULONGLONG, ULONGLONG, ULONG,
                                    PENABLE_TRACE_PARAMETERS) = fakeEnable;
}
