// SPDX-License-Identifier: MIT
#include "system/windows.h"
// After windows.h.
#include <shellapi.h>
#include <tlhelp32.h>

#include <cstdio>
#include <vector>

#include "arguments.h"
#include "boot/boot-command.h"
#include "elevate/elevate.h"
#include "elevate/pipes.h"
#include "etw/etw-source.h"
#include "replay/replay-source.h"
#include "session/session.h"
#include "system/drives.h"
#include "system/json.h"
#include "system/rights.h"
#include "system/transfer.h"

#ifndef PROCSCOPE_VERSION
#define PROCSCOPE_VERSION "0.0.0"
#endif

namespace procscope {

namespace {

HANDLE ending;

// Ctrl+C is meant for the program that started this one: it asks for the rest before it ends.
BOOL WINAPI onControl(DWORD kind) {
  if (kind == CTRL_C_EVENT || kind == CTRL_BREAK_EVENT) return TRUE;
  SetEvent(ending);
  // When this returns, Windows ends the process. The sessions must be ended before; the process ends by itself then.
  Sleep(5000);
  return TRUE;
}

std::vector<std::u16string> commandLine() {
  std::vector<std::u16string> given;
  int count = 0;
  wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
  for (int i = 1; i < count; i++) given.push_back(toUtf16(words[i]));
  LocalFree(words);
  return given;
}

int fail(const std::string &sentence) {
  std::fprintf(stderr, "%s\n", sentence.c_str());
  return 2;
}

// The process that started this one, to end with it; none when it is gone, or its number is another's by now.
Handle parentProcess() {
  const DWORD self = GetCurrentProcessId();
  DWORD parent = 0;
  const Handle list(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32W entry = {};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Process32FirstW(list.get(), &entry); more; more = Process32NextW(list.get(), &entry))
    if (entry.th32ProcessID == self) parent = entry.th32ParentProcessID;
  if (parent == 0) return Handle();
  Handle process(OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, parent));
  FILETIME parentCreated, ownCreated, other[3];
  if (!process || !GetProcessTimes(process.get(), &parentCreated, &other[0], &other[1], &other[2]) ||
      !GetProcessTimes(GetCurrentProcess(), &ownCreated, &other[0], &other[1], &other[2]))
    return Handle();
  return CompareFileTime(&parentCreated, &ownCreated) <= 0 ? std::move(process) : Handle();
}

int capture(const Arguments &arguments, HANDLE input, HANDLE output, HANDLE parent) {
  const Handle wake(CreateEventW(nullptr, FALSE, FALSE, nullptr));
  SessionOptions options;
  options.startsAtOnce = arguments.startsAtOnce;
  options.stacks = arguments.stacks;
  options.isReplay = !arguments.replay.empty();
  options.excludedTrees = arguments.excludedTrees;
  options.input = input;
  options.output = output;
  options.parent = parent;
  std::unique_ptr<Source> source;
  if (options.isReplay) {
    const std::wstring path(reinterpret_cast<const wchar_t *>(arguments.replay.c_str()));
    source = std::make_unique<ReplaySource>([path] { return _wfopen(path.c_str(), L"rb"); }, toUtf8(path.c_str()));
  } else {
    const EtwOptions etw = {arguments.bufferMegabytes, arguments.queueMegabytes, arguments.registryData,
                            arguments.millisecondFlush, arguments.keysByHandles};
    source = std::make_unique<EtwSource>(etw, wake.get());
  }
  // Not destroyed: threads of it may wait for bytes that never come, and end with the process.
  Session *session = new Session(*source, options, wake.get(), ending);
  const int status = session->run();
  source.reset();
  std::fflush(nullptr);
  ExitProcess(static_cast<UINT>(status));
}

int serve(const Arguments &arguments) {
  const std::wstring pipe = reinterpret_cast<const wchar_t *>(arguments.pipe.c_str());
  const std::wstring user = reinterpret_cast<const wchar_t *>(arguments.user.c_str());
  if (!isPipeName(pipe) || !isSid(user)) return fail("serve is for the helper's own use: its names are not as they are made.");
  const Handle client(OpenProcess(SYNCHRONIZE, FALSE, arguments.client));
  if (!client && GetLastError() == ERROR_INVALID_PARAMETER)
    return fail("Procscope, which wanted this capture, has ended meanwhile.");
  // Whoever asks may be another user, whose process cannot be opened: then the end of the pipe tells.
  PipeEnds ends;
  Failure failure = makePipes(pipe, user, ends);
  if (!failure) failure = awaitClient(ends, arguments.client, client ? client.get() : ending);
  if (failure) return fail(failure.sentence);
  return capture(arguments, ends.commands.get(), ends.frames.get(), client.get());
}

int tellDrives(HANDLE output) {
  const std::string line = JsonObject().add("drives", drivesJson()).made() + "\n";
  return writeAll(output, line.data(), line.size()) ? 0 : 1;
}

// Libraries come from the system's folder alone, also when this one's is writable by others.
void hardenLibraries() {
  using SetFolders = BOOL(WINAPI *)(DWORD);
  constexpr DWORD SYSTEM_FOLDER = 0x800;  // LOAD_LIBRARY_SEARCH_SYSTEM32
  const SetFolders set = systemFunction<SetFolders>(L"kernel32.dll", "SetDefaultDllDirectories");
  if (set != nullptr) set(SYSTEM_FOLDER);
  SetDllDirectoryW(L"");
}

int run() {
  hardenLibraries();
  ending = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  std::vector<std::u16string> given = commandLine();
  if (!given.empty() && given[0] == u"boot") {
    given.erase(given.begin());
    return bootCommand(given, GetStdHandle(STD_INPUT_HANDLE), GetStdHandle(STD_OUTPUT_HANDLE), ending);
  }
  const Arguments arguments = parseArguments(given);
  if (!arguments.wrong.empty()) return fail(arguments.wrong);
  if (arguments.mode == Mode::HELP) return std::fputs(HELP_TEXT, stdout) < 0;
  if (arguments.mode == Mode::VERSION) return std::puts("Procscope capture helper " PROCSCOPE_VERSION) < 0;
  if (arguments.mode == Mode::MAY_CAPTURE) return isElevated() ? 0 : 1;
  if (arguments.mode == Mode::DRIVES) return tellDrives(GetStdHandle(STD_OUTPUT_HANDLE));
  SetConsoleCtrlHandler(onControl, TRUE);
  if (arguments.mode == Mode::SERVE) return serve(arguments);
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  const HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
  if (GetFileType(output) == FILE_TYPE_CHAR)
    return fail("The capture helper writes binary data: it is started by Procscope, not in a terminal.");
  // With the rights at hand there is nobody to ask.
  if (arguments.mode == Mode::ELEVATE && (arguments.asUser || !isElevated())) return elevate(arguments, input, output);
  const Handle parent = parentProcess();
  return capture(arguments, input, output, parent.get());
}

}  // namespace

}  // namespace procscope

int main() { return procscope::run(); }
