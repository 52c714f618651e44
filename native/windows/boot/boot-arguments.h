// SPDX-License-Identifier: MIT
// What follows `boot` on the command line.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace procscope {

struct BootArguments {
  std::u16string command;  // status, enable, disable, send, discard, service
  std::u16string log;      // of send and discard
  bool asUser = false;     // without asking for rights, with those that are there
  // Of the process that has the rights: where its answer goes.
  std::u16string pipe, user;
  uint32_t client = 0;
  std::string wrong;  // a sentence; empty when nothing is
};

BootArguments parseBootArguments(const std::vector<std::u16string> &given);

// The command line of the process that has the rights. All values are plain.
std::u16string bootServeCommand(const BootArguments &arguments, const std::u16string &pipe, const std::u16string &user,
                                uint32_t client);

}  // namespace procscope
