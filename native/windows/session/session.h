// SPDX-License-Identifier: MIT
// The helper's one session of the protocol: commands in, frames out, records from a source, time.
#pragma once
#include <memory>
#include <vector>

#include "../filter/scope-filter.h"
#include "../system/endpoints.h"
#include "../system/notices.h"
#include "../system/processes.h"
#include "../wire/raw-batch.h"
#include "channel.h"
#include "source.h"

namespace procscope {

// What waits for the writer before records are left in their queues.
constexpr size_t MOST_WAITING = 4u << 20;

struct SessionOptions {
  bool startsAtOnce = false;
  bool stacks = false;  // of a capture that starts at once
  bool isReplay = false;
  std::vector<uint32_t> excludedTrees;
  HANDLE input = nullptr;
  HANDLE output = nullptr;
  HANDLE parent = nullptr;  // the process that this one ends with; null when it cannot be watched
};

class Session : private Report {
 public:
  Session(Source &source, const SessionOptions &options, HANDLE wake, HANDLE ending);
  // Returns the exit status.
  int run();

 private:
  void log(const std::string &text) override;
  void warn(psw_error_code code, const std::string &sentence) override;
  void session(const psw_raw_session &session, const std::u16string &name) override;
  void lost(psw_loss_cause cause, uint64_t count, uint64_t from, uint64_t to) override;

  bool open();
  void sayHello();
  void fail(const Failure &failure);
  void start(uint32_t token, uint32_t flags);
  void stop(uint32_t token);
  void end(psw_bye_reason reason);
  void refuse(const char *sentence);
  void readControls();
  void obey(const Control &control);
  void setFilter(const Control &control);
  bool turn(bool isBusy);
  size_t readRecords();
  void take(const QueuedRecord &record);
  bool isAboveRate(uint64_t time);
  void keepTime();
  void lookAtMachine(ULONGLONG time);
  void tellAnswers();
  void tellDrives();
  void tellEndpoints();
  void tellClock(psw_clock_reason reason);
  void tellStatistics();
  void flush();
  // Gives what is made to the writer when that is idle.
  void writeOut();
  void writeRest();
  void finish();

  Source &source_;
  SessionOptions options_;
  HANDLE wake_;
  HANDLE ending_;
  Handle ended_;
  Input input_;
  Output output_;
  Notices notices_;
  Frames frames_;
  RawBatch batch_;
  Losses losses_;
  ScopeFilter filter_;
  std::unique_ptr<ProcessAsker> asker_;
  EndpointWatch endpoints_;
  ControlReader controls_;
  std::vector<uint8_t> bytes_;
  std::vector<Drive> drives_;
  psw_clock clock_ = {};
  uint64_t recordsRead_ = 0;
  uint64_t recordsSkipped_ = 0;
  uint32_t eventsPerSecond_ = 0;
  uint64_t rateWindow_ = 0;
  uint32_t rateUsed_ = 0;
  DWORD flushMilliseconds_ = 50;
  DWORD statisticsMilliseconds_ = 1000;
  ULONGLONG nextFlush_ = 0, nextStatistics_ = 0, nextClock_ = 0, nextDrives_ = 0, nextEndpoints_ = 0;
  bool isRunning_ = false;
  bool isSettled_ = true;
  bool isListTold_ = true;
  bool isSnapshotDone_ = true;
  bool isEnding_ = false;
  bool hasFailed_ = false;
  psw_bye_reason reason_ = PSW_BYE_ASKED;
};

}  // namespace procscope
