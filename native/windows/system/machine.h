// SPDX-License-Identifier: MIT
// What this machine is: facts of the first frame, and how its paths are called.
#pragma once
#include <vector>

#include "../wire/messages.h"

namespace procscope {

// `kernel`, `product`, `machine`, `host`, `boot`, `memory`, `root` and more, for the app's system details.
Facts machineFacts();
uint32_t processorCount();

// Prefixes of paths: devices of volumes with their letters or mount points, and the system's folder.
std::vector<Drive> readDrives();

// Nanoseconds since 1970 and the performance counter at one instant.
psw_clock readClock(psw_clock_reason reason);
uint64_t performanceCounter();
uint64_t performanceFrequency();

}  // namespace procscope
