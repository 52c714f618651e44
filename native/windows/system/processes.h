// SPDX-License-Identifier: MIT
// What Windows says of processes and users beside the records of event tracing: asked on a thread of its own, because a
// domain's server that must tell a user's name may be slow.
#pragma once
#include <deque>
#include <set>
#include <vector>

#include "../wire/messages.h"
#include "windows.h"

namespace procscope {

// Asks a process; what could not be found out stays empty.
SystemProcess askProcess(uint32_t pid);
// All that run now.
std::vector<SystemProcess> listProcesses();
// `DOMAIN\user`; empty when nobody knows.
std::u16string accountName(const std::vector<uint8_t> &sid);

class ProcessAsker {
 public:
  ProcessAsker();
  ~ProcessAsker();
  ProcessAsker(const ProcessAsker &) = delete;
  ProcessAsker &operator=(const ProcessAsker &) = delete;

  // Lists all processes anew.
  void askAll();
  // Asks one that has begun. More than 4,096 that wait are left out: records say the most of them.
  void ask(uint32_t pid);

  struct Answers {
    std::vector<SystemProcess> processes;
    std::vector<Account> accounts;  // each once
    bool isListDone = false;        // of the last `askAll`
  };
  // What has been found out since the last call.
  Answers take();

 private:
  static void run(void *self);
  void work();
  void addAccount(const std::vector<uint8_t> &sid);

  SRWLOCK lock_ = SRWLOCK_INIT;
  Handle wake_;
  std::deque<uint32_t> waiting_;
  bool isListWanted_ = false;
  bool isEnding_ = false;
  Answers answers_;
  std::set<std::vector<uint8_t>> known_;  // of this thread alone
  Handle thread_;
};

}  // namespace procscope
