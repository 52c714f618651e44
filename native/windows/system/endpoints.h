// SPDX-License-Identifier: MIT
// Ports that processes listen at, and those that they have bound for UDP: Windows' records tell neither, so the system is asked
// now and then.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "../wire/messages.h"
#include "windows.h"

namespace procscope {

class EndpointWatch {
 public:
  using LogText = std::function<void(const std::string &)>;

  EndpointWatch();

  // What the next look finds is told whole, whatever was told before.
  void forget();
  // Asks the system; `time` in ticks. Sends what differs from the look before, if anything does: it costs nothing to look at
  // ports that stay. A table that cannot be read counts as unchanged, and is logged once.
  void look(uint64_t time, Frames &out, const LogText &log);
  // What looking has cost since `forget`, as a line for reports.
  std::string cost() const;

 private:
  struct Table {
    uint8_t protocol;
    uint8_t family;
    std::vector<psw_endpoint> known;  // in order, each once
    bool hasFailed;
  };

  // Fills `buffer_` with a table of the system; returns Windows' error.
  DWORD ask(const Table &table);
  DWORD read(const Table &table, std::vector<psw_endpoint> &found);
  void compare(std::vector<psw_endpoint> &changes, const LogText &log);

  Table tables_[4];
  std::vector<uint8_t> buffer_;
  std::vector<psw_endpoint> found_;
  FARPROC tcp_ = nullptr;
  FARPROC udp_ = nullptr;
  uint64_t last_ = 0;
  uint64_t looks_ = 0;
  // Of the performance counter.
  uint64_t took_ = 0;
  uint64_t longest_ = 0;
};

}  // namespace procscope
