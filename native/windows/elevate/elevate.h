// SPDX-License-Identifier: MIT
// Starts a helper with administrator rights and passes on what it says: the process that asks stays without them, and speaks
// the same protocol on its standard streams as a helper does.
#pragma once
#include "../arguments.h"
#include "../session/failure.h"
#include "../system/windows.h"
#include "pipes.h"

namespace procscope {

// Returns the exit status.
int elevate(const Arguments &arguments, HANDLE input, HANDLE output);

// Starts this program once more with these arguments, with administrator rights unless `asUser`.
Failure startHelper(const std::u16string &parameters, bool asUser, Handle &helper);
// Passes on what comes by the pipes and by standard input until one side ends. Does not return: the process ends with the
// status of the helper.
int relay(HANDLE helper, PipeEnds &ends, HANDLE input, HANDLE output);

}  // namespace procscope
