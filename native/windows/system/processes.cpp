// SPDX-License-Identifier: MIT
#include "processes.h"

#include <tlhelp32.h>

#include <cstring>

namespace procscope {

namespace {

constexpr size_t MOST_WAITING = 4096;
constexpr size_t MOST_ACCOUNTS = 4096;

// What a token says of one thing: the structure, and room for the SID that it points to.
template <typename Structure>
struct TokenFact {
  alignas(8) uint8_t bytes[512];
  Structure value;

  bool ask(HANDLE token, TOKEN_INFORMATION_CLASS what) {
    DWORD length = 0;
    if (!GetTokenInformation(token, what, bytes, sizeof(bytes), &length) || length < sizeof(value)) return false;
    memcpy(&value, bytes, sizeof(value));
    return true;
  }
};

void askToken(HANDLE process, SystemProcess &found) {
  HANDLE opened = nullptr;
  if (!OpenProcessToken(process, TOKEN_QUERY, &opened)) return;
  const Handle token(opened);
  TokenFact<TOKEN_USER> user;
  if (user.ask(token.get(), TokenUser)) {
    const uint8_t *sid = static_cast<const uint8_t *>(user.value.User.Sid);
    found.sid.assign(sid, sid + GetLengthSid(user.value.User.Sid));
  }
  TokenFact<TOKEN_MANDATORY_LABEL> label;
  if (label.ask(token.get(), TokenIntegrityLevel)) {
    const PSID sid = label.value.Label.Sid;
    const DWORD count = *GetSidSubAuthorityCount(sid);
    if (count > 0) found.facts.integrity = *GetSidSubAuthority(sid, count - 1);
  }
  TokenFact<TOKEN_STATISTICS> statistics;
  if (statistics.ask(token.get(), TokenStatistics)) {
    const LUID logon = statistics.value.AuthenticationId;
    found.facts.logon = static_cast<uint64_t>(static_cast<uint32_t>(logon.HighPart)) << 32 | logon.LowPart;
  }
  TokenFact<TOKEN_ELEVATION> elevation;
  if (elevation.ask(token.get(), TokenElevation) && elevation.value.TokenIsElevated != 0)
    found.facts.flags |= PSW_SYSTEM_PROCESS_ELEVATED;
  TokenFact<DWORD> virtualized;
  if (virtualized.ask(token.get(), TokenVirtualizationEnabled) && virtualized.value != 0)
    found.facts.flags |= PSW_SYSTEM_PROCESS_VIRTUALIZED;
}

using QueryProcess = LONG(WINAPI *)(HANDLE, int, void *, ULONG, ULONG *);

QueryProcess queryProcess() {
  static const QueryProcess query = systemFunction<QueryProcess>(L"ntdll.dll", "NtQueryInformationProcess");
  return query;
}

constexpr int BASIC_INFORMATION = 0;

// PROCESS_BASIC_INFORMATION as six numbers: the second is the PEB's address, the last the parent. False when it is not told.
bool askBasic(HANDLE process, uint64_t (&basic)[6]) {
  ULONG length = 0;
  return sizeof(void *) == 8 && queryProcess() != nullptr &&
         queryProcess()(process, BASIC_INFORMATION, basic, sizeof(basic), &length) >= 0;
}

struct UnicodeString {
  USHORT length;
  USHORT maximumLength;
  uint64_t buffer;
};

// Since Windows 8.1 the command line is told without reading the process's memory.
bool askCommand(HANDLE process, std::u16string &command) {
  constexpr int COMMAND_LINE_INFORMATION = 60;
  if (queryProcess() == nullptr) return false;
  std::vector<uint8_t> bytes(sizeof(UnicodeString) + 65536);
  ULONG length = 0;
  if (queryProcess()(process, COMMAND_LINE_INFORMATION, bytes.data(), static_cast<ULONG>(bytes.size()), &length) < 0)
    return false;
  UnicodeString text;
  memcpy(&text, bytes.data(), sizeof(text));
  if (text.buffer != 0)
    command = toUtf16(reinterpret_cast<const wchar_t *>(static_cast<uintptr_t>(text.buffer)), text.length / sizeof(wchar_t));
  return true;
}

// Before: where a 64-bit process keeps it. Source: PEB and RTL_USER_PROCESS_PARAMETERS of public NT headers.
std::u16string readCommand(uint32_t pid) {
  constexpr uint64_t PARAMETERS_AT = 0x20, COMMAND_AT = 0x70;
  const Handle process(OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid));
  uint64_t basic[6] = {};
  if (!process || !askBasic(process.get(), basic)) return {};
  const auto read = [&process](uint64_t address, void *into, size_t size) {
    SIZE_T done = 0;
    const void *from = reinterpret_cast<const void *>(static_cast<uintptr_t>(address));
    return address != 0 && ReadProcessMemory(process.get(), from, into, size, &done) && done == size;
  };
  uint64_t parameters = 0;
  UnicodeString text = {};
  if (!read(basic[1] + PARAMETERS_AT, &parameters, sizeof(parameters))) return {};
  if (!read(parameters + COMMAND_AT, &text, sizeof(text))) return {};
  std::u16string command(text.length / sizeof(char16_t), u'\0');
  return read(text.buffer, &command[0], command.size() * sizeof(char16_t)) ? command : std::u16string();
}

bool is64BitSystem() {
  SYSTEM_INFO info;
  GetNativeSystemInfo(&info);
  return info.wProcessorArchitecture != PROCESSOR_ARCHITECTURE_INTEL;
}

}  // namespace

SystemProcess askProcess(uint32_t pid) {
  SystemProcess found = {};
  found.facts.pid = pid;
  found.facts.session = 0xffffffff;
  DWORD session;
  if (ProcessIdToSessionId(pid, &session)) found.facts.session = session;
  const Handle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid));
  if (!process) return found;
  found.facts.flags |= PSW_SYSTEM_PROCESS_ASKED;
  uint64_t basic[6] = {};
  if (askBasic(process.get(), basic)) found.facts.parent_pid = static_cast<uint32_t>(basic[5]);
  FILETIME created, other[3];
  if (GetProcessTimes(process.get(), &created, &other[0], &other[1], &other[2]))
    found.facts.created = static_cast<uint64_t>(created.dwHighDateTime) << 32 | created.dwLowDateTime;
  BOOL isWow64 = FALSE;
  if (is64BitSystem() && IsWow64Process(process.get(), &isWow64) && !isWow64)
    found.facts.flags |= PSW_SYSTEM_PROCESS_64BIT;
  wchar_t path[32768];
  DWORD length = 32768;
  if (QueryFullProcessImageNameW(process.get(), 0, path, &length)) found.image = toUtf16(path, length);
  if (!askCommand(process.get(), found.command)) found.command = readCommand(pid);
  askToken(process.get(), found);
  const size_t slash = found.image.rfind(u'\\');
  found.name = slash == std::u16string::npos ? found.image : found.image.substr(slash + 1);
  return found;
}

std::vector<SystemProcess> listProcesses() {
  std::vector<SystemProcess> all;
  const Handle list(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  if (!list) return all;
  PROCESSENTRY32W entry = {};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Process32FirstW(list.get(), &entry); more; more = Process32NextW(list.get(), &entry)) {
    SystemProcess process = askProcess(entry.th32ProcessID);
    process.facts.parent_pid = entry.th32ParentProcessID;
    process.facts.flags |= PSW_SYSTEM_PROCESS_SNAPSHOT;
    process.name = toUtf16(entry.szExeFile);
    all.push_back(std::move(process));
  }
  return all;
}

std::u16string accountName(const std::vector<uint8_t> &sid) {
  if (sid.empty()) return {};
  wchar_t name[257], domain[257];
  DWORD nameLength = 257, domainLength = 257;
  SID_NAME_USE use;
  std::vector<uint8_t> copy = sid;
  if (!LookupAccountSidW(nullptr, copy.data(), name, &nameLength, domain, &domainLength, &use)) return {};
  const std::u16string user = toUtf16(name);
  return domain[0] == 0 ? user : toUtf16(domain) + u"\\" + user;
}

ProcessAsker::ProcessAsker() : wake_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) { thread_ = startThread(run, this); }

ProcessAsker::~ProcessAsker() {
  {
    Lock lock(lock_);
    isEnding_ = true;
  }
  SetEvent(wake_.get());
  // A domain's server may keep it for long: then the end of the process ends it.
  if (WaitForSingleObject(thread_.get(), 500) != WAIT_OBJECT_0) TerminateThread(thread_.get(), 0);
}

void ProcessAsker::askAll() {
  {
    Lock lock(lock_);
    isListWanted_ = true;
    answers_.isListDone = false;
  }
  SetEvent(wake_.get());
}

void ProcessAsker::ask(uint32_t pid) {
  {
    Lock lock(lock_);
    if (waiting_.size() >= MOST_WAITING) return;
    waiting_.push_back(pid);
  }
  SetEvent(wake_.get());
}

ProcessAsker::Answers ProcessAsker::take() {
  Lock lock(lock_);
  Answers taken;
  std::swap(taken, answers_);
  return taken;
}

void ProcessAsker::run(void *self) { static_cast<ProcessAsker *>(self)->work(); }

void ProcessAsker::addAccount(const std::vector<uint8_t> &sid) {
  if (sid.empty() || known_.size() >= MOST_ACCOUNTS || !known_.insert(sid).second) return;
  Account account = {sid, accountName(sid)};
  if (account.name.empty()) return;
  Lock lock(lock_);
  answers_.accounts.push_back(std::move(account));
}

void ProcessAsker::work() {
  for (;;) {
    std::deque<uint32_t> pids;
    bool isListWanted;
    {
      Lock lock(lock_);
      if (isEnding_) return;
      pids.swap(waiting_);
      isListWanted = isListWanted_;
      isListWanted_ = false;
    }
    if (isListWanted) {
      known_.clear();
      std::vector<SystemProcess> all = listProcesses();
      {
        Lock lock(lock_);
        answers_.processes.insert(answers_.processes.end(), all.begin(), all.end());
        answers_.isListDone = true;
      }
      for (const SystemProcess &process : all) addAccount(process.sid);
    }
    for (const uint32_t pid : pids) {
      SystemProcess process = askProcess(pid);
      if ((process.facts.flags & PSW_SYSTEM_PROCESS_ASKED) == 0) continue;
      addAccount(process.sid);
      Lock lock(lock_);
      answers_.processes.push_back(std::move(process));
    }
    if (!isListWanted && pids.empty()) WaitForSingleObject(wake_.get(), INFINITE);
  }
}

}  // namespace procscope
