// SPDX-License-Identifier: MIT
// What went wrong, as people are told: a sentence that says what happened and what to do, and facts for a report.
#pragma once
#include <cstdint>
#include <string>

#include "../wire/frames.h"

namespace procscope {

struct Failure {
  psw_error_code code = PSW_ERR_SESSION;
  std::string sentence;  // empty: nothing went wrong
  Facts facts;

  explicit operator bool() const { return !sentence.empty(); }
};

// The failure of a call of event tracing with an error number of Windows. `isWine` is where nothing of it exists.
Failure tracingFailure(const char *call, uint32_t error, bool isWine);

}  // namespace procscope
