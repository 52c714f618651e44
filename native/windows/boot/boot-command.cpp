// SPDX-License-Identifier: MIT
#include "boot-command.h"

#include <cstdio>

#include "../elevate/elevate.h"
#include "../elevate/pipes.h"
#include "../system/drives.h"
#include "../system/json.h"
#include "../system/rights.h"
#include "../system/transfer.h"
#include "boot-arguments.h"
#include "boot-service.h"
#include "boot-switch.h"

namespace procscope {

namespace {

constexpr size_t PIECE_BYTES = 256 * 1024;
constexpr char DISCARD[] = "discard\n";

int answer(HANDLE output, const std::string &line) {
  const std::string whole = line + "\n";
  return writeAll(output, whole.data(), whole.size()) ? 0 : 1;
}

int refuse(HANDLE output, const BootFailure &failure) {
  answer(output, failureAnswer(failure));
  return 1;
}

int fail(const std::string &sentence) {
  std::fprintf(stderr, "%s\n", sentence.c_str());
  return 2;
}

std::wstring wide(const std::u16string &text) { return reinterpret_cast<const wchar_t *>(text.c_str()); }

// Whether the reader says that it has the log safe.
bool isToDiscard(HANDLE input) {
  std::string said;
  char bytes[64];
  for (size_t count; said.size() < sizeof(DISCARD) - 1 && (count = readSome(input, bytes, sizeof(bytes))) > 0;)
    said.append(bytes, count);
  return said == DISCARD;
}

// A line of facts, the bytes of the log, and when the reader asks for its end, a line of what came of that.
int send(const std::wstring &id, HANDLE input, HANDLE output) {
  BootPlaces places;
  BootLog log;
  const BootFailure failure = finishLog(id, places, log);
  if (failure) return refuse(output, failure);
  {
    const Handle file(CreateFileW(log.path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                  nullptr, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, nullptr));
    LARGE_INTEGER size = {};
    if (!file || !GetFileSizeEx(file.get(), &size))
      return refuse(output,
                    bootFailure("read the boot log \"" + toUtf8(log.path.c_str()) + "\"", "CreateFile", GetLastError()));
    JsonObject head;
    head.digits("bytes", static_cast<uint64_t>(size.QuadPart)).flag("hasEnded", log.hasEnded);
    head.digits("eventsLost", log.eventsLost).digits("buffersLost", log.buffersLost);
    if (answer(output, head.add("drives", drivesJson()).made()) != 0) return 1;
    std::vector<uint8_t> bytes(PIECE_BYTES);
    for (uint64_t left = static_cast<uint64_t>(size.QuadPart); left > 0;) {
      const size_t wanted = left < PIECE_BYTES ? static_cast<size_t>(left) : PIECE_BYTES;
      const size_t count = readSome(file.get(), bytes.data(), wanted);
      if (count == 0 || !writeAll(output, bytes.data(), count)) return 1;
      left -= count;
    }
  }
  if (!isToDiscard(input)) return 0;
  const BootFailure kept = discardLog(id);
  return kept ? refuse(output, kept) : answer(output, JsonObject().flag("isDiscarded", true).made());
}

int perform(const BootArguments &arguments, HANDLE input, HANDLE output) {
  const std::wstring log = wide(arguments.log);
  if (arguments.command == u"send") return send(log, input, output);
  const BootFailure failure = arguments.command == u"enable"    ? enableBoot()
                              : arguments.command == u"disable" ? disableBoot()
                                                                : discardLog(log);
  return failure ? refuse(output, failure) : answer(output, JsonObject().flag("isDone", true).made());
}

// By the process that has the rights: the same by pipes.
int serve(const BootArguments &arguments, HANDLE ending) {
  const std::wstring pipe = wide(arguments.pipe), user = wide(arguments.user);
  if (!isPipeName(pipe) || !isSid(user))
    return fail("--pipe and --user are for the helper's own use: they are not as they are made.");
  PipeEnds ends;
  Failure failure = makePipes(pipe, user, ends);
  if (!failure) failure = awaitClient(ends, arguments.client, ending);
  if (failure) return fail(failure.sentence);
  const int status = perform(arguments, ends.commands.get(), ends.frames.get());
  // What is in the pipe is gone when this end is, so wait until it was read.
  FlushFileBuffers(ends.frames.get());
  return status;
}

// By the process of the user: asks for rights and passes on what is said.
int askForRights(const BootArguments &arguments, HANDLE input, HANDLE output) {
  const std::wstring user = userSid(), name = randomPipeName();
  const std::u16string parameters =
      bootServeCommand(arguments, toUtf16(name.c_str()), toUtf16(user.c_str()), GetCurrentProcessId());
  Handle helper;
  PipeEnds ends;
  Failure failure = startHelper(parameters, arguments.asUser, helper);
  if (!failure) failure = openPipes(name, helper.get(), ends);
  if (!failure) return relay(helper.get(), ends, input, output);
  if (failure.code == PSW_ERR_CANCELLED)
    return refuse(output, bootFailure(BootError::CANCELLED,
                                      "The request for administrator rights was cancelled, so nothing was changed."));
  if (failure.code == PSW_ERR_PRIVILEGE)
    return refuse(output, bootFailure(BootError::PRIVILEGE,
                                      "Windows does not let this user ask for administrator rights, which boot logging "
                                      "needs. Start Procscope as an administrator."));
  return refuse(output, bootFailure(BootError::FAILED, failure.sentence));
}

}  // namespace

int bootCommand(const std::vector<std::u16string> &given, HANDLE input, HANDLE output, HANDLE ending) {
  const BootArguments arguments = parseBootArguments(given);
  if (!arguments.wrong.empty()) return fail(arguments.wrong);
  if (arguments.command == u"service") return runBootService();
  if (!arguments.pipe.empty()) return serve(arguments, ending);
  if (arguments.command == u"status") {
    const std::string status = bootStatus();
    return answer(output, status) != 0 || status.compare(0, 9, "{\"error\":") == 0;
  }
  if (arguments.asUser || !isElevated()) return askForRights(arguments, input, output);
  return perform(arguments, input, output);
}

}  // namespace procscope
