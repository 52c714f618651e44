// SPDX-License-Identifier: MIT
#include "stacks.h"

#include <vector>

namespace procscope {

namespace {

constexpr DWORD INFO_STACK_TRACING = 3;  // TraceStackTracingInfo

struct ClassOpcodes {
  const Guid &guid;
  std::vector<uint8_t> opcodes;
};

}  // namespace

uint32_t setStackTracing(const TraceSession &session, bool isOn) {
  // Loads of images are asked for as records of processes, where the kernel keeps them.
  const std::vector<ClassOpcodes> classes = {
      {kernel_class::PROCESS, {1, 2, 10}},
      {kernel_class::THREAD, {1, 2}},
      {kernel_class::FILE_IO, {64, 67, 68, 69, 70, 71}},
      {kernel_class::REGISTRY, {10, 11, 12, 13, 14, 15, 16, 17, 18}},
      {kernel_class::TCP_IP, {10, 11, 12, 13, 14, 15}},
  };
  std::vector<CLASSIC_EVENT_ID> ids;
  for (const ClassOpcodes &each : classes) {
    if (!isOn) break;
    for (const uint8_t opcode : each.opcodes) {
      CLASSIC_EVENT_ID id = {};
      memcpy(&id.EventGuid, &each.guid, sizeof(id.EventGuid));
      id.Type = opcode;
      ids.push_back(id);
    }
  }
  return TraceSetInformation(session.handle(), static_cast<TRACE_INFO_CLASS>(INFO_STACK_TRACING), ids.data(),
                             static_cast<ULONG>(ids.size() * sizeof(CLASSIC_EVENT_ID)));
}

}  // namespace procscope
