// SPDX-License-Identifier: MIT
// Where records come from: the sessions of this machine, or a recorded file.
#pragma once
#include <functional>
#include <string>

#include "../record/etw-record.h"
#include "../wire/messages.h"
#include "failure.h"

namespace procscope {

// What a source has to say beside its records. All of it is called on the thread that sends.
class Report {
 public:
  virtual ~Report() = default;
  virtual void log(const std::string &text) = 0;
  // People see it; the capture goes on.
  virtual void warn(psw_error_code code, const std::string &sentence) = 0;
  virtual void session(const psw_raw_session &session, const std::u16string &name) = 0;
  virtual void lost(psw_loss_cause cause, uint64_t count, uint64_t from, uint64_t to) = 0;
};

class Source {
 public:
  virtual ~Source() = default;

  // Whether records can be had at all. Called once, before anything else.
  virtual Failure open() = 0;
  virtual uint64_t ticksPerSecond() const = 0;
  virtual uint64_t now() const = 0;
  // Room for records that were not sent yet, in bytes.
  virtual uint64_t queueBytes() const = 0;
  virtual Facts facts() const = 0;

  // Begins to record: `stacks` with call stacks, the classes of `mask` (see ScopeFilter). Fails, or reports what it did.
  virtual Failure start(uint32_t mask, bool stacks, Report &report) = 0;
  // What else belongs to the start and may take its time; returns whether that is done.
  virtual bool settle(Report &report) = 0;
  virtual void setClasses(uint32_t mask, Report &report) = 0;
  // Gives records that are there, at most `count`, to `take`, and returns how many.
  virtual size_t read(size_t count, const std::function<void(const QueuedRecord &)> &take) = 0;
  // Ends recording; what was recorded can still be read.
  virtual void stop(Report &report) = 0;
  // Looks for losses, once a second and when a record says so.
  virtual void check(Report &report) = 0;
  // Whether a record said that others are missing: time to look.
  virtual bool sawLoss() const = 0;
  // Whether nothing comes any more though nobody asked to stop; a failure with why, when that is one.
  virtual bool hasEnded(Failure &why) = 0;
  // Most bytes that waited since the last call.
  virtual uint64_t takeHighWater() = 0;
};

}  // namespace procscope
