// SPDX-License-Identifier: MIT
#include "session.h"

#include "../system/machine.h"

namespace procscope {

namespace {

constexpr size_t RECORDS_A_TURN = 16384;
constexpr DWORD TURN_MILLISECONDS = 10;
constexpr DWORD IDLE_MILLISECONDS = 500;
constexpr DWORD REST_MILLISECONDS = 2000;
constexpr uint8_t PROCESS_START = 1;

psw_architecture architecture() {
#if defined(_M_ARM64) || defined(__aarch64__)
  return PSW_AARCH64;
#else
  return PSW_X86_64;
#endif
}

}  // namespace

Session::Session(Source &source, const SessionOptions &options, HANDLE wake, HANDLE ending)
    : source_(source),
      options_(options),
      wake_(wake),
      ending_(ending),
      ended_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      input_(options.input),
      output_(options.output),
      notices_(ending, ended_.get()),
      batch_(frames_) {}

void Session::log(const std::string &text) { sendLog(frames_, source_.now(), text); }

void Session::warn(psw_error_code code, const std::string &sentence) { sendError(frames_, code, PSW_WARNING, sentence); }

void Session::session(const psw_raw_session &session, const std::u16string &name) {
  batch_.flush();
  sendRawSession(frames_, session, name);
}

void Session::lost(psw_loss_cause cause, uint64_t count, uint64_t from, uint64_t to) { losses_.add(cause, count, from, to); }

void Session::end(psw_bye_reason reason) {
  if (!isEnding_) reason_ = reason;
  isEnding_ = true;
}

void Session::fail(const Failure &failure) {
  sendError(frames_, failure.code, PSW_FATAL, failure.sentence, failure.facts);
  hasFailed_ = true;
  end(PSW_BYE_FATAL);
}

void Session::refuse(const char *sentence) {
  if (frames_.size() < MOST_WAITING) sendError(frames_, PSW_ERR_CONTROL, PSW_WARNING, sentence);
}

void Session::sayHello() {
  psw_hello hello = {};
  hello.major = PSW_VERSION_MAJOR;
  hello.minor = PSW_VERSION_MINOR;
  hello.system = PSW_SYSTEM_WINDOWS;
  hello.architecture = static_cast<uint16_t>(architecture());
  hello.helper_pid = GetCurrentProcessId();
  hello.cpus = processorCount();
  hello.ticks_per_second = hasFailed_ ? performanceFrequency() : source_.ticksPerSecond();
  hello.ring_bytes = source_.queueBytes();
  sendHello(frames_, hello, hasFailed_ ? Facts{} : source_.facts());
}

bool Session::open() {
  const Failure failure = source_.open();
  hasFailed_ = static_cast<bool>(failure);
  sayHello();
  if (failure) {
    fail(failure);
    return false;
  }
  filter_.excludeAlways(GetCurrentProcessId(), true);
  for (const uint32_t pid : options_.excludedTrees) filter_.excludeAlways(pid, true);
  sendState(frames_, PSW_STATE_READY, 0, source_.now());
  if (options_.startsAtOnce) start(0, options_.stacks ? PSW_START_STACKS : 0);
  return true;
}

void Session::start(uint32_t token, uint32_t flags) {
  if (isRunning_) {
    sendState(frames_, PSW_STATE_RUNNING, token, source_.now());
    return;
  }
  const Failure failure = source_.start(filter_.classMask(), (flags & PSW_START_STACKS) != 0, *this);
  if (failure) {
    fail(failure);
    return;
  }
  isRunning_ = true;
  isSnapshotDone_ = isListTold_ = isSettled_ = false;
  nextDrives_ = 0;
  if (!options_.isReplay) {
    tellClock(PSW_CLOCK_START);
    tellDrives();
    endpoints_.forget();
    tellEndpoints();
  }
  sendState(frames_, PSW_STATE_RUNNING, token, source_.now());
  if (options_.isReplay || (flags & PSW_START_NO_SNAPSHOT) != 0) {
    isListTold_ = true;
  } else {
    // From the main thread's view the list comes some time later; records of it come by themselves.
    asker_ = std::make_unique<ProcessAsker>();
    asker_->askAll();
  }
}

void Session::stop(uint32_t token) {
  if (isRunning_) {
    isRunning_ = false;
    if (!options_.isReplay) {
      tellEndpoints();
      log(endpoints_.cost());
    }
    source_.stop(*this);
    while (source_.read(RECORDS_A_TURN, [this](const QueuedRecord &record) { take(record); }) > 0) {
      flush();
      writeRest();
      if (frames_.size() > MOST_WAITING) break;  // nobody reads
    }
    tellAnswers();
    flush();
    if (!isSnapshotDone_) sendState(frames_, PSW_STATE_SNAPSHOT_DONE, 0, source_.now());
    isSnapshotDone_ = true;
    asker_.reset();
  }
  if (token != 0) sendState(frames_, PSW_STATE_STOPPED, token, source_.now());
}

void Session::setFilter(const Control &control) {
  psw_token token;
  if (!control.take(&token, sizeof(token)) || !filter_.set(control.payload, control.length)) {
    refuse("The capture helper was sent a command that it could not read.");
    return;
  }
  source_.setClasses(filter_.classMask(), *this);
  if (filter_.wantsDecoded())
    log("The filter asks for results, durations or operations, which Windows' records have only when they are decoded: "
        "left to the app");
  sendState(frames_, PSW_STATE_FILTER_SET, token.token, source_.now());
}

void Session::obey(const Control &control) {
  psw_start startPayload;
  psw_token token;
  psw_rate rate;
  switch (control.kind) {
    case PSW_START:
      if (!control.take(&startPayload, sizeof(startPayload))) break;
      if (startPayload.major != PSW_VERSION_MAJOR) {
        Failure failure;
        failure.code = PSW_ERR_VERSION;
        failure.sentence =
            "The capture helper and the app are of different versions. Install both from one release.";
        fail(failure);
      } else {
        start(startPayload.token, startPayload.flags);
      }
      return;
    case PSW_STOP:
      if (!control.take(&token, sizeof(token))) break;
      stop(token.token);
      return;
    case PSW_SHUTDOWN: end(PSW_BYE_ASKED); return;
    case PSW_FILTER: setFilter(control); return;
    case PSW_RATE:
      if (!control.take(&rate, sizeof(rate))) break;
      if (rate.flush_milliseconds != 0) flushMilliseconds_ = rate.flush_milliseconds;
      if (rate.statistics_milliseconds != 0) statisticsMilliseconds_ = rate.statistics_milliseconds;
      eventsPerSecond_ = rate.events_per_second;
      sendState(frames_, PSW_STATE_RATE_SET, rate.token, source_.now());
      return;
    default: refuse("The capture helper was sent a command that it does not know."); return;
  }
  refuse("The capture helper was sent a command that it could not read.");
}

void Session::readControls() {
  const bool hasMore = input_.take(bytes_);
  controls_.push(bytes_.data(), bytes_.size());
  const uint64_t skipped = controls_.skipped();
  Control control;
  while (controls_.next(control) && !isEnding_) obey(control);
  if (controls_.skipped() != skipped) refuse("The capture helper was sent a damaged command.");
  if (!hasMore) end(PSW_BYE_PARENT_GONE);
}

bool Session::isAboveRate(uint64_t time) {
  if (eventsPerSecond_ == 0) return false;
  const uint64_t window = time / (source_.ticksPerSecond() / 10 + 1);
  if (window != rateWindow_) {
    rateWindow_ = window;
    rateUsed_ = 0;
  }
  const uint32_t limit = eventsPerSecond_ / 10;
  return ++rateUsed_ > (limit == 0 ? 1 : limit);
}

void Session::take(const QueuedRecord &record) {
  recordsRead_++;
  const bool isBeginning = record.provider == kernel_class::PROCESS && record.head.opcode == PROCESS_START;
  if (isBeginning && asker_ != nullptr && record.head.user_length >= 12) {
    uint32_t pid;
    memcpy(&pid, record.userData() + ((record.head.flags & FLAG_32_BIT) != 0 ? 4 : 8), sizeof(pid));
    asker_->ask(pid);
  }
  if (!filter_.keeps(record)) {
    recordsSkipped_++;
  } else if (isAboveRate(record.head.time)) {
    losses_.add(PSW_LOST_RATE, 1, record.head.time, record.head.time);
  } else {
    batch_.add(record);
  }
}

size_t Session::readRecords() {
  // While the reader does not take what is there, records stay queued; when those are full, losses are counted.
  if (!isRunning_ || frames_.size() > MOST_WAITING) return 0;
  return source_.read(RECORDS_A_TURN, [this](const QueuedRecord &record) { take(record); });
}

void Session::flush() {
  batch_.flush();
  losses_.flush(frames_);
}

void Session::writeOut() {
  if (output_.isBroken()) {
    end(PSW_BYE_PARENT_GONE);
    return;
  }
  if (frames_.size() == 0 || !output_.isIdle()) return;
  bytes_.clear();
  frames_.swap(bytes_);
  output_.write(bytes_);
}

// Waits until everything is out, or its reader is gone, or does not read for a while.
void Session::writeRest() {
  while (frames_.size() > 0 && !output_.isBroken()) {
    if (!output_.wait(REST_MILLISECONDS)) return;
    writeOut();
  }
  output_.wait(REST_MILLISECONDS);
}

// One turn: wait for something to do, then do it. Returns whether there may be more at once.
bool Session::turn(bool isBusy) {
  HANDLE handles[5] = {input_.event(), ending_, wake_};
  DWORD count = 3;
  if (options_.parent != nullptr) handles[count++] = options_.parent;
  if (frames_.size() > 0) handles[count++] = output_.idleEvent();
  const DWORD milliseconds = isBusy ? 0 : isRunning_ ? TURN_MILLISECONDS : IDLE_MILLISECONDS;
  WaitForMultipleObjects(count, handles, FALSE, milliseconds);
  if (WaitForSingleObject(ending_, 0) == WAIT_OBJECT_0) end(PSW_BYE_SIGNAL);
  if (options_.parent != nullptr && WaitForSingleObject(options_.parent, 0) == WAIT_OBJECT_0) end(PSW_BYE_PARENT_GONE);
  if (WaitForSingleObject(input_.event(), 0) == WAIT_OBJECT_0) readControls();
  const size_t records = readRecords();
  keepTime();
  writeOut();
  return records == RECORDS_A_TURN;
}

int Session::run() {
  bool isBusy = false;
  open();
  writeOut();
  while (!isEnding_) isBusy = turn(isBusy);
  finish();
  return hasFailed_ ? 1 : 0;
}

void Session::finish() {
  // Also when nobody reads any more the sessions must be ended, which would go on without this process.
  stop(0);
  SetEvent(ended_.get());
  const bool isParentGone = options_.parent != nullptr && WaitForSingleObject(options_.parent, 0) == WAIT_OBJECT_0;
  if (isParentGone || output_.isBroken()) return;
  tellStatistics();
  sendBye(frames_, reason_, batch_.sent(), losses_.total());
  writeRest();
}

}  // namespace procscope
