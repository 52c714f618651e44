// SPDX-License-Identifier: MIT
#include "boot-switch.h"

#include <algorithm>

#include "../system/json.h"
#include "boot-service.h"
#include "boot-session.h"

namespace procscope {

namespace {

constexpr uint64_t LIMIT_BYTES = 2048ull << 20;
constexpr char SERVICE_KEY[] = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\ProcscopeBoot";

// The log that a session writes: by its file's name, else the newest that has not ended.
std::wstring recordedId(const BootSession &session, const std::vector<BootLog> &logs) {
  if (!session.isRunning) return {};
  const std::wstring id = idOfPath(session.file);
  if (!id.empty()) return id;
  for (auto log = logs.rbegin(); log != logs.rend(); ++log)
    if (!log->hasEnded) return log->id;
  return {};
}

BootFailure foreignLogger() {
  return bootFailure(BootError::UNSUPPORTED,
                     "Another program uses " + shownLoggerKey(LoggerKind::GLOBAL) +
                         ", the only boot logger of this version of Windows. Switch boot logging off in that program, or "
                         "delete the key as an administrator.");
}

// Windows writes the log before any but the system's own volume is there.
bool isOnSystemVolume(const BootPlaces &places) {
  wchar_t root[MAX_PATH];
  const UINT length = GetSystemWindowsDirectoryW(root, MAX_PATH);
  return length > 2 && length < MAX_PATH && _wcsnicmp(root, places.folder.c_str(), 2) == 0;
}

// All that can go away goes; the first failure is told.
BootFailure removeParts(const BootPlaces &places, LoggerKind kind, bool isRecording) {
  BootFailure first;
  if (readLogger(kind, places.folder).exists) first = removeLogger(kind);
  if (isRecording) return first;
  const BootFailure service = removeBootService();
  if (!first) first = service;
  const BootFailure program = removeProgram(places);
  return first ? first : program;
}

BootFailure endRecording(const BootPlaces &places, LoggerKind kind, const std::wstring &id) {
  BootLosses losses = {0, 0};
  const BootFailure failure = stopBootSession(kind, losses);
  if (failure || id.empty()) return failure;
  BootLog log;
  log.id = id;
  log.ended = presentTime();
  log.eventsLost = losses.events;
  log.buffersLost = losses.buffers;
  return markEnded(places, log);
}

JsonList leftovers(const BootPlaces &places, LoggerKind kind, const LoggerState &logger, bool hasLogs) {
  JsonList left;
  if (logger.exists) left.add(jsonText(shownLoggerKey(kind)));
  if (bootServiceState() != ServiceState::NONE) left.add(jsonText(SERVICE_KEY));
  if (hasLogs) return left;
  if (pathExists(places.program)) left.add(jsonText(toUtf8(places.program.c_str())));
  else if (pathExists(places.folder)) left.add(jsonText(toUtf8(places.folder.c_str())));
  return left;
}

// Milliseconds since 1970 of a FILETIME.
uint64_t milliseconds(uint64_t time) {
  constexpr uint64_t UNIX_EPOCH = 116444736000000000u;
  return time < UNIX_EPOCH ? 0 : (time - UNIX_EPOCH) / 10000;
}

std::string logAnswer(const BootLog &log) {
  JsonObject made;
  made.text("id", toUtf8(log.id.c_str())).number("began", milliseconds(log.created)).number("bytes", log.bytes);
  if (log.hasEnded) made.number("ended", milliseconds(log.ended));
  return made.number("dropped", log.eventsLost).flag("isComplete", log.hasEnded).made();
}

std::string problem(const char *code, const std::string &sentence, JsonObject facts) {
  return JsonObject().text("code", code).text("sentence", sentence).add("facts", facts.made()).made();
}

std::string change(const char *kind, const std::string &subject) {
  return JsonObject().text("kind", kind).text("subject", subject).made();
}

std::string planAnswer(const BootPlaces &places, LoggerKind kind) {
  JsonList changes;
  changes.add(change("registry-key", shownLoggerKey(kind)));
  changes.add(change("program", toUtf8(places.program.c_str())));
  changes.add(change("service", toUtf8(BOOT_SERVICE)));
  changes.add(change("log", toUtf8(places.folder.c_str())));
  // At the limit Windows stops: the beginning of a start is what matters.
  return JsonObject().add("changes", changes.made()).number("limit", LIMIT_BYTES).text("beyond", "newest").made();
}

// Why the next start cannot be recorded here, with a word for the app.
BootFailure refusal(const BootPlaces &places, const LoggerState &logger, const char *&reason) {
  if (logger.isForeign) {
    reason = "other-logger";
    return foreignLogger();
  }
  reason = "other-volume";
  if (isOnSystemVolume(places)) return {};
  return bootFailure(BootError::UNSUPPORTED,
                     "The folder \"" + toUtf8(places.folder.c_str()) +
                         "\" is not on the volume of Windows, the only one that can be written while the system starts.");
}

}  // namespace

std::string bootStatus() {
  BootPlaces places;
  const BootFailure failure = bootPlaces(places);
  if (failure) return failureAnswer(failure);
  const LoggerKind kind = loggerKind();
  const LoggerState logger = readLogger(kind, places.folder);
  const std::vector<BootLog> logs = listLogs(places);
  const BootSession session = bootSession(kind, places.folder);
  const std::wstring recorded = recordedId(session, logs);

  JsonObject made;
  made.flag("isArmed", logger.isOn);
  JsonList list;
  for (const BootLog &log : logs) {
    if (log.id == recorded) made.add("recording", logAnswer(log));
    else list.add(logAnswer(log));
  }
  made.add("logs", list.made());
  const bool isIdle = !logger.isOn && !session.isRunning;
  made.add("leftovers", isIdle ? leftovers(places, kind, logger, !logs.empty()).made() : "[]");
  if (isIdle && logger.hasStatus && logger.status != 0) {
    made.add("failed", problem("boot/failed",
                               "Windows could not record its start (error " + std::to_string(logger.status) +
                                   "). \"net helpmsg " + std::to_string(logger.status) + "\" says what the number means.",
                               JsonObject().number("error", logger.status)));
  }
  const char *reason = "";
  const BootFailure refused = refusal(places, logger, reason);
  if (refused) made.add("unsupported", problem("boot/unsupported", refused.sentence, JsonObject().text("reason", reason)));
  return made.add("plan", planAnswer(places, kind)).made();
}

BootFailure enableBoot() {
  BootPlaces places;
  BootFailure failure = bootPlaces(places);
  if (failure) return failure;
  const LoggerKind kind = loggerKind();
  const LoggerState logger = readLogger(kind, places.folder);
  const char *reason = "";
  failure = refusal(places, logger, reason);
  if (failure) return failure;
  const bool isServed = bootServiceState() != ServiceState::NONE && pathExists(places.program);
  if (logger.isOn && isServed) return {};
  const bool isRecording = bootSession(kind, places.folder).isRunning;
  std::wstring id = newLogId();
  // No log is ever written over.
  for (; pathExists(logPath(places, id)); id = newLogId()) Sleep(200);

  failure = makeFolders(places);
  // A service that runs keeps its program, which does the same.
  if (!failure && !(isRecording && isServed)) failure = copyProgram(places);
  if (!failure) failure = installBootService(places.program);
  if (!failure) failure = writeLogger(kind, logPath(places, id), presentBootId());
  if (failure) removeParts(places, kind, isRecording);
  return failure;
}

BootFailure disableBoot() {
  BootPlaces places;
  const BootFailure failure = bootPlaces(places);
  if (failure) return failure;
  const LoggerKind kind = loggerKind();
  return removeParts(places, kind, bootSession(kind, places.folder).isRunning);
}

BootFailure finishLog(const std::wstring &id, BootPlaces &places, BootLog &log) {
  BootFailure failure = bootPlaces(places);
  if (failure) return failure;
  const LoggerKind kind = loggerKind();
  const BootSession session = bootSession(kind, places.folder);
  std::vector<BootLog> logs = listLogs(places);
  if (session.isRunning && recordedId(session, logs) == id) {
    failure = endRecording(places, kind, id);
    if (failure) return failure;
    // What the recording needed goes with it. What stays all the same is told as left over.
    if (!readLogger(kind, places.folder).isOn) removeParts(places, kind, false);
    logs = listLogs(places);
  }
  for (const BootLog &each : logs) {
    if (each.id != id) continue;
    log = each;
    return {};
  }
  return bootFailure(BootError::NO_LOG, "There is no boot log of this name any more: it was deleted meanwhile.");
}

BootFailure discardLog(const std::wstring &id) {
  BootPlaces places;
  BootLog log;
  BootFailure failure = finishLog(id, places, log);
  if (!failure) failure = deleteLog(places, id);
  if (failure) return failure;
  const LoggerKind kind = loggerKind();
  const bool isNeeded = readLogger(kind, places.folder).isOn || bootSession(kind, places.folder).isRunning;
  return isNeeded ? BootFailure() : removeParts(places, kind, false);
}

RecordedBoot beginRecordedBoot() {
  RecordedBoot boot;
  BootPlaces places;
  if (bootPlaces(places)) return boot;
  const LoggerKind kind = loggerKind();
  const LoggerState logger = readLogger(kind, places.folder);
  if (logger.isOn && logger.armedBootId != presentBootId()) switchLoggerOff(kind);
  const BootSession session = bootSession(kind, places.folder);
  boot.isRecording = session.isRunning;
  boot.id = recordedId(session, listLogs(places));
  return boot;
}

void endRecordedBoot(const RecordedBoot &boot) {
  BootPlaces places;
  if (bootPlaces(places)) return;
  const LoggerKind kind = loggerKind();
  if (boot.isRecording && bootSession(kind, places.folder).isRunning) endRecording(places, kind, boot.id);
  const LoggerState logger = readLogger(kind, places.folder);
  // Switched on again meanwhile: the next start has this service as well.
  if (logger.isOn && logger.armedBootId == presentBootId()) return;
  // Windows wrote why it could not record: the app tells it, and removes it.
  if (logger.exists && !(logger.hasStatus && logger.status != 0)) removeLogger(kind);
  forgetBootService();
}

}  // namespace procscope
