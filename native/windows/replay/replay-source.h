// SPDX-License-Identifier: MIT
// Sends the records of an .etl file as if they were recorded now, as fast as the reader takes them.
#pragma once
#include <memory>
#include <vector>

#include "../session/source.h"
#include "etl-file.h"

namespace procscope {

class ReplaySource : public Source {
 public:
  // Opens the file anew for each start; null when that fails.
  using Opener = std::function<std::FILE *()>;
  ReplaySource(Opener opener, std::string name);

  Failure open() override;
  uint64_t ticksPerSecond() const override;
  uint64_t now() const override { return now_; }
  uint64_t queueBytes() const override { return 0; }
  Facts facts() const override;
  Failure start(uint32_t mask, bool stacks, Report &report) override;
  bool settle(Report &) override { return true; }
  void setClasses(uint32_t, Report &) override {}
  size_t read(size_t count, const std::function<void(const QueuedRecord &)> &take) override;
  void stop(Report &report) override;
  void check(Report &report) override;
  bool sawLoss() const override { return false; }
  bool hasEnded(Failure &why) override;
  uint64_t takeHighWater() override { return 0; }

 private:
  Failure openFile();

  Opener opener_;
  std::string name_;
  std::unique_ptr<EtlFile> file_;
  std::vector<uint64_t> scratch_;
  uint64_t now_ = 0;
  uint64_t from_ = 0;  // the time of the last record before a place where some are missing
  uint64_t gaps_ = 0;
  uint64_t tooBig_ = 0;
  bool isAtEnd_ = true;
};

}  // namespace procscope
