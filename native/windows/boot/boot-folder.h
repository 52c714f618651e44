// SPDX-License-Identifier: MIT
// The folder of boot logs, which only administrators can change: the logs, marks of those that ended in order, and the copy of
// this program that Windows starts.
#pragma once
#include <string>
#include <vector>

#include "../system/windows.h"
#include "boot-failure.h"

namespace procscope {

struct BootPlaces {
  std::wstring product;  // C:\ProgramData\Procscope
  std::wstring folder;   // its folder boot
  std::wstring program;  // there: the copy of this program
};

// Errors: Windows does not say where programs keep what is for all users.
BootFailure bootPlaces(BootPlaces &places);

struct BootLog {
  std::wstring id;
  std::wstring path;
  uint64_t bytes = 0;
  uint64_t created = 0;  // FILETIME
  bool hasEnded = false;
  uint64_t ended = 0;  // FILETIME
  uint64_t eventsLost = 0;
  uint64_t buffersLost = 0;
};

// From the time at which it is made: 20260131T235959Z.
std::wstring newLogId();
bool isLogId(const std::wstring &text);
std::wstring logPath(const BootPlaces &places, const std::wstring &id);
// The id of a log by its path or name; empty when that is none.
std::wstring idOfPath(const std::wstring &path);

// The oldest first.
std::vector<BootLog> listLogs(const BootPlaces &places);

// Makes the folders, for administrators alone to change; refuses those that somebody else made before, who could have the
// system write elsewhere. Does nothing when they are there as they must be.
BootFailure makeFolders(const BootPlaces &places);
BootFailure copyProgram(const BootPlaces &places);
// Says that a log is complete. All users can read it, as no log.
BootFailure markEnded(const BootPlaces &places, const BootLog &log);
// The log and its mark.
BootFailure deleteLog(const BootPlaces &places, const std::wstring &id);
// The program's copy, and folders in which nothing is left. Does nothing when they are not there.
BootFailure removeProgram(const BootPlaces &places);

bool pathExists(const std::wstring &path);
uint64_t presentTime();  // FILETIME

}  // namespace procscope
