// SPDX-License-Identifier: MIT
// `procscope-helper boot ...`: boot logging from the command line, asking for administrator rights where they are needed.
#pragma once
#include <string>
#include <vector>

#include "../system/windows.h"

namespace procscope {

// `given` is what follows `boot`; `ending` is set when the process is to end. Returns the exit status: 0 when it was done, 1
// when not, with an answer in both cases; 2 for wrong arguments, with a sentence on standard error.
int bootCommand(const std::vector<std::u16string> &given, HANDLE input, HANDLE output, HANDLE ending);

}  // namespace procscope
