// SPDX-License-Identifier: MIT
#include "windows.h"

#include <cstdio>
#include <cwchar>

namespace procscope {

std::string toUtf8(const wchar_t *text) {
  const int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (length <= 1) return {};
  std::string utf8(static_cast<size_t>(length), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, &utf8[0], length, nullptr, nullptr);
  utf8.pop_back();
  return utf8;
}

std::u16string toUtf16(const wchar_t *text) { return toUtf16(text, wcslen(text)); }

std::u16string toUtf16(const wchar_t *text, size_t length) {
  return std::u16string(reinterpret_cast<const char16_t *>(text), length);
}

std::wstring toWide(const std::string &utf8) {
  const int length = MultiByteToWideChar(CP_UTF8, 0, utf8.data(), static_cast<int>(utf8.size()), nullptr, 0);
  std::wstring wide(static_cast<size_t>(length), L'\0');
  if (length > 0) MultiByteToWideChar(CP_UTF8, 0, utf8.data(), static_cast<int>(utf8.size()), &wide[0], length);
  return wide;
}

bool isWine() { return systemFunction<void (*)()>(L"ntdll.dll", "wine_get_version") != nullptr; }

WindowsVersion windowsVersion() {
  using GetVersion = LONG(WINAPI *)(OSVERSIONINFOW *);
  OSVERSIONINFOW version = {};
  version.dwOSVersionInfoSize = sizeof(version);
  const GetVersion function = systemFunction<GetVersion>(L"ntdll.dll", "RtlGetVersion");
  if (function != nullptr) function(&version);
  return {version.dwMajorVersion, version.dwMinorVersion, version.dwBuildNumber};
}

namespace {

struct ThreadStart {
  void (*work)(void *);
  void *context;
};

DWORD WINAPI runThread(void *argument) {
  const ThreadStart start = *static_cast<ThreadStart *>(argument);
  delete static_cast<ThreadStart *>(argument);
  start.work(start.context);
  return 0;
}

}  // namespace

Handle startThread(void (*work)(void *), void *context) {
  Handle thread(CreateThread(nullptr, 0, runThread, new ThreadStart{work, context}, 0, nullptr));
  if (!thread) {
    std::fputs("The capture helper cannot start: Windows has no resources for another thread.\n", stderr);
    ExitProcess(1);
  }
  return thread;
}

}  // namespace procscope
