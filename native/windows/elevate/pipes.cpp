// SPDX-License-Identifier: MIT
#include "pipes.h"

#include <sddl.h>

// RtlGenRandom, which has no header of its own name.
extern "C" BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

namespace procscope {

namespace {

constexpr DWORD PIPE_BYTES = 1u << 20;
constexpr DWORD CLIENT_MILLISECONDS = 30000;
constexpr DWORD POLL_MILLISECONDS = 20;
constexpr wchar_t PREFIX[] = L"\\\\.\\pipe\\procscope-";
constexpr size_t RANDOM_DIGITS = 32;

// What each side of a user's process needs, and no more: in particular not FILE_CREATE_PIPE_INSTANCE, which writing in
// general contains and which would let it pose as the helper.
constexpr DWORD WRITE_RIGHTS = SYNCHRONIZE | FILE_READ_ATTRIBUTES | FILE_WRITE_DATA;
constexpr DWORD READ_RIGHTS = SYNCHRONIZE | FILE_READ_ATTRIBUTES | FILE_READ_DATA;

constexpr DWORD REJECT_REMOTE_CLIENTS = 8;  // PIPE_REJECT_REMOTE_CLIENTS

std::wstring commandsName(const std::wstring &name) { return name + L"-commands"; }
std::wstring framesName(const std::wstring &name) { return name + L"-frames"; }

Failure pipeFailure(const char *call, DWORD error) {
  Failure failure;
  failure.code = error == ERROR_ACCESS_DENIED ? PSW_ERR_PRIVILEGE : PSW_ERR_SESSION;
  failure.sentence = "The capture helper and Procscope could not be connected (" + std::string(call) +
                     " failed: " + std::to_string(error) + "). Start the capture again.";
  failure.facts = {{"call", call}, {"error", std::to_string(error)}};
  return failure;
}

Failure makePipe(const std::wstring &name, const std::wstring &security, DWORD direction, Handle &end) {
  SECURITY_ATTRIBUTES attributes = {sizeof(attributes), nullptr, FALSE};
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(security.c_str(), SDDL_REVISION_1,
                                                            &attributes.lpSecurityDescriptor, nullptr))
    return pipeFailure("ConvertStringSecurityDescriptorToSecurityDescriptor", GetLastError());
  const DWORD bytes = PIPE_BYTES;
  const HANDLE pipe = CreateNamedPipeW(name.c_str(), direction | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED,
                                       PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | REJECT_REMOTE_CLIENTS, 1, bytes,
                                       bytes, 0, &attributes);
  const DWORD error = GetLastError();
  LocalFree(attributes.lpSecurityDescriptor);
  if (pipe == INVALID_HANDLE_VALUE) return pipeFailure("CreateNamedPipe", error);
  end = Handle(pipe);
  return {};
}

Failure awaitOne(HANDLE pipe, uint32_t clientPid, HANDLE ending) {
  const Handle event(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  OVERLAPPED overlapped = {};
  overlapped.hEvent = event.get();
  if (!ConnectNamedPipe(pipe, &overlapped)) {
    const DWORD error = GetLastError();
    if (error == ERROR_IO_PENDING) {
      const HANDLE both[] = {event.get(), ending};
      if (WaitForMultipleObjects(2, both, FALSE, CLIENT_MILLISECONDS) != WAIT_OBJECT_0) {
        CancelIo(pipe);
        return pipeFailure("ConnectNamedPipe", ERROR_TIMEOUT);
      }
    } else if (error != ERROR_PIPE_CONNECTED) {
      return pipeFailure("ConnectNamedPipe", error);
    }
  }
  ULONG pid = 0;
  const bool isKnown = GetNamedPipeClientProcessId(pipe, &pid) != 0;
  // Wine cannot say who it is.
  if (!isKnown && isWine()) return {};
  return isKnown && pid == clientPid ? Failure() : pipeFailure("GetNamedPipeClientProcessId", ERROR_ACCESS_DENIED);
}

Failure openPipe(const std::wstring &name, DWORD rights, HANDLE helper, Handle &end) {
  for (DWORD waited = 0;; waited += POLL_MILLISECONDS) {
    // The helper may know who this is, and no more: it must not act as this user.
    const HANDLE pipe = CreateFileW(name.c_str(), rights, 0, nullptr, OPEN_EXISTING,
                                    SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
    if (pipe != INVALID_HANDLE_VALUE) {
      end = Handle(pipe);
      break;
    }
    const DWORD error = GetLastError();
    if (error != ERROR_FILE_NOT_FOUND && error != ERROR_PIPE_BUSY) return pipeFailure("CreateFile", error);
    if (waited >= CLIENT_MILLISECONDS) return pipeFailure("CreateFile", error);
    if (WaitForSingleObject(helper, POLL_MILLISECONDS) == WAIT_OBJECT_0) return pipeFailure("CreateFile", error);
  }
  ULONG pid = 0;
  if (!GetNamedPipeServerProcessId(end.get(), &pid)) return isWine() ? Failure() : pipeFailure("GetNamedPipeServerProcessId", GetLastError());
  return pid == GetProcessId(helper) ? Failure() : pipeFailure("GetNamedPipeServerProcessId", ERROR_ACCESS_DENIED);
}

}  // namespace

std::wstring pipeSecurity(const std::wstring &userSid, bool isForCommands) {
  wchar_t rights[16];
  wsprintfW(rights, L"0x%x", isForCommands ? WRITE_RIGHTS : READ_RIGHTS);
  // P: nothing is inherited. OW: who made it may look, and not give rights to others. ML: programs below medium integrity may
  // neither write nor read.
  return std::wstring(L"D:P(A;;") + rights + L";;;" + userSid + L")(A;;RC;;;S-1-3-4)S:(ML;;NWNR;;;ME)";
}

std::wstring randomPipeName() {
  uint8_t bytes[RANDOM_DIGITS / 2];
  if (!SystemFunction036(bytes, sizeof(bytes))) ExitProcess(1);
  std::wstring name = PREFIX;
  for (const uint8_t byte : bytes) {
    name += L"0123456789abcdef"[byte >> 4];
    name += L"0123456789abcdef"[byte & 15];
  }
  return name;
}

bool isSid(const std::wstring &text) {
  if (text.compare(0, 4, L"S-1-") != 0 || text.size() > 184) return false;
  if (text.find_first_not_of(L"0123456789-", 4) != std::wstring::npos) return false;
  PSID sid = nullptr;
  if (!ConvertStringSidToSidW(text.c_str(), &sid)) return false;
  LocalFree(sid);
  return true;
}

bool isPipeName(const std::wstring &text) {
  const std::wstring prefix = PREFIX;
  return text.size() == prefix.size() + RANDOM_DIGITS && text.compare(0, prefix.size(), prefix) == 0 &&
         text.find_first_not_of(L"0123456789abcdef", prefix.size()) == std::wstring::npos;
}

Failure makePipes(const std::wstring &name, const std::wstring &userSid, PipeEnds &ends) {
  Failure failure = makePipe(commandsName(name), pipeSecurity(userSid, true), PIPE_ACCESS_INBOUND, ends.commands);
  if (failure) return failure;
  return makePipe(framesName(name), pipeSecurity(userSid, false), PIPE_ACCESS_OUTBOUND, ends.frames);
}

Failure awaitClient(PipeEnds &ends, uint32_t clientPid, HANDLE ending) {
  Failure failure = awaitOne(ends.commands.get(), clientPid, ending);
  if (failure) return failure;
  return awaitOne(ends.frames.get(), clientPid, ending);
}

Failure openPipes(const std::wstring &name, HANDLE helper, PipeEnds &ends) {
  Failure failure = openPipe(commandsName(name), WRITE_RIGHTS, helper, ends.commands);
  if (failure) return failure;
  return openPipe(framesName(name), READ_RIGHTS, helper, ends.frames);
}

}  // namespace procscope
