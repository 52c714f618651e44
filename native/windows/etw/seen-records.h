// SPDX-License-Identifier: MIT
// Counts what came of events that not every version of Windows tells, for reports of faults.
#pragma once
#include <string>
#include <vector>

#include "../record/etw-record.h"

namespace procscope {

class SeenRecords {
 public:
  void note(const QueuedRecord &record);
  // What was counted, as a line.
  std::string text() const;
  void forget();

 private:
  std::vector<uint64_t> ofProviders_;  // in the order of `wantedProviders`
  uint64_t begun_ = 0;
  uint64_t ended_ = 0;
};

}  // namespace procscope
