// SPDX-License-Identifier: MIT
// Tests of the parts that use Windows, under Wine or on Windows.
#include "../system/windows.h"
// After windows.h.
#include <sddl.h>

#include <algorithm>

#include "../elevate/pipes.h"
#include "../etw/owner.h"
#include "../etw/trace-session.h"
#include "../session/channel.h"
#include "../system/machine.h"
#include "../system/processes.h"
#include "../system/rights.h"
#include "../system/transfer.h"
#include "check.h"

using namespace procscope;

int failures;

namespace {

std::wstring wide(const std::u16string &text) { return std::wstring(text.begin(), text.end()); }

void machine() {
  const Facts facts = machineFacts();
  const auto fact = [&facts](const char *name) {
    for (const auto &each : facts)
      if (each.first == name) return each.second;
    return std::string();
  };
  CHECK(fact("kernel").find('.') != std::string::npos && fact("machine") == "x86_64" && !fact("host").empty());
  CHECK(std::stoull(fact("memory")) > 1u << 20 && std::stoull(fact("boot")) > 130000000000000000u);
  CHECK(processorCount() > 0 && performanceFrequency() > 0);
  const psw_clock clock = readClock(PSW_CLOCK_START);
  // After 2020, before 2100.
  CHECK(clock.unix_nanoseconds > 1577836800000000000 && clock.unix_nanoseconds < 4102444800000000000);
  CHECK(clock.time <= performanceCounter());
}

void drives() {
  const std::vector<Drive> all = readDrives();
  const auto of = [&all](const std::u16string &user) {
    return std::find_if(all.begin(), all.end(), [&user](const Drive &drive) { return drive.user == user; });
  };
  const auto systemDrive = of(u"C:");
  CHECK(systemDrive != all.end() && systemDrive->kernel.compare(0, 8, u"\\Device\\") == 0);
  const auto root = std::find_if(all.begin(), all.end(), [](const Drive &drive) { return drive.kernel == u"\\SystemRoot"; });
  wchar_t folder[MAX_PATH];
  GetSystemWindowsDirectoryW(folder, MAX_PATH);
  CHECK(root != all.end() && wide(root->user) == folder);
  for (const Drive &drive : all) CHECK(!drive.user.empty() && drive.user.back() != u'\\');
}

void processes() {
  wchar_t path[MAX_PATH];
  GetModuleFileNameW(nullptr, path, MAX_PATH);
  const std::vector<SystemProcess> all = listProcesses();
  const auto self = std::find_if(all.begin(), all.end(),
                                 [](const SystemProcess &each) { return each.facts.pid == GetCurrentProcessId(); });
  CHECK(self != all.end());
  if (self == all.end()) return;
  CHECK(wide(self->image) == path && self->name == u"system.exe");
  CHECK(self->command.find(u"system.exe") != std::u16string::npos);
  CHECK((self->facts.flags & PSW_SYSTEM_PROCESS_64BIT) != 0 && (self->facts.flags & PSW_SYSTEM_PROCESS_SNAPSHOT) != 0);
  CHECK(self->facts.created > 130000000000000000u && self->facts.integrity != 0);
  CHECK(!self->sid.empty() && self->sid[0] == 1);
  CHECK(!accountName(self->sid).empty());
  CHECK(accountName({1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0}).find(u"SYSTEM") != std::u16string::npos);
  CHECK(askProcess(GetCurrentProcessId()).facts.parent_pid == self->facts.parent_pid);
  CHECK((askProcess(0xfffffff0).facts.flags & PSW_SYSTEM_PROCESS_ASKED) == 0);

  ProcessAsker asker;
  asker.askAll();
  bool isListed = false, isNamed = false, isAsked = false;
  for (int i = 0; i < 1000 && !(isListed && isNamed && isAsked); i++) {
    const ProcessAsker::Answers answers = asker.take();
    if (answers.isListDone) {
      CHECK(answers.processes.size() == all.size());
      asker.ask(GetCurrentProcessId());
    }
    isListed = isListed || answers.isListDone;
    for (const SystemProcess &each : answers.processes)
      isAsked = isAsked || (isListed && (each.facts.flags & PSW_SYSTEM_PROCESS_SNAPSHOT) == 0);
    for (const Account &account : answers.accounts) isNamed = isNamed || account.sid == self->sid;
    Sleep(10);
  }
  CHECK(isListed && isNamed && isAsked);
}

// Whether a process of this user may open a pipe of the security with the rights.
bool mayOpen(const std::wstring &security, DWORD rights) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  // AccessCheck wants an owner and a group, which a pipe gets from who makes it.
  const std::wstring owned = L"O:SYG:SY" + security;
  const bool isValid =
      ConvertStringSecurityDescriptorToSecurityDescriptorW(owned.c_str(), SDDL_REVISION_1, &descriptor, nullptr) != 0;
  CHECK(isValid);
  if (!isValid) return false;
  HANDLE opened = nullptr, copied = nullptr;
  CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &opened));
  CHECK(DuplicateToken(opened, SecurityImpersonation, &copied));
  const Handle token(opened), impersonation(copied);
  GENERIC_MAPPING mapping = {FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS};
  PRIVILEGE_SET privileges = {};
  DWORD length = sizeof(privileges), granted = 0;
  BOOL isAllowed = FALSE;
  CHECK(AccessCheck(descriptor, impersonation.get(), rights, &mapping, &privileges, &length, &granted, &isAllowed));
  LocalFree(descriptor);
  return isAllowed != FALSE;
}

void pipeSecurities() {
  constexpr DWORD CREATE_INSTANCE = 4;  // FILE_CREATE_PIPE_INSTANCE
  const std::wstring sid = userSid();
  CHECK(isSid(sid));
  const std::wstring commands = pipeSecurity(sid, true), frames = pipeSecurity(sid, false);
  CHECK(mayOpen(commands, FILE_WRITE_DATA | SYNCHRONIZE | FILE_READ_ATTRIBUTES));
  CHECK(mayOpen(frames, FILE_READ_DATA | SYNCHRONIZE | FILE_READ_ATTRIBUTES));
  // Each direction alone, no further instance, nothing of its security.
  for (const DWORD right : {DWORD{FILE_READ_DATA}, CREATE_INSTANCE, DWORD{WRITE_DAC}, DWORD{WRITE_OWNER}, DWORD{DELETE}})
    CHECK(!mayOpen(commands, right));
  for (const DWORD right : {DWORD{FILE_WRITE_DATA}, CREATE_INSTANCE, DWORD{WRITE_DAC}, DWORD{WRITE_OWNER}, DWORD{DELETE}})
    CHECK(!mayOpen(frames, right));
  // Another user's pipe: nothing, also for an administrator.
  const std::wstring other = L"S-1-5-21-1-2-3-1001";
  CHECK(!mayOpen(pipeSecurity(other, true), FILE_WRITE_DATA) && !mayOpen(pipeSecurity(other, false), FILE_READ_DATA));
  CHECK(!mayOpen(pipeSecurity(other, false), FILE_READ_ATTRIBUTES));
}

// What the pipe that exists says of its security: that it is what was asked for.
void pipeAsMade(HANDLE pipe, const std::wstring &sid, DWORD rights) {
  alignas(8) uint8_t bytes[1024];
  DWORD length = 0;
  CHECK(GetKernelObjectSecurity(pipe, DACL_SECURITY_INFORMATION, bytes, sizeof(bytes), &length));
  PACL acl = nullptr;
  BOOL isPresent = FALSE, isDefaulted = FALSE;
  CHECK(GetSecurityDescriptorDacl(bytes, &isPresent, &acl, &isDefaulted) && isPresent && acl != nullptr);
  if (acl == nullptr) return;
  bool isGranted = false;
  for (DWORD i = 0; i < acl->AceCount; i++) {
    void *found = nullptr;
    CHECK(GetAce(acl, i, &found));
    const ACCESS_ALLOWED_ACE *ace = static_cast<const ACCESS_ALLOWED_ACE *>(found);
    CHECK(ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE);
    wchar_t *text = nullptr;
    CHECK(ConvertSidToStringSidW(const_cast<DWORD *>(&ace->SidStart), &text));
    const std::wstring who = text;
    LocalFree(text);
    // Only the user; beside him whoever made the pipe, who may look at this.
    CHECK(who == sid || who == L"S-1-3-4");
    CHECK(ace->Mask == (who == sid ? rights : DWORD{READ_CONTROL}));
    isGranted = isGranted || who == sid;
  }
  CHECK(isGranted);
}

struct Client {
  std::wstring name;
  PipeEnds ends;
  Failure failure;
};

void openClient(void *context) {
  Client &client = *static_cast<Client *>(context);
  // A process that makes pipes in itself: for the client it is as good as another one.
  client.failure = openPipes(client.name, GetCurrentProcess(), client.ends);
}

void pipes() {
  const std::wstring name = randomPipeName();
  CHECK(isPipeName(name) && name != randomPipeName());
  CHECK(!isPipeName(L"\\\\.\\pipe\\other") && !isPipeName(name + L"0") && !isPipeName(name.substr(0, name.size() - 1) + L"/"));
  CHECK(!isSid(L"S-1-5-18)(A;;GA;;;WD") && !isSid(L"WD") && isSid(L"S-1-5-18"));
  PipeEnds server, second;
  Failure failure = makePipes(name, userSid(), server);
  CHECK(!failure);
  // Nobody can be before or beside the helper.
  failure = makePipes(name, userSid(), second);
  CHECK(failure && failure.sentence.find("CreateNamedPipe failed") != std::string::npos);
  pipeAsMade(server.commands.get(), userSid(), SYNCHRONIZE | FILE_READ_ATTRIBUTES | FILE_WRITE_DATA);
  pipeAsMade(server.frames.get(), userSid(), SYNCHRONIZE | FILE_READ_ATTRIBUTES | FILE_READ_DATA);

  Client client = {name, {}, {}};
  const Handle thread = startThread(openClient, &client);
  const Handle ending(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  failure = awaitClient(server, GetCurrentProcessId(), ending.get());
  CHECK(!failure);
  WaitForSingleObject(thread.get(), 10000);
  CHECK(!client.failure);

  // Both ways at once, and each ends by itself.
  Output output(server.frames.get());
  std::vector<uint8_t> sent(3u << 20, 0x5a);
  std::vector<uint8_t> copy = sent;
  output.write(copy);
  CHECK(writeAll(client.ends.commands.get(), "command", 7));
  uint8_t buffer[65536];
  CHECK(readSome(server.commands.get(), buffer, sizeof(buffer)) == 7);
  size_t received = 0;
  while (received < sent.size()) {
    const size_t count = readSome(client.ends.frames.get(), buffer, sizeof(buffer));
    if (count == 0) break;
    received += count;
  }
  CHECK(received == sent.size() && output.wait(10000) && output.written() == sent.size());
  client.ends.commands.close();
  CHECK(readSome(server.commands.get(), buffer, sizeof(buffer)) == 0);
  client.ends.frames.close();
  copy = sent;
  output.write(copy);
  CHECK(output.wait(10000) && output.isBroken());
}

void waiting() {
  // Nobody comes, and the wait ends with who would have come.
  PipeEnds server;
  CHECK(!makePipes(randomPipeName(), userSid(), server));
  const Handle ending(CreateEventW(nullptr, TRUE, TRUE, nullptr));
  CHECK(awaitClient(server, 4, ending.get()));
  // A helper that is gone made no pipes.
  STARTUPINFOW startup = {};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION process = {};
  wchar_t line[] = L"cmd.exe /c exit";
  CHECK(CreateProcessW(nullptr, line, nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &process));
  const Handle child(process.hProcess), childThread(process.hThread);
  PipeEnds client;
  const Failure failure = openPipes(randomPipeName(), child.get(), client);
  CHECK(failure && failure.sentence.find("CreateFile failed: 2") != std::string::npos);
}

void ownership() {
  const std::wstring name = L"Procscope.Test." + std::to_wstring(GetCurrentProcessId());
  Ownership first, second;
  CHECK(!first.take(name.c_str()));
  const Failure failure = second.take(name.c_str());
  CHECK(failure.code == PSW_ERR_IN_USE);
  CHECK(failure.sentence.find("process " + std::to_string(GetCurrentProcessId())) != std::string::npos);
  first.release();
  CHECK(!second.take(name.c_str()));
}

void staleSessions() {
  // Where there is no event tracing every session seems to be there and to end: that way it is at least walked through.
  int ended = 0;
  const Failure failure = endStaleSessions([&ended](const std::string &) { ended++; });
  CHECK(!failure);
  CHECK(!isWine() || ended == 3);
}

}  // namespace

int main() {
  machine();
  drives();
  processes();
  pipeSecurities();
  pipes();
  waiting();
  ownership();
  staleSessions();
  std::printf("%d failures\n", failures);
  std::fflush(stdout);
  // Threads that wait for more end with the process.
  ExitProcess(failures == 0 ? 0 : 1);
}
