// SPDX-License-Identifier: MIT
#include "elevate.h"

#include <objbase.h>
#include <shellapi.h>

#include <vector>

#include "../system/machine.h"
#include "../system/rights.h"
#include "../system/transfer.h"
#include "../wire/messages.h"
#include "pipes.h"

namespace procscope {

namespace {

constexpr size_t PIECE_BYTES = 256 * 1024;
constexpr DWORD ELEVATION_REQUIRED = 740;  // missing in MinGW's headers

const wchar_t *wide(const std::u16string &text) { return reinterpret_cast<const wchar_t *>(text.c_str()); }

std::wstring ownPath() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, &path[0], static_cast<DWORD>(path.size())));
  return path;
}

Failure startFailure(const char *call, DWORD error) {
  Failure failure;
  failure.facts = {{"call", call}, {"error", std::to_string(error)}};
  if (error == ERROR_CANCELLED) {
    failure.code = PSW_ERR_CANCELLED;
    failure.sentence = "The request for administrator rights was cancelled, so nothing is captured.";
  } else if (error == ERROR_ACCESS_DENIED || error == ELEVATION_REQUIRED || error == ERROR_ACCESS_DISABLED_BY_POLICY) {
    failure.code = PSW_ERR_PRIVILEGE;
    failure.sentence = "Windows does not let this user ask for administrator rights (" + std::string(call) +
                       " failed: " + std::to_string(error) + "). Start Procscope as an administrator to capture.";
  } else {
    failure.sentence = "The capture helper could not be started (" + std::string(call) +
                       " failed: " + std::to_string(error) + "). Install Procscope again.";
  }
  return failure;
}

Failure startElevated(const std::u16string &parameters, Handle &helper) {
  const std::wstring path = ownPath();
  // The shell may need it for what it shows.
  CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE);
  SHELLEXECUTEINFOW info = {};
  info.cbSize = sizeof(info);
  info.fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_FLAG_NO_UI | SEE_MASK_NOASYNC;
  info.lpVerb = L"runas";
  info.lpFile = path.c_str();
  info.lpParameters = wide(parameters);
  info.nShow = SW_HIDE;
  if (!ShellExecuteExW(&info)) return startFailure("ShellExecuteEx", GetLastError());
  helper = Handle(info.hProcess);
  return helper ? Failure() : startFailure("ShellExecuteEx", ERROR_INVALID_HANDLE);
}

Failure startAsUser(const std::u16string &parameters, Handle &helper) {
  const std::wstring path = ownPath();
  std::wstring line = L"\"" + path + L"\" " + wide(parameters);
  STARTUPINFOW startup = {};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION process = {};
  if (!CreateProcessW(path.c_str(), &line[0], nullptr, nullptr, FALSE, CREATE_NO_WINDOW, nullptr, nullptr, &startup,
                      &process))
    return startFailure("CreateProcess", GetLastError());
  CloseHandle(process.hThread);
  helper = Handle(process.hProcess);
  return {};
}

// Says what went wrong as a helper would.
int tellFailure(const Failure &failure, HANDLE output) {
  Frames frames;
  psw_hello hello = {};
  hello.major = PSW_VERSION_MAJOR;
  hello.minor = PSW_VERSION_MINOR;
  hello.system = PSW_SYSTEM_WINDOWS;
  hello.architecture = PSW_X86_64;
  hello.helper_pid = GetCurrentProcessId();
  hello.cpus = processorCount();
  hello.ticks_per_second = performanceFrequency();
  sendHello(frames, hello, {});
  sendError(frames, failure.code, PSW_FATAL, failure.sentence, failure.facts);
  sendBye(frames, PSW_BYE_FATAL, 0, 0);
  writeAll(output, frames.bytes().data(), frames.size());
  return 1;
}

struct Commands {
  HANDLE from;
  Handle to;
};

// Commands: their end is the helper's end, so the pipe is closed with them.
void relayCommands(void *context) {
  Commands &commands = *static_cast<Commands *>(context);
  std::vector<uint8_t> bytes(PIECE_BYTES);
  for (size_t count; (count = readSome(commands.from, bytes.data(), bytes.size())) > 0;)
    if (!writeAll(commands.to.get(), bytes.data(), count)) break;
  commands.to.close();
}

}  // namespace

Failure startHelper(const std::u16string &parameters, bool asUser, Handle &helper) {
  return asUser ? startAsUser(parameters, helper) : startElevated(parameters, helper);
}

int elevate(const Arguments &arguments, HANDLE input, HANDLE output) {
  const std::wstring user = userSid();
  const std::wstring name = randomPipeName();
  const std::u16string parameters =
      serveCommand(arguments, toUtf16(name.c_str()), toUtf16(user.c_str()), GetCurrentProcessId());
  Handle helper;
  Failure failure = startHelper(parameters, arguments.asUser, helper);
  if (failure) return tellFailure(failure, output);
  PipeEnds ends;
  failure = openPipes(name, helper.get(), ends);
  if (failure) return tellFailure(failure, output);
  return relay(helper.get(), ends, input, output);
}

int relay(HANDLE helper, PipeEnds &ends, HANDLE input, HANDLE output) {
  Commands commands = {input, std::move(ends.commands)};
  const Handle thread = startThread(relayCommands, &commands);
  std::vector<uint8_t> bytes(PIECE_BYTES);
  bool isRead = true;
  for (size_t count; (count = readSome(ends.frames.get(), bytes.data(), bytes.size())) > 0;) {
    isRead = writeAll(output, bytes.data(), count);
    if (!isRead) break;
  }
  ends.frames.close();
  // The helper has ended, or notices now that nobody listens. The other thread may wait for commands for ever.
  DWORD status = 1;
  WaitForSingleObject(helper, isRead ? 5000 : 0);
  GetExitCodeProcess(helper, &status);
  ExitProcess(status == STILL_ACTIVE ? 1 : status);
}

}  // namespace procscope
