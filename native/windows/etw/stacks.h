// SPDX-License-Identifier: MIT
// Which of the kernel's events come with call stacks.
#pragma once
#include "trace-session.h"

namespace procscope {

// Returns an error number of Windows.
uint32_t setStackTracing(const TraceSession &session, bool isOn);

}  // namespace procscope
