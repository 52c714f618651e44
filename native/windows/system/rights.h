// SPDX-License-Identifier: MIT
// Rights of this process and of its user.
#pragma once
#include <string>

#include "windows.h"

namespace procscope {

// Whether this process has administrator rights now, not only could have.
bool isElevated();
// The user's SID as text, `S-1-5-21-...`; empty when it cannot be told.
std::wstring userSid();
// Switches on a privilege that the user has. Returns an error number of Windows: ERROR_NOT_ALL_ASSIGNED when he has it not.
uint32_t enablePrivilege(const wchar_t *name);

}  // namespace procscope
