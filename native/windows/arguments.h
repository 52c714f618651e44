// SPDX-License-Identifier: MIT
// What the helper is asked for on its command line.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace procscope {

enum class Mode {
  CAPTURE,  // frames on standard output, commands on standard input
  ELEVATE,  // asks for administrator rights and passes on what a helper that has them says
  SERVE,    // the helper that has them: frames and commands by pipes
  HELP,
  VERSION,
  MAY_CAPTURE,
  DRIVES,  // says what volumes are called, and ends
};

struct Arguments {
  Mode mode = Mode::CAPTURE;
  bool startsAtOnce = false;
  bool stacks = false;
  bool registryData = true;
  bool millisecondFlush = false;
  bool keysByHandles = false;
  uint32_t bufferMegabytes = 64;
  uint32_t queueMegabytes = 64;
  std::vector<uint32_t> excludedTrees;
  std::u16string replay;  // the file; empty: this machine's sessions
  bool asUser = false;    // of ELEVATE: without asking
  std::u16string pipe;    // of SERVE
  std::u16string user;
  uint32_t client = 0;

  // What is wrong, as a sentence; empty when nothing is.
  std::string wrong;
};

// `given` without the program's own name.
Arguments parseArguments(const std::vector<std::u16string> &given);

// The command line of a helper that serves: the same capture options, behind which pipes are named. All values are plain.
std::u16string serveCommand(const Arguments &arguments, const std::u16string &pipe, const std::u16string &user,
                            uint32_t client);

extern const char HELP_TEXT[];

}  // namespace procscope
