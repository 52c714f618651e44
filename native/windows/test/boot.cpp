// SPDX-License-Identifier: MIT
// Boot logging against a stand-in for Windows' sessions, with the registry, the services and the files of Wine or Windows. It
// leaves nothing of itself.
#include <cstring>

#include "../boot/boot-arguments.h"
#include "../boot/boot-service.h"
#include "../boot/boot-session.h"
#include "../boot/boot-switch.h"
#include "../etw/trace-session.h"
#include "../system/json.h"
#include "../system/transfer.h"
#include "check.h"

using namespace procscope;

int failures;

namespace {

// The session that Windows would have started.
struct Stand {
  bool isRunning = false;
  bool isSecret = false;  // exists, but not for this user
  std::wstring name = L"Procscope-Boot";
  std::wstring file;
  ULONG eventsLost = 0;
  int stops = 0;
};
Stand stand;

ULONG WINAPI fakeControl(TRACEHANDLE, LPCWSTR name, PEVENT_TRACE_PROPERTIES properties, ULONG code) {
  if (!stand.isRunning || stand.name != name) return ERROR_WMI_INSTANCE_NOT_FOUND;
  if (stand.isSecret) return ERROR_ACCESS_DENIED;
  CHECK(properties->LogFileNameOffset != 0 && properties->LoggerNameOffset != 0);
  properties->BufferSize = 256;
  properties->EventsLost = stand.eventsLost;
  wcscpy(reinterpret_cast<wchar_t *>(reinterpret_cast<char *>(properties) + properties->LogFileNameOffset), stand.file.c_str());
  if (code == EVENT_TRACE_CONTROL_STOP) {
    stand.isRunning = false;
    stand.stops++;
  }
  return ERROR_SUCCESS;
}

}  // namespace

extern "C" {
ULONG(WINAPI *__imp_ControlTraceW)(TRACEHANDLE, LPCWSTR, PEVENT_TRACE_PROPERTIES, ULONG) = fakeControl;
}

namespace {

BootPlaces places;

bool says(const char *text) { return bootStatus().find(text) != std::string::npos; }

LoggerState logger() { return readLogger(LoggerKind::AUTO, places.folder); }

// As after a start of the system that was recorded: another start than that of the switch, a session, and its file.
std::wstring restart() {
  const LoggerState armed = logger();
  CHECK(armed.isOn && armed.armedBootId == presentBootId());
  CHECK(!writeLogger(LoggerKind::AUTO, armed.file, armed.armedBootId - 1));
  const Handle file(CreateFileW(armed.file.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr));
  CHECK(file && writeAll(file.get(), "records", 7));
  stand = Stand();
  stand.isRunning = true;
  stand.file = armed.file;
  stand.eventsLost = 5;
  return idOfPath(armed.file);
}

BootLog logOf(const std::wstring &id) {
  for (const BootLog &log : listLogs(places))
    if (log.id == id) return log;
  return {};
}

void setValue(const wchar_t *name, DWORD value) {
  CHECK(RegSetKeyValueW(HKEY_LOCAL_MACHINE, loggerKey(LoggerKind::AUTO).c_str(), name, REG_DWORD, &value, sizeof(value)) == 0);
}

// Soon after it removed itself, Windows has removed it.
bool isServiceGone() {
  for (int i = 0; i < 600 && bootServiceState() != ServiceState::NONE; i++) Sleep(50);
  return bootServiceState() == ServiceState::NONE;
}

void expectNothing() {
  CHECK(!logger().exists && isServiceGone());
  CHECK(!pathExists(places.program) && !pathExists(places.folder) && !pathExists(places.product));
  CHECK(says("\"leftovers\":[]") && says("\"logs\":[]") && says("\"isArmed\":false"));
}

void names() {
  CHECK(isLogId(newLogId()) && !isLogId(L"20260131T235959") && !isLogId(L"20260131 235959Z") && !isLogId(L"../../31T235959Z"));
  const std::wstring id = L"20260131T235959Z";
  CHECK(idOfPath(logPath(places, id)) == id && idOfPath(L"procscope-boot-" + id + L".etl") == id);
  CHECK(idOfPath(L"C:\\x\\procscope-boot-" + id + L".ended").empty() && idOfPath(L"C:\\boot.etl").empty());
  CHECK(jsonText("a\"b\\c\n\x7f") == "\"a\\\"b\\\\c\\u000a\\u007f\"");
  CHECK(JsonObject().text("a", "b").flag("c", true).add("d", JsonList().add("1").add("2").made()).made() ==
        "{\"a\":\"b\",\"c\":true,\"d\":[1,2]}");
}

void arguments() {
  const auto wrong = [](std::vector<std::u16string> given) { return !parseBootArguments(given).wrong.empty(); };
  CHECK(wrong({}) && wrong({u"bogus"}) && wrong({u"send"}) && wrong({u"send", u"..\\x"}) && wrong({u"enable", u"x"}));
  CHECK(wrong({u"send", u"1 --as-user"}) && wrong({u"enable", u"--pipe", u"x"}) && wrong({u"enable", u"--client", u"0"}));
  const BootArguments send = parseBootArguments({u"send", u"20260131T235959Z", u"--as-user"});
  CHECK(send.wrong.empty() && send.command == u"send" && send.asUser);
  CHECK(bootServeCommand(send, u"P", u"S-1", 42) == u"boot send 20260131T235959Z --pipe P --user S-1 --client 42");
}

void recordedAndCollected() {
  CHECK(!enableBoot() && says("\"isArmed\":true") && bootServiceState() == ServiceState::STOPPED);
  const std::wstring before = logger().file;
  // Once more changes nothing.
  CHECK(!enableBoot() && logger().file == before);
  const std::wstring id = restart();
  const RecordedBoot boot = beginRecordedBoot();
  CHECK(boot.isRecording && boot.id == id && !logger().isOn && logger().exists);
  CHECK(says("\"isArmed\":false,\"recording\":{\"id\":\"") && says("\"logs\":[]") && says("\"leftovers\":[]"));
  // Whoever may not ask the session still learns that it runs, and finds its log by its missing mark.
  stand.isSecret = true;
  CHECK(says(("\"recording\":{\"id\":\"" + toUtf8(id.c_str())).c_str()));
  stand.isSecret = false;

  BootPlaces found;
  BootLog log;
  CHECK(finishLog(L"20000101T000000Z", found, log).kind == BootError::NO_LOG && stand.stops == 0);
  CHECK(!finishLog(id, found, log) && stand.stops == 1 && log.bytes == 7 && log.hasEnded && log.eventsLost == 5);
  CHECK(log.ended <= presentTime() && log.created <= log.ended && !says("recording"));
  CHECK(says("\"dropped\":5,\"isComplete\":true}],\"leftovers\":[]") && !logger().exists && isServiceGone());
  // Asked again it is as before, and nothing is stopped.
  CHECK(!finishLog(id, found, log) && stand.stops == 1);
  CHECK(!discardLog(id));
  expectNothing();
  CHECK(discardLog(id).kind == BootError::NO_LOG);
}

void shutDown() {
  CHECK(!enableBoot());
  const std::wstring id = restart();
  const RecordedBoot boot = beginRecordedBoot();
  endRecordedBoot(boot);
  CHECK(stand.stops == 1 && logOf(id).hasEnded && !logger().exists);
  CHECK(isServiceGone() && says("\"leftovers\":[]"));
  // Switching on keeps the log that waits, and switching off as well.
  CHECK(!enableBoot() && logOf(id).bytes == 7 && logger().file != logPath(places, id));
  CHECK(!disableBoot() && logOf(id).bytes == 7 && !logger().exists && !pathExists(places.program));
  CHECK(!discardLog(id));
  expectNothing();
}

void againWhileRecording() {
  CHECK(!enableBoot());
  const std::wstring id = restart();
  const RecordedBoot boot = beginRecordedBoot();
  CHECK(!enableBoot() && says("\"isArmed\":true,\"recording\":{") && idOfPath(logger().file) != id);
  // The service itself is asked to end, and stays for the next start.
  endRecordedBoot(boot);
  CHECK(logOf(id).hasEnded && logger().isOn && bootServiceState() != ServiceState::NONE && pathExists(places.program));
  CHECK(!discardLog(id) && logger().isOn && pathExists(places.program));
  CHECK(!disableBoot());
  expectNothing();
}

void offWhileRecording() {
  CHECK(!enableBoot());
  const std::wstring id = restart();
  const RecordedBoot boot = beginRecordedBoot();
  CHECK(!disableBoot() && stand.isRunning && !logger().exists && bootServiceState() != ServiceState::NONE);
  endRecordedBoot(boot);
  CHECK(logOf(id).hasEnded && !discardLog(id));
  expectNothing();
}

void brokenOff() {
  CHECK(!enableBoot());
  const std::wstring id = restart();
  CHECK(beginRecordedBoot().isRecording);
  // The power goes, and the next start is an ordinary one.
  stand = Stand();
  const RecordedBoot next = beginRecordedBoot();
  CHECK(!next.isRecording);
  endRecordedBoot(next);
  CHECK(!logOf(id).hasEnded && logOf(id).bytes == 7 && !logger().exists && isServiceGone());
  CHECK(!discardLog(id));
  expectNothing();
}

void refusedByWindows() {
  CHECK(!enableBoot());
  const LoggerState armed = logger();
  CHECK(!writeLogger(LoggerKind::AUTO, armed.file, armed.armedBootId - 1));
  setValue(L"Status", 1450);
  endRecordedBoot(beginRecordedBoot());
  CHECK(!logger().isOn && logger().exists && says("\"leftovers\":[\"HKLM\\\\SYSTEM") &&
        says("\"failed\":{\"code\":\"boot/failed\",\"sentence\":\"Windows could not record its start (error 1450). "));
  CHECK(!disableBoot());
  expectNothing();
}

void unfinished() {
  // As if switching on had been interrupted.
  CHECK(!writeLogger(LoggerKind::AUTO, logPath(places, newLogId()), presentBootId()) && says("\"isArmed\":true"));
  CHECK(!enableBoot() && bootServiceState() != ServiceState::NONE && pathExists(places.program));
  CHECK(!disableBoot() && !disableBoot());
  expectNothing();
}

void folderOfOthers() {
  // A link that somebody put there would have the system write elsewhere.
  wchar_t elsewhere[MAX_PATH];
  GetTempPathW(MAX_PATH, elsewhere);
  CreateSymbolicLinkW(places.product.c_str(), elsewhere, SYMBOLIC_LINK_FLAG_DIRECTORY);
  if (!pathExists(places.product)) {
    // Wine says that it made one and does not. A file in its place is refused by the same check.
    const Handle file(CreateFileW(places.product.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr));
    CHECK(file);
  }
  const BootFailure failure = enableBoot();
  CHECK(failure.sentence.find("is no ordinary folder") != std::string::npos);
  CHECK(!logger().exists && isServiceGone());
  if (!RemoveDirectoryW(places.product.c_str())) DeleteFileW(places.product.c_str());
  expectNothing();
}

void globalLogger() {
  const std::wstring key = loggerKey(LoggerKind::GLOBAL);
  CHECK(!writeLogger(LoggerKind::GLOBAL, logPath(places, L"20260131T235959Z"), 1));
  LoggerState state = readLogger(LoggerKind::GLOBAL, places.folder);
  CHECK(state.exists && state.isOn && !state.isForeign && state.armedBootId == 1);
  // The session has a name that all share: it is ours by its file.
  stand = Stand();
  stand.isRunning = true;
  stand.name = L"NT Kernel Logger";
  stand.file = logPath(places, L"20260131T235959Z");
  CHECK(bootSession(LoggerKind::GLOBAL, places.folder).isRunning);
  stand.file = L"C:\\other.etl";
  CHECK(!bootSession(LoggerKind::GLOBAL, places.folder).isRunning);
  stand.isSecret = true;
  CHECK(!bootSession(LoggerKind::GLOBAL, places.folder).isRunning);
  CHECK(!removeLogger(LoggerKind::GLOBAL) && !removeLogger(LoggerKind::GLOBAL));
  CHECK(!writeLogger(LoggerKind::GLOBAL, L"C:\\other.etl", 1));
  state = readLogger(LoggerKind::GLOBAL, places.folder);
  CHECK(!state.exists && state.isForeign);
  CHECK(!removeLogger(LoggerKind::GLOBAL));
  stand = Stand();
}

}  // namespace

int main(int count, char **) {
  // As the service: its copy of the program is one of this test, which Windows or Wine may start.
  if (count > 1) return 0;
  CHECK(!bootPlaces(places));
  expectNothing();
  names();
  arguments();
  recordedAndCollected();
  shutDown();
  againWhileRecording();
  offWhileRecording();
  brokenOff();
  refusedByWindows();
  unfinished();
  folderOfOthers();
  globalLogger();
  std::printf("%d failures\n", failures);
  return failures;
}
