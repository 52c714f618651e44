// SPDX-License-Identifier: MIT
#include "boot-logger.h"

#include <cstring>

namespace procscope {

namespace {

constexpr wchar_t ROOT[] = L"SYSTEM\\CurrentControlSet\\Control\\WMI\\";
constexpr wchar_t SESSION_GUID[] = L"{7d1f2c6e-58a4-4f0b-9c37-2b8e61d0a5f4}";
constexpr wchar_t KERNEL_PROCESS[] = L"{22fb2cd6-0e7b-422b-a0c7-2fad1fd0e716}";

constexpr uint32_t MODE_SEQUENTIAL = 1, MODE_SYSTEM_LOGGER = 0x02000000;
constexpr uint32_t MOST_MEGABYTES = 2048;
constexpr uint32_t BUFFER_KILOBYTES = 256;
// Until the disk can be written everything waits in these: with too few the first events are lost.
constexpr uint32_t LEAST_BUFFERS = 64, MOST_BUFFERS = 512;
constexpr uint32_t FLUSH_SECONDS = 1;
constexpr uint32_t CLOCK_PERFORMANCE_COUNTER = 1;
// Processes, threads, images, what processes used, names of files, beginnings and ends of operations, registry, network.
constexpr uint32_t KERNEL_FLAGS = 0x0603020f;
constexpr size_t KERNEL_MASKS = 8;
constexpr uint32_t LEVEL_INFORMATION = 4;
constexpr uint64_t KEYWORD_PROCESS = 0x10;

template <typename Number>
std::vector<uint8_t> bytesOf(Number number) {
  std::vector<uint8_t> bytes(sizeof(number));
  memcpy(bytes.data(), &number, sizeof(number));
  return bytes;
}

std::vector<uint8_t> bytesOf(const std::wstring &text) {
  std::vector<uint8_t> bytes((text.size() + 1) * sizeof(wchar_t));
  memcpy(bytes.data(), text.c_str(), bytes.size());
  return bytes;
}

RegistryValue dword(const wchar_t *name, uint32_t value) { return {name, REG_DWORD, bytesOf(value)}; }

bool readNumber(const std::wstring &key, const wchar_t *name, DWORD allowed, void *number, DWORD size) {
  return RegGetValueW(HKEY_LOCAL_MACHINE, key.c_str(), name, allowed, nullptr, number, &size) == ERROR_SUCCESS;
}

std::wstring readText(const std::wstring &key, const wchar_t *name) {
  wchar_t text[1024];
  DWORD bytes = sizeof(text);
  const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, key.c_str(), name, RRF_RT_REG_SZ, nullptr, text, &bytes);
  return status == ERROR_SUCCESS ? std::wstring(text) : std::wstring();
}

BootFailure writeKey(const std::wstring &path, const std::vector<RegistryValue> &values) {
  HKEY key = nullptr;
  LSTATUS status = RegCreateKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, nullptr, REG_OPTION_NON_VOLATILE,
                                   KEY_SET_VALUE, nullptr, &key, nullptr);
  const std::string what = "write the registry key HKLM\\" + toUtf8(path.c_str());
  if (status != ERROR_SUCCESS) return bootFailure(what, "RegCreateKeyEx", static_cast<uint32_t>(status));
  for (const RegistryValue &value : values) {
    status = RegSetValueExW(key, value.name, 0, value.type, value.bytes.data(), static_cast<DWORD>(value.bytes.size()));
    if (status != ERROR_SUCCESS) break;
  }
  // A power loss a second later must not bring back what was before.
  if (status == ERROR_SUCCESS) status = RegFlushKey(key);
  RegCloseKey(key);
  return status == ERROR_SUCCESS ? BootFailure() : bootFailure(what, "RegSetValueEx", static_cast<uint32_t>(status));
}

}  // namespace

LoggerKind loggerKind() { return windowsVersion().isAtLeast(6, 2) ? LoggerKind::AUTO : LoggerKind::GLOBAL; }

std::wstring loggerKey(LoggerKind kind) {
  return std::wstring(ROOT) + (kind == LoggerKind::AUTO ? L"Autologger\\Procscope-Boot" : L"GlobalLogger");
}

std::string shownLoggerKey(LoggerKind kind) { return "HKLM\\" + toUtf8(loggerKey(kind).c_str()); }

const wchar_t *loggerSession(LoggerKind kind) {
  return kind == LoggerKind::AUTO ? L"Procscope-Boot" : L"NT Kernel Logger";
}

std::vector<RegistryValue> loggerValues(LoggerKind kind, const std::wstring &file, uint64_t bootId) {
  std::vector<uint8_t> masks(KERNEL_MASKS * sizeof(uint32_t));
  memcpy(masks.data(), &KERNEL_FLAGS, sizeof(KERNEL_FLAGS));
  std::vector<RegistryValue> values = {
      {L"FileName", REG_SZ, bytesOf(file)},
      dword(L"LogFileMode", MODE_SEQUENTIAL | (kind == LoggerKind::AUTO ? MODE_SYSTEM_LOGGER : 0)),
      dword(L"MaxFileSize", MOST_MEGABYTES),
      dword(L"BufferSize", BUFFER_KILOBYTES),
      dword(L"MinimumBuffers", LEAST_BUFFERS),
      dword(L"MaximumBuffers", MOST_BUFFERS),
      dword(L"FlushTimer", FLUSH_SECONDS),
      dword(L"ClockType", CLOCK_PERFORMANCE_COUNTER),
      {L"EnableKernelFlags", REG_BINARY, masks},
      {L"ArmedBootId", REG_QWORD, bytesOf(bootId)},
  };
  if (kind == LoggerKind::AUTO) values.push_back({L"Guid", REG_SZ, bytesOf(std::wstring(SESSION_GUID))});
  return values;
}

LoggerState readLogger(LoggerKind kind, const std::wstring &folder) {
  LoggerState state;
  const std::wstring path = loggerKey(kind);
  HKEY key = nullptr;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, KEY_QUERY_VALUE, &key) != ERROR_SUCCESS) return state;
  RegCloseKey(key);
  state.file = readText(path, L"FileName");
  uint32_t start = 0;
  readNumber(path, L"Start", RRF_RT_REG_DWORD, &start, sizeof(start));
  if (kind == LoggerKind::GLOBAL && _wcsnicmp(state.file.c_str(), folder.c_str(), folder.size()) != 0) {
    state.isForeign = start != 0 || !state.file.empty();
    return state;
  }
  state.exists = true;
  state.isOn = start != 0;
  readNumber(path, L"ArmedBootId", RRF_RT_REG_QWORD, &state.armedBootId, sizeof(state.armedBootId));
  state.hasStatus = readNumber(path, L"Status", RRF_RT_REG_DWORD, &state.status, sizeof(state.status));
  return state;
}

BootFailure writeLogger(LoggerKind kind, const std::wstring &file, uint64_t bootId) {
  const std::wstring key = loggerKey(kind);
  BootFailure failure = writeKey(key, loggerValues(kind, file, bootId));
  if (!failure && kind == LoggerKind::AUTO) {
    failure = writeKey(key + L"\\" + KERNEL_PROCESS,
                       {dword(L"Enabled", 1),
                        dword(L"EnableLevel", LEVEL_INFORMATION),
                        {L"MatchAnyKeyword", REG_QWORD, bytesOf(KEYWORD_PROCESS)}});
  }
  // Half of it must never run.
  if (!failure) failure = writeKey(key, {dword(L"Start", 1)});
  return failure;
}

BootFailure switchLoggerOff(LoggerKind kind) { return writeKey(loggerKey(kind), {dword(L"Start", 0)}); }

BootFailure removeLogger(LoggerKind kind) {
  const std::wstring path = loggerKey(kind);
  const LSTATUS status = RegDeleteTreeW(HKEY_LOCAL_MACHINE, path.c_str());
  if (status != ERROR_SUCCESS && status != ERROR_FILE_NOT_FOUND)
    return bootFailure("delete the registry key " + shownLoggerKey(kind), "RegDeleteTree", static_cast<uint32_t>(status));
  HKEY parent = nullptr;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, ROOT, 0, KEY_QUERY_VALUE, &parent) == ERROR_SUCCESS) {
    RegFlushKey(parent);
    RegCloseKey(parent);
  }
  return {};
}

uint64_t presentBootId() {
  struct TimeOfDay {
    int64_t bootTime;
    int64_t currentTime;
    int64_t zoneBias;
    uint32_t zoneId;
    uint32_t reserved;
    int64_t bootTimeBias;  // what was set on the clock since, and so added to bootTime
    int64_t sleepTimeBias;
  };
  constexpr int SYSTEM_TIME_OF_DAY = 3;
  using Query = LONG(NTAPI *)(int, void *, ULONG, ULONG *);
  static const Query query = systemFunction<Query>(L"ntdll.dll", "NtQuerySystemInformation");
  TimeOfDay times = {};
  ULONG length = 0;
  if (query == nullptr || query(SYSTEM_TIME_OF_DAY, &times, sizeof(times), &length) < 0) return 0;
  return static_cast<uint64_t>(times.bootTime - times.bootTimeBias);
}

}  // namespace procscope
