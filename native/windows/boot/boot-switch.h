// SPDX-License-Identifier: MIT
// Boot logging as a whole: on, off, how it is, and the end of a recording. All state is the system's own.
#pragma once
#include <string>

#include "boot-failure.h"
#include "boot-folder.h"
#include "boot-logger.h"

namespace procscope {

// How it is now, as JSON; needs no rights.
std::string bootStatus();

// The rest needs administrator rights.

// Once; does nothing when it is on. What fails undoes what was done before.
BootFailure enableBoot();
// Takes away everything but logs, and what a recording that runs needs until it ends.
BootFailure disableBoot();
// Ends the recording when it writes this log, and finds the log.
BootFailure finishLog(const std::wstring &id, BootPlaces &places, BootLog &log);
// The log, and what nobody needs any more without it.
BootFailure discardLog(const std::wstring &id);

// A start of the system as the service sees it.
struct RecordedBoot {
  bool isRecording = false;
  std::wstring id;  // of the log; empty when not known
};
// Switches the recording of further starts off.
RecordedBoot beginRecordedBoot();
// Ends the recording in order and takes away what is not needed any more, unless the next start is to be recorded as well.
void endRecordedBoot(const RecordedBoot &boot);

}  // namespace procscope
