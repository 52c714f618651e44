// SPDX-License-Identifier: MIT
// The pipes between a helper that has administrator rights and the process of the user who asked for it. Two, one for each
// direction: then one can end while the other still has something to say, and reading never holds up writing.
#pragma once
#include <string>

#include "../session/failure.h"
#include "../system/windows.h"

namespace procscope {

// The security of a pipe in Windows' notation (SDDL): the user of the SID may write commands to it, or read frames from it,
// and nothing else; nobody else may do anything, not even programs of that user with low integrity.
std::wstring pipeSecurity(const std::wstring &userSid, bool isForCommands);

// A name that nobody can guess.
std::wstring randomPipeName();

// Whether a text can be a user's SID, and a name one of `randomPipeName`: both come by the command line.
bool isSid(const std::wstring &text);
bool isPipeName(const std::wstring &text);

// The helper's ends, and those of the user's process.
struct PipeEnds {
  Handle commands;
  Handle frames;
};

// By the helper: makes both pipes, and fails when somebody else has made one of the name.
Failure makePipes(const std::wstring &name, const std::wstring &userSid, PipeEnds &ends);
// Waits for the process of the user, which must have the id that it told; another one is turned away. Returns when it is there
// or `ending` is set, or after a time in which people answer nothing any more.
Failure awaitClient(PipeEnds &ends, uint32_t clientPid, HANDLE ending);

// By the user's process: opens both, once they are there. `helper` is the process that makes them; when it ends, nothing comes.
Failure openPipes(const std::wstring &name, HANDLE helper, PipeEnds &ends);

}  // namespace procscope
