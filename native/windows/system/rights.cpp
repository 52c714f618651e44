// SPDX-License-Identifier: MIT
#include "rights.h"

#include <sddl.h>

#include <cstring>

namespace procscope {

bool isElevated() {
  HANDLE opened = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened)) return false;
  const Handle token(opened);
  TOKEN_ELEVATION elevation = {};
  DWORD length = 0;
  return GetTokenInformation(token.get(), TokenElevation, &elevation, sizeof(elevation), &length) &&
         elevation.TokenIsElevated != 0;
}

std::wstring userSid() {
  HANDLE opened = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened)) return {};
  const Handle token(opened);
  alignas(8) uint8_t bytes[256];
  DWORD length = 0;
  if (!GetTokenInformation(token.get(), TokenUser, bytes, sizeof(bytes), &length)) return {};
  TOKEN_USER user;
  memcpy(&user, bytes, sizeof(user));
  wchar_t *text = nullptr;
  if (!ConvertSidToStringSidW(user.User.Sid, &text)) return {};
  const std::wstring sid = text;
  LocalFree(text);
  return sid;
}

uint32_t enablePrivilege(const wchar_t *name) {
  HANDLE opened = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &opened)) return GetLastError();
  const Handle token(opened);
  TOKEN_PRIVILEGES privileges = {};
  privileges.PrivilegeCount = 1;
  privileges.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  if (!LookupPrivilegeValueW(nullptr, name, &privileges.Privileges[0].Luid)) return GetLastError();
  AdjustTokenPrivileges(token.get(), FALSE, &privileges, 0, nullptr, nullptr);
  return GetLastError();
}

}  // namespace procscope
