// SPDX-License-Identifier: MIT
// What volumes are called, for readers of traces: paths there are those of devices, and only the machine that made a trace knows
// which letters they have.
#pragma once
#include <string>

namespace procscope {

// A list of pairs as JSON: the kernel's name of a volume and the user's.
std::string drivesJson();

}  // namespace procscope
