// SPDX-License-Identifier: MIT
#include "key-handles.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "../system/rights.h"

namespace procscope {

namespace {

// Structures and numbers of public NT headers (phnt).
constexpr int EXTENDED_HANDLE_INFORMATION = 64;
constexpr int KEY_NAME_INFORMATION = 3;
constexpr int VALUE_PARTIAL_INFORMATION = 2;
constexpr LONG INFO_LENGTH_MISMATCH = static_cast<LONG>(0xc0000004);

struct HandleEntry {
  void *object;
  ULONG_PTR pid;
  ULONG_PTR handle;
  ULONG access;
  USHORT creator;
  USHORT type;
  ULONG attributes;
  ULONG reserved;
};

struct HandleList {
  ULONG_PTR count;
  ULONG_PTR reserved;
  HandleEntry entries[1];
};

struct NtText {
  USHORT length;
  USHORT maximumLength;
  wchar_t *buffer;
};

using QuerySystem = LONG(WINAPI *)(int, void *, ULONG, ULONG *);
using QueryKey = LONG(WINAPI *)(HANDLE, int, void *, ULONG, ULONG *);
using QueryValue = LONG(WINAPI *)(HANDLE, NtText *, int, void *, ULONG, ULONG *);

// Some 40 bytes a handle; a busy server has a million.
constexpr size_t MOST_LIST_BYTES = 128u << 20;
constexpr size_t MOST_KEYS = 65536;

constexpr uint8_t QUERY_VALUE = 16, NAME_OF_OPEN_KEY = 24;
constexpr uint8_t VERSION = 2;  // since Windows Vista
constexpr char16_t PREFIX[] = u"Procscope.Key.";
constexpr size_t PREFIX_UNITS = sizeof(PREFIX) / sizeof(char16_t) - 1;

// Time, status and index stand before the key's address.
constexpr size_t ADDRESS_AT = 16;

std::vector<uint8_t> readHandles() {
  const QuerySystem query = systemFunction<QuerySystem>(L"ntdll.dll", "NtQuerySystemInformation");
  std::vector<uint8_t> bytes(4u << 20);
  for (;;) {
    ULONG length = 0;
    const LONG status =
        query == nullptr ? -1 : query(EXTENDED_HANDLE_INFORMATION, bytes.data(), static_cast<ULONG>(bytes.size()), &length);
    if (status >= 0) return bytes;
    if (status != INFO_LENGTH_MISMATCH || bytes.size() >= MOST_LIST_BYTES) return {};
    bytes.resize(bytes.size() * 2);
  }
}

// What Windows numbers the type of keys with differs from version to version: that of a key which is opened for this.
std::map<DWORD, std::vector<HANDLE>> keysByProcess() {
  std::map<DWORD, std::vector<HANDLE>> found;
  HKEY own = nullptr;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SYSTEM", 0, KEY_QUERY_VALUE, &own) != ERROR_SUCCESS) return found;
  const std::vector<uint8_t> bytes = readHandles();
  RegCloseKey(own);
  if (bytes.empty()) return found;
  const HandleList &list = *reinterpret_cast<const HandleList *>(bytes.data());
  const size_t room = (bytes.size() - offsetof(HandleList, entries)) / sizeof(HandleEntry);
  const HandleEntry *const end = list.entries + std::min<size_t>(list.count, room);
  const DWORD self = GetCurrentProcessId();
  const HandleEntry *const mine = std::find_if(list.entries, end, [&](const HandleEntry &entry) {
    return entry.pid == self && entry.handle == reinterpret_cast<ULONG_PTR>(own);
  });
  if (mine == end) return found;
  for (const HandleEntry *entry = list.entries; entry != end; entry++)
    if (entry->type == mine->type && entry != mine)
      found[static_cast<DWORD>(entry->pid)].push_back(reinterpret_cast<HANDLE>(entry->handle));
  return found;
}

std::u16string nameOfKey(HANDLE key) {
  static const QueryKey query = systemFunction<QueryKey>(L"ntdll.dll", "NtQueryKey");
  // Its length in bytes, then the name. The kernel lets no path be longer.
  alignas(8) uint8_t bytes[4 + 65536];
  ULONG length = 0;
  if (query == nullptr || query(key, KEY_NAME_INFORMATION, bytes, sizeof(bytes), &length) < 0) return {};
  uint32_t size;
  memcpy(&size, bytes, sizeof(size));
  return toUtf16(reinterpret_cast<const wchar_t *>(bytes + 4), std::min<size_t>(size, 65536) / sizeof(wchar_t));
}

void askForNumber(HANDLE key, size_t number) {
  static const QueryValue query = systemFunction<QueryValue>(L"ntdll.dll", "NtQueryValueKey");
  if (query == nullptr) return;
  std::wstring name = reinterpret_cast<const wchar_t *>(PREFIX) + std::to_wstring(number);
  const USHORT size = static_cast<USHORT>(name.size() * sizeof(wchar_t));
  NtText text = {size, size, &name[0]};
  uint8_t bytes[64];
  ULONG length = 0;
  query(key, &text, VALUE_PARTIAL_INFORMATION, bytes, sizeof(bytes), &length);
}

// The number that a value's name asks for; false when it is an ordinary one.
bool numberOf(const uint8_t *name, size_t bytes, size_t &number) {
  const size_t units = bytes / sizeof(char16_t);
  if (units <= PREFIX_UNITS || memcmp(name, PREFIX, PREFIX_UNITS * sizeof(char16_t)) != 0) return false;
  number = 0;
  for (size_t i = PREFIX_UNITS; i < units; i++) {
    char16_t unit;
    memcpy(&unit, name + i * sizeof(unit), sizeof(unit));
    if (unit == 0) return i > PREFIX_UNITS;
    if (unit < u'0' || unit > u'9' || number > MOST_KEYS) return false;
    number = number * 10 + (unit - u'0');
  }
  return true;
}

}  // namespace

KeyHandles::~KeyHandles() {
  isEnding_ = true;
  if (thread_) WaitForSingleObject(thread_.get(), INFINITE);
}

void KeyHandles::run(void *self) { static_cast<KeyHandles *>(self)->askAll(); }

void KeyHandles::askAll() {
  // For the handles of other users' processes.
  enablePrivilege(SE_DEBUG_NAME);
  std::set<std::u16string> known;
  for (const auto &entry : keysByProcess()) {
    if (isEnding_) return;
    handles_ += entry.second.size();
    const Handle process(OpenProcess(PROCESS_DUP_HANDLE, FALSE, entry.first));
    if (process) askProcess(process.get(), entry.second, known);
  }
}

void KeyHandles::askProcess(HANDLE process, const std::vector<HANDLE> &handles, std::set<std::u16string> &known) {
  for (const HANDLE handle : handles) {
    HANDLE copy = nullptr;
    if (isEnding_) return;
    // A handle that lacks the right is given it where this process may have it.
    if (!DuplicateHandle(process, handle, GetCurrentProcess(), &copy, KEY_QUERY_VALUE, FALSE, 0)) continue;
    const Handle key(copy);
    ask(key.get(), known);
  }
}

void KeyHandles::ask(HANDLE key, std::set<std::u16string> &known) {
  std::u16string path = nameOfKey(key);
  // Handles of several programs are to the same keys.
  if (path.empty() || asked_ == MOST_KEYS || !known.insert(path).second) return;
  size_t number;
  {
    Lock lock(lock_);
    number = paths_.size();
    paths_.push_back(std::move(path));
  }
  askForNumber(key, number);
  asked_++;
}

bool KeyHandles::isOwn(const QueuedRecord &record, const QueuedRecord *&name) {
  name = nullptr;
  const psw_raw_record &head = record.head;
  if (record.provider != kernel_class::REGISTRY || head.opcode != QUERY_VALUE || head.pid != GetCurrentProcessId()) return false;
  const size_t width = (head.flags & FLAG_32_BIT) != 0 ? 4 : 8;
  const size_t nameAt = ADDRESS_AT + width;
  const uint8_t *const user = record.userData();
  size_t number;
  if (head.user_length < nameAt || !numberOf(user + nameAt, head.user_length - nameAt, number)) return false;
  std::u16string path;
  {
    Lock lock(lock_);
    if (number >= paths_.size()) return true;
    // Each is asked once.
    path.swap(paths_[number]);
  }
  if (path.empty()) return true;
  std::vector<uint8_t> payload(nameAt + (path.size() + 1) * sizeof(char16_t));
  memcpy(&payload[ADDRESS_AT], user + ADDRESS_AT, width);
  memcpy(&payload[nameAt], path.data(), path.size() * sizeof(char16_t));
  EtwRecord made = {};
  made.provider = kernel_class::REGISTRY;
  made.version = VERSION;
  made.opcode = NAME_OF_OPEN_KEY;
  made.flags = head.flags;
  made.time = head.time;
  made.pid = head.pid;
  made.tid = head.tid;
  made.cpu = head.cpu;
  made.userLength = static_cast<uint32_t>(payload.size());
  made.userData = payload.data();
  record_.assign(queuedSize(made) / sizeof(uint64_t) + 1, 0);
  writeQueued(made, record_.data());
  name = reinterpret_cast<const QueuedRecord *>(record_.data());
  named_++;
  return true;
}

}  // namespace procscope
