// SPDX-License-Identifier: MIT
// Records of this machine: one session for the kernel's events, one for those of providers with manifests.
#pragma once
#include <memory>

#include "../session/source.h"
#include "owner.h"
#include "providers.h"
#include "rundown.h"
#include "seen-records.h"

namespace procscope {

struct EtwOptions {
  uint32_t bufferMegabytes = 64;  // of the kernel's session; memory that cannot be paged
  uint32_t queueMegabytes = 64;   // of the helper
  bool registryData = true;
  bool millisecondFlush = false;
  bool keysByHandles = false;
};

class EtwSource : public Source {
 public:
  // `wake` is set when there is something to look at soon.
  EtwSource(const EtwOptions &options, HANDLE wake) : options_(options), wake_(wake), rundown_(options.keysByHandles) {}
  ~EtwSource() override;

  Failure open() override;
  uint64_t ticksPerSecond() const override;
  uint64_t now() const override;
  uint64_t queueBytes() const override { return static_cast<uint64_t>(options_.queueMegabytes) << 20; }
  Facts facts() const override;
  Failure start(uint32_t mask, bool stacks, Report &report) override;
  bool settle(Report &report) override;
  void setClasses(uint32_t mask, Report &report) override;
  size_t read(size_t count, const std::function<void(const QueuedRecord &)> &take) override;
  void stop(Report &report) override;
  void check(Report &report) override;
  bool sawLoss() const override;
  bool hasEnded(Failure &why) override;
  uint64_t takeHighWater() override;

 private:
  // A session and who takes its records, which go on being read after the session has ended.
  struct Line {
    TraceSession session;
    std::unique_ptr<Consumer> consumer;
    SessionCounters told = {};
  };

  Failure startKernel(bool withFlags, Report &report);
  Failure restartWithFlags(Report &report);
  void startEvents(const ProviderOptions &options, Report &report);
  Failure openLine(Line &line);
  void tellSession(const Line &line, const psw_clock &clock, Report &report) const;
  // Returns an error number of Windows.
  uint32_t setFlags(Report &report);
  uint32_t kernelFlags() const;
  void seekFileNames(Report &report);
  void checkLine(Line &line, Report &report);
  void tellLosses(Line &line, const SessionCounters &counters, Report &report);
  void give(const QueuedRecord &record, const std::function<void(const QueuedRecord &)> &take);
  void flush();
  void endSessions(Report &report);

  EtwOptions options_;
  HANDLE wake_;
  Ownership ownership_;
  Line kernel_;
  Line events_;
  Rundown rundown_;
  SeenRecords seen_;
  uint32_t mask_ = 0xffffffff;
  uint64_t lastCheck_ = 0;
  ULONGLONG nextFlush_ = 0;
  bool isRunning_ = false;
  bool needsDisk_ = false;  // names of files only come with the events of disks
  bool hasFlagsByStart_ = false;  // the version of Windows takes flags only when a session starts
};

}  // namespace procscope
