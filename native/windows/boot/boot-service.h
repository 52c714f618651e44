// SPDX-License-Identifier: MIT
// The service that switches boot logging off again as soon as the recorded start is under way, and ends the recording in order
// when the system shuts down: event tracing does neither by itself.
#pragma once
#include "../system/windows.h"
#include "boot-failure.h"

namespace procscope {

constexpr const wchar_t *BOOT_SERVICE = L"ProcscopeBoot";

enum class ServiceState { NONE, STOPPED, RUNNING };
ServiceState bootServiceState();

// For the next start of the system; does not start it now. `program` is the copy of this one that nobody else can change.
BootFailure installBootService(const std::wstring &program);
// Asks it to end, waits until it has, and removes it. Does nothing when it is not there.
BootFailure removeBootService();

// By the service itself: Windows removes it once it has ended.
void forgetBootService();

// What the service does; returns its exit status. Only Windows starts it.
int runBootService();

}  // namespace procscope
