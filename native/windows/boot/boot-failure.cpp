// SPDX-License-Identifier: MIT
#include "boot-failure.h"

#include "../system/json.h"

namespace procscope {

namespace {

constexpr uint32_t ACCESS_DENIED = 5, DISK_FULL = 112;  // winerror.h

const char *nameOf(BootError kind) {
  switch (kind) {
    case BootError::PRIVILEGE: return "privilege";
    case BootError::CANCELLED: return "cancelled";
    case BootError::UNSUPPORTED: return "unsupported";
    case BootError::NO_LOG: return "no-log";
    default: return "failed";
  }
}

}  // namespace

BootFailure bootFailure(const std::string &what, const char *call, uint32_t error) {
  BootFailure failure;
  failure.call = call;
  failure.error = error;
  failure.kind = error == ACCESS_DENIED ? BootError::PRIVILEGE : BootError::FAILED;
  failure.sentence = "Windows did not let Procscope " + what + " (" + call + " failed: " + std::to_string(error) + "). ";
  if (error == ACCESS_DENIED)
    failure.sentence += "Boot logging needs administrator rights: start Procscope as an administrator.";
  else if (error == DISK_FULL) failure.sentence += "Make room on the disk and try again.";
  else failure.sentence += "\"net helpmsg " + std::to_string(error) + "\" says what the number means.";
  return failure;
}

BootFailure bootFailure(BootError kind, const std::string &sentence) {
  BootFailure failure;
  failure.kind = kind;
  failure.sentence = sentence;
  return failure;
}

std::string failureAnswer(const BootFailure &failure) {
  JsonObject error;
  error.text("kind", nameOf(failure.kind)).text("sentence", failure.sentence);
  if (!failure.call.empty()) error.text("call", failure.call).number("error", failure.error);
  return JsonObject().add("error", error.made()).made();
}

}  // namespace procscope
