// SPDX-License-Identifier: MIT
#include "failure.h"

namespace procscope {

namespace {

// Numbers of winerror.h, so that this needs no Windows to be tested.
constexpr uint32_t FILE_NOT_FOUND = 2, ACCESS_DENIED = 5, NOT_ENOUGH_MEMORY = 8, OUT_OF_MEMORY = 14;
constexpr uint32_t INVALID_PARAMETER = 87, CALL_NOT_IMPLEMENTED = 120, ALREADY_EXISTS = 183;
constexpr uint32_t PRIVILEGE_NOT_HELD = 1314, NO_SYSTEM_RESOURCES = 1450, COMMITMENT_LIMIT = 1455;

}  // namespace

Failure tracingFailure(const char *call, uint32_t error, bool isWine) {
  const std::string what = std::string(call) + " failed: " + std::to_string(error);
  Failure failure;
  failure.facts = {{"call", call}, {"error", std::to_string(error)}};
  if (isWine) {
    failure.code = PSW_ERR_UNSUPPORTED;
    failure.sentence = "Wine has no event tracing, so nothing can be captured here (" + what +
                       "). Capture on Windows, or open a recorded .etl file.";
    return failure;
  }
  switch (error) {
    case ACCESS_DENIED:
    case PRIVILEGE_NOT_HELD:
      failure.code = PSW_ERR_PRIVILEGE;
      failure.sentence = "Windows lets only administrators trace the system (" + what +
                         "). Start the capture again and allow the request for administrator rights.";
      break;
    case ALREADY_EXISTS:
      failure.code = PSW_ERR_IN_USE;
      failure.sentence = "A tracing session of the same name runs already and could not be ended (" + what +
                         "). End it as administrator with: logman stop \"Procscope Kernel\" -ets";
      break;
    case NO_SYSTEM_RESOURCES:
      failure.sentence = "Windows has no room for another tracing session (" + what +
                         "). End other programs that trace the system, such as profilers, and try again; "
                         "\"logman query -ets\" lists the sessions.";
      break;
    case NOT_ENOUGH_MEMORY:
    case OUT_OF_MEMORY:
    case COMMITMENT_LIMIT:
      failure.code = PSW_ERR_MEMORY;
      failure.sentence = "Windows has not enough memory for the buffers of a tracing session (" + what +
                         "). Close other programs, or capture with smaller buffers (--buffer-mib).";
      break;
    case INVALID_PARAMETER:
    case CALL_NOT_IMPLEMENTED:
      failure.code = PSW_ERR_UNSUPPORTED;
      failure.sentence = "This version of Windows does not take the settings of the tracing session (" + what +
                         "). Procscope needs Windows 7 or later.";
      break;
    case FILE_NOT_FOUND:
      failure.sentence = "The tracing session was ended by another program before it could be read (" + what +
                         "). Start the capture again.";
      break;
    default:
      failure.sentence = "Windows could not trace the system (" + what + "). Start the capture again; \"net helpmsg " +
                         std::to_string(error) + "\" says what the number means.";
      break;
  }
  return failure;
}

}  // namespace procscope
