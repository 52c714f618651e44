// SPDX-License-Identifier: MIT
// What goes wrong with boot logging: a kind for the app, and a sentence for people.
#pragma once
#include <cstdint>
#include <string>

namespace procscope {

enum class BootError { FAILED, PRIVILEGE, CANCELLED, UNSUPPORTED, NO_LOG };

struct BootFailure {
  BootError kind = BootError::FAILED;
  std::string sentence;  // empty: nothing went wrong
  std::string call;      // of Windows, when one failed, and its error number
  uint32_t error = 0;

  explicit operator bool() const { return !sentence.empty(); }
};

// `what` is the rest of "Windows did not let Procscope ...", such as `write the registry key HKLM\...`.
BootFailure bootFailure(const std::string &what, const char *call, uint32_t error);
BootFailure bootFailure(BootError kind, const std::string &sentence);

// `{"error":{"kind":...,"sentence":...}}`
std::string failureAnswer(const BootFailure &failure);

}  // namespace procscope
