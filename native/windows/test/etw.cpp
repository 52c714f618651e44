// SPDX-License-Identifier: MIT
// The capture of this machine against a stand-in for Windows' functions of event tracing, which Wine lacks: what is asked, in
// which order, what comes of refusals, and where the records go. What Windows really does only Windows can show.
#include "../etw/etw-source.h"

#include <map>
#include <memory>
#include <vector>

#include "../filter/scope-filter.h"
#include "check.h"

using namespace procscope;

int failures;

namespace {

// How Windows behaves, and what was asked of it.
struct Stand {
  bool tellsFiles = true, tellsKeys = true;  // when asked in the capture's session
  bool takesFlagsLater = true;
  bool takesMillisecondFlush = true;
  bool hasRoomForEvents = true;
  ULONG eventsLost = 0;
  std::vector<std::string> asked;
};
Stand stand;

struct FakeSession {
  std::wstring name;
  ULONG mask = 0;
  bool isRunning = true;
  HANDLE changed = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  SRWLOCK lock = SRWLOCK_INIT;
  std::vector<std::pair<Guid, UCHAR>> waiting;  // class and opcode of records to deliver
  EVENT_TRACE_LOGFILEW file = {};

  void tell(const Guid &provider, UCHAR opcode) {
    {
      Lock guard(lock);
      waiting.emplace_back(provider, opcode);
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

void deliver(FakeSession &session, const Guid &provider, UCHAR opcode) {
  EVENT_RECORD record = {};
  uint8_t user[48] = {};
  memcpy(&record.EventHeader.ProviderId, &provider, sizeof(provider));
  record.EventHeader.EventDescriptor.Opcode = opcode;
  record.EventHeader.EventDescriptor.Version = 3;
  record.EventHeader.Flags = FLAG_CLASSIC | FLAG_64_BIT;
  record.EventHeader.ProcessId = 1234;
  record.EventHeader.ThreadId = 1236;
  QueryPerformanceCounter(&record.EventHeader.TimeStamp);
  record.BufferContext.ProcessorNumber = 3;
  record.BufferContext.Alignment = 8;
  record.UserData = user;
  record.UserDataLength = sizeof(user);
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
    if ((session->mask & KERNEL_REGISTRY) != 0) session->tell(kernel_class::REGISTRY, 25);
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
    std::vector<std::pair<Guid, UCHAR>> records;
    bool isRunning;
    {
      Lock guard(session->lock);
      isRunning = session->isRunning;
      records.swap(session->waiting);
    }
    for (const auto &record : records) deliver(*session, record.first, record.second);
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

namespace {

class Collected : public Report {
 public:
  void log(const std::string &text) override { logged += text + "\n"; }
  void warn(psw_error_code, const std::string &sentence) override { warned += sentence + "\n"; }
  void session(const psw_raw_session &, const std::u16string &) override { sessions++; }
  void lost(psw_loss_cause, uint64_t count, uint64_t from, uint64_t to) override {
    missing += count;
    CHECK(count == 0 || from <= to);
  }
  bool says(const char *text) const { return logged.find(text) != std::string::npos; }

  std::string logged, warned;
  int sessions = 0;
  uint64_t missing = 0;
};

struct Run {
  Handle wake{CreateEventW(nullptr, FALSE, FALSE, nullptr)};
  Collected report;
  EtwSource source;
  std::map<int, int> opcodes;

  explicit Run(const EtwOptions &options = {}) : source(options, wake.get()) {}
  void read() {
    source.read(1000, [this](const QueuedRecord &record) {
      opcodes[record.head.opcode]++;
      CHECK(record.head.cpu == 3 && record.head.pid == 1234);
    });
  }
  // Until what belongs to the start is done.
  bool settle() {
    for (int i = 0; i < 2000; i++) {
      read();
      if (source.settle(report)) {
        read();
        return true;
      }
      Sleep(10);
    }
    return false;
  }
};

constexpr uint32_t ALL = 0xffffffff;

void usual() {
  stand = Stand();
  sessions.clear();
  // A capture that broke off left one behind.
  TRACEHANDLE stale = ++lastHandle;
  sessions[stale] = std::make_shared<FakeSession>();
  sessions[stale]->name = KERNEL_SESSION;
  Run run;
  const Failure failure = run.source.start(ALL, true, run.report);
  CHECK(!failure && run.report.sessions == 2);
  CHECK(run.report.says("\"Procscope Kernel\" was left behind by a capture that broke off: ended"));
  // Listened to before the flags are set; keys before the flags, files after.
  const std::vector<std::string> expected = {
      "stop Procscope Kernel", "start Procscope Kernel flags 0 mode 2000100", "open Procscope Kernel", "stacks 26",
      "flags 20000", "flags 0", "flags 1603020f", "rundown", "start Procscope Events flags 0 mode 100",
      "open Procscope Events"};
  CHECK(stand.asked == expected);
  for (const std::string &each : stand.asked)
    if (stand.asked != expected) std::printf("  %s\n", each.c_str());
  CHECK(run.settle());
  CHECK(run.report.says("1 files, 1 keys"));
  CHECK(run.opcodes[36] == 1 && run.opcodes[25] == 1);

  // Fewer classes: fewer flags. Records of both sessions are read.
  run.source.setClasses(CLASS_NETWORK, run.report);
  CHECK(stand.asked.back() == "flags 1001000f");
  running(KERNEL_SESSION)->tell(kernel_class::TCP_IP, 10);
  running(EVENTS_SESSION)->tell(kernel_class::TCP_IP, 11);
  for (int i = 0; i < 200 && run.opcodes[10] + run.opcodes[11] < 2; i++, Sleep(10)) run.read();
  CHECK(run.opcodes[10] == 1 && run.opcodes[11] == 1);

  // Windows says that something is missing, and how much.
  CHECK(!run.source.sawLoss());
  running(KERNEL_SESSION)->tell(kernel_class::LOST_EVENT, 32);
  for (int i = 0; i < 200 && !run.source.sawLoss(); i++) Sleep(10);
  stand.eventsLost = 7;
  CHECK(run.source.sawLoss());
  run.source.check(run.report);
  // Of each session, once.
  CHECK(run.report.missing == 14 && !run.source.sawLoss());
  run.source.check(run.report);
  CHECK(run.report.missing == 14);

  // What comes while it ends is there afterwards.
  Failure why;
  CHECK(!run.source.hasEnded(why));
  running(KERNEL_SESSION)->tell(kernel_class::PROCESS, 4);
  run.source.stop(run.report);
  run.read();
  CHECK(run.opcodes[4] == 1);
  CHECK(running(KERNEL_SESSION) == nullptr && running(EVENTS_SESSION) == nullptr);
}

void otherWays() {
  stand = Stand();
  sessions.clear();
  stand.tellsFiles = stand.tellsKeys = stand.takesMillisecondFlush = stand.hasRoomForEvents = false;
  EtwOptions options;
  options.millisecondFlush = true;
  Run run(options);
  CHECK(!run.source.start(ALL, false, run.report));
  CHECK(run.report.says("A flush timer in milliseconds was refused: once a second instead"));
  // Without the session for events the capture goes on.
  CHECK(run.report.warned.find("Hooks, name lookups and security calls will be missing. ") == 0);
  CHECK(run.report.sessions == 1);
  CHECK(run.settle());
  CHECK(run.report.says("Names told by the capture's session: 0 files, 0 keys"));
  CHECK(run.report.says("Names told by a session of its own: 1 files, 1 keys"));
  CHECK(run.opcodes[36] == 1 && run.opcodes[25] == 1);
  // Without any name in the capture's session, that of disks is tried, whose own records nobody wants.
  CHECK(run.report.says("No name of a file came: events of disks switched on as well: accepted"));
  CHECK(stand.asked.back() == "flags 1603030f");
  running(KERNEL_SESSION)->tell(kernel_class::DISK_IO, 10);
  running(KERNEL_SESSION)->tell(kernel_class::FILE_IO, 64);
  for (int i = 0; i < 200 && run.opcodes[64] == 0; i++, Sleep(10)) run.read();
  CHECK(run.opcodes[10] == 0 && run.opcodes[64] == 1);
  run.source.stop(run.report);
  for (const wchar_t *name : {KERNEL_SESSION, EVENTS_SESSION, RUNDOWN_SESSION}) CHECK(running(name) == nullptr);
}

void flagsAtTheStart() {
  stand = Stand();
  sessions.clear();
  stand.takesFlagsLater = false;
  Run run;
  CHECK(!run.source.start(CLASS_FILE, false, run.report));
  CHECK(run.report.says("Setting the kernel's flags was refused (50): started anew with them"));
  CHECK(running(KERNEL_SESSION) != nullptr && running(KERNEL_SESSION)->mask == 0x1600020f);

  // Somebody else ends it.
  Failure why;
  CHECK(!run.source.hasEnded(why));
  running(KERNEL_SESSION)->isRunning = false;
  for (int i = 0; i < 200 && !run.source.hasEnded(why); i++) Sleep(10);
  CHECK(why.code == PSW_ERR_SESSION);
  CHECK(why.sentence.find("\"Procscope Kernel\" was ended by another program") != std::string::npos);
  run.source.stop(run.report);
}

void queueThatIsFull() {
  stand = Stand();
  sessions.clear();
  EtwOptions options;
  options.queueMegabytes = 1;
  Run run(options);
  CHECK(!run.source.start(CLASS_NETWORK, false, run.report));
  const std::shared_ptr<FakeSession> kernel = running(KERNEL_SESSION);
  {
    Lock guard(kernel->lock);
    kernel->waiting.assign(20000, {kernel_class::TCP_IP, 10});
  }
  SetEvent(kernel->changed);
  run.source.stop(run.report);
  int received = 0;
  while (run.source.read(1000, [&received](const QueuedRecord &) { received++; }) > 0) {
  }
  // Nothing is lost without a word.
  CHECK(received > 0 && received < 20000);
  CHECK(run.report.missing == 20000u - static_cast<uint64_t>(received));
}

}  // namespace

int main() {
  usual();
  otherWays();
  flagsAtTheStart();
  queueThatIsFull();
  std::printf("%d failures\n", failures);
  std::fflush(stdout);
  ExitProcess(failures == 0 ? 0 : 1);
}
