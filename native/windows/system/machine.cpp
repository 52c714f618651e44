// SPDX-License-Identifier: MIT
#include "machine.h"

#include <algorithm>

#include "windows.h"

namespace procscope {

namespace {

constexpr uint64_t UNIX_EPOCH = 116444736000000000u;  // 100 ns since 1601

std::string registryText(const wchar_t *name) {
  wchar_t text[256];
  DWORD bytes = sizeof(text) - sizeof(wchar_t);
  const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", name,
                                      RRF_RT_REG_SZ, nullptr, text, &bytes);
  return status == ERROR_SUCCESS ? toUtf8(text) : std::string();
}

const char *machineName(WORD architecture) {
  switch (architecture) {
    case PROCESSOR_ARCHITECTURE_AMD64: return "x86_64";
    case PROCESSOR_ARCHITECTURE_INTEL: return "x86";
    case 12: return "aarch64";  // PROCESSOR_ARCHITECTURE_ARM64
    default: return "unknown";
  }
}

uint64_t wallTime() {
  using GetTime = void(WINAPI *)(FILETIME *);
  static const GetTime precise = systemFunction<GetTime>(L"kernel32.dll", "GetSystemTimePreciseAsFileTime");
  FILETIME time;
  // Windows 7 has only the clock that moves with the timer.
  if (precise != nullptr) precise(&time);
  else GetSystemTimeAsFileTime(&time);
  return static_cast<uint64_t>(time.dwHighDateTime) << 32 | time.dwLowDateTime;
}

void addDrive(std::vector<Drive> &drives, std::u16string kernel, std::u16string user) {
  if (kernel.empty() || user.empty()) return;
  drives.push_back({std::move(kernel), std::move(user)});
}

// The device behind a DOS name such as `C:` or `Volume{...}`; empty when there is none, or it is no volume's: names made by
// SUBST and those of network drives lead to paths that have names already.
std::u16string deviceOf(const wchar_t *name) {
  wchar_t target[1024];
  if (QueryDosDeviceW(name, target, 1024) == 0) return {};
  const std::u16string device = toUtf16(target);
  const bool isVolume = device.compare(0, 8, u"\\Device\\") == 0 && device.find(u"\\;") == std::u16string::npos;
  return isVolume ? device : std::u16string();
}

// Volumes without a letter: the folder that they are mounted in, else their own name.
void addVolumes(std::vector<Drive> &drives) {
  wchar_t volume[64];
  const HANDLE search = FindFirstVolumeW(volume, 64);
  if (search == INVALID_HANDLE_VALUE) return;
  do {
    const std::wstring path = volume;  // \\?\Volume{...} and a backslash
    if (path.size() < 6 || path.compare(0, 4, L"\\\\?\\") != 0) continue;
    const std::u16string device = deviceOf(path.substr(4, path.size() - 5).c_str());
    const bool isKnown = std::any_of(drives.begin(), drives.end(), [&](const Drive &drive) { return drive.kernel == device; });
    if (isKnown) continue;
    wchar_t folders[1024];
    DWORD length = 0;
    const bool isMounted = GetVolumePathNamesForVolumeNameW(volume, folders, 1024, &length) && folders[0] != 0;
    std::u16string user = toUtf16(isMounted ? folders : path.c_str());
    user.pop_back();
    addDrive(drives, device, user);
  } while (FindNextVolumeW(search, volume, 64));
  FindVolumeClose(search);
}

}  // namespace

uint32_t processorCount() {
  using GetCount = DWORD(WINAPI *)(WORD);
  const GetCount ofAllGroups = systemFunction<GetCount>(L"kernel32.dll", "GetActiveProcessorCount");
  if (ofAllGroups != nullptr) return ofAllGroups(0xffff);
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  return info.dwNumberOfProcessors;
}

Facts machineFacts() {
  const WindowsVersion version = windowsVersion();
  SYSTEM_INFO info;
  GetNativeSystemInfo(&info);
  MEMORYSTATUSEX memory = {};
  memory.dwLength = sizeof(memory);
  GlobalMemoryStatusEx(&memory);
  wchar_t host[MAX_COMPUTERNAME_LENGTH + 1] = L"";
  DWORD length = MAX_COMPUTERNAME_LENGTH + 1;
  GetComputerNameW(host, &length);
  wchar_t root[MAX_PATH] = L"";
  GetSystemWindowsDirectoryW(root, MAX_PATH);
  const uint64_t highest = reinterpret_cast<uintptr_t>(info.lpMaximumApplicationAddress);
  return {
      {"kernel", std::to_string(version.major) + "." + std::to_string(version.minor) + "." + std::to_string(version.build)},
      {"product", registryText(L"ProductName")},
      {"display", registryText(L"DisplayVersion")},
      {"machine", machineName(info.wProcessorArchitecture)},
      {"host", toUtf8(host)},
      {"root", toUtf8(root)},
      {"memory", std::to_string(memory.ullTotalPhys)},
      {"highest-address", std::to_string(highest)},
      {"boot", std::to_string(wallTime() - GetTickCount64() * 10000)},
      {"wine", isWine() ? "yes" : "no"},
  };
}

std::vector<Drive> readDrives() {
  std::vector<Drive> drives;
  wchar_t name[] = L"?:";
  for (wchar_t letter = L'A'; letter <= L'Z'; letter++) {
    name[0] = letter;
    addDrive(drives, deviceOf(name), toUtf16(name));
  }
  addVolumes(drives);
  wchar_t root[MAX_PATH];
  const UINT length = GetSystemWindowsDirectoryW(root, MAX_PATH);
  if (length > 0 && length < MAX_PATH) addDrive(drives, u"\\SystemRoot", toUtf16(root));
  return drives;
}

uint64_t performanceCounter() {
  LARGE_INTEGER counter;
  QueryPerformanceCounter(&counter);
  return static_cast<uint64_t>(counter.QuadPart);
}

uint64_t performanceFrequency() {
  LARGE_INTEGER frequency;
  QueryPerformanceFrequency(&frequency);
  return static_cast<uint64_t>(frequency.QuadPart);
}

psw_clock readClock(psw_clock_reason reason) {
  // The closest of a few readings between two of the other clock.
  psw_clock best = {};
  best.reason = reason;
  uint64_t closest = UINT64_MAX;
  for (int i = 0; i < 5; i++) {
    const uint64_t before = performanceCounter();
    const uint64_t wall = wallTime();
    const uint64_t after = performanceCounter();
    if (after - before >= closest) continue;
    closest = after - before;
    best.time = before + (after - before) / 2;
    best.unix_nanoseconds = (static_cast<int64_t>(wall) - static_cast<int64_t>(UNIX_EPOCH)) * 100;
  }
  best.uncertainty = static_cast<uint32_t>(closest * 1000000000u / performanceFrequency());
  return best;
}

}  // namespace procscope
