// SPDX-License-Identifier: MIT
// Frames that are not records: what the helper is, what it does, what it knows of the machine.
#pragma once
#include <string>
#include <vector>

#include "frames.h"

namespace procscope {

void sendHello(Frames &out, psw_hello hello, const Facts &facts);
void sendState(Frames &out, psw_state_value state, uint32_t token, uint64_t time);
void sendError(Frames &out, psw_error_code code, psw_severity severity, const std::string &sentence,
               const Facts &facts = {});
void sendBye(Frames &out, psw_bye_reason reason, uint64_t events, uint64_t lost);
void sendLog(Frames &out, uint64_t time, const std::string &text);
void sendClock(Frames &out, const psw_clock &clock);

struct StatisticEntry {
  uint16_t id;  // psw_statistic
  uint64_t value;
};
void sendStatistics(Frames &out, uint64_t time, const std::vector<StatisticEntry> &entries);

void sendRawSession(Frames &out, psw_raw_session session, const std::u16string &name);

// A prefix of the kernel's paths and what users know it by.
struct Drive {
  std::u16string kernel;
  std::u16string user;

  bool operator==(const Drive &other) const { return kernel == other.kernel && user == other.user; }
};
void sendDrives(Frames &out, const std::vector<Drive> &drives);

// A user: the SID as it is in memory, and the name.
struct Account {
  std::vector<uint8_t> sid;
  std::u16string name;
};
void sendAccounts(Frames &out, const std::vector<Account> &accounts);

struct SystemProcess {
  psw_system_process facts;  // sizes are filled in when it is sent
  std::vector<uint8_t> sid;
  std::u16string name;
  std::u16string image;
  std::u16string command;
};
// In as many frames as are needed.
void sendSystemProcesses(Frames &out, const std::vector<SystemProcess> &processes);

// What a lookup of ports found, in as many frames as are needed. `head` has its times, and PSW_ENDPOINTS_WHOLE where that holds.
void sendEndpoints(Frames &out, psw_endpoints head, const std::vector<psw_endpoint> &endpoints);

// Losses that wait to be told: neighbours of one cause become one.
class Losses {
 public:
  void add(psw_loss_cause cause, uint64_t count, uint64_t from, uint64_t to);
  void flush(Frames &out);
  // Of the helper's whole life.
  uint64_t total() const { return total_; }

 private:
  std::vector<psw_loss> waiting_;
  uint64_t total_ = 0;
};

}  // namespace procscope
