// SPDX-License-Identifier: MIT
// What time asks of a session: statistics, clocks, and what has become known of the machine.
#include "../system/windows.h"
// After windows.h.
#include <psapi.h>

#include <algorithm>

#include "../system/machine.h"
#include "session.h"

namespace procscope {

namespace {

constexpr ULONGLONG CLOCK_MILLISECONDS = 10000;
constexpr ULONGLONG DRIVES_MILLISECONDS = 5000;
constexpr ULONGLONG ENDPOINTS_MILLISECONDS = 250;
// Where looking takes long it is done less often: at most a twentieth of the time.
constexpr uint64_t ENDPOINTS_SHARE = 20;
// Steps of the wall clock below this are the work of time services.
constexpr int64_t LEAST_STEP = 100000000;

uint64_t ticksOf(const FILETIME &time) { return static_cast<uint64_t>(time.dwHighDateTime) << 32 | time.dwLowDateTime; }

}  // namespace

void Session::keepTime() {
  const ULONGLONG time = GetTickCount64();
  if (source_.sawLoss()) source_.check(*this);
  if (time >= nextFlush_) {
    flush();
    nextFlush_ = time + flushMilliseconds_;
  }
  if (!isRunning_) return;
  if (time >= nextStatistics_) {
    source_.check(*this);
    tellStatistics();
    nextStatistics_ = time + statisticsMilliseconds_;
  }
  lookAtMachine(time);
  tellAnswers();
  if (!isSettled_) isSettled_ = source_.settle(*this);
  if (isSettled_ && isListTold_ && !isSnapshotDone_) {
    isSnapshotDone_ = true;
    flush();
    sendState(frames_, PSW_STATE_SNAPSHOT_DONE, 0, source_.now());
  }
  Failure why;
  if (!source_.hasEnded(why)) return;
  if (why) sendError(frames_, why.code, PSW_WARNING, why.sentence, why.facts);
  stop(0);
  // Nobody asked: the token of no command.
  sendState(frames_, PSW_STATE_STOPPED, 0, source_.now());
}

void Session::lookAtMachine(ULONGLONG time) {
  if (options_.isReplay) return;
  const bool wasSet = notices_.takeClockSet();
  if (wasSet || time >= nextClock_) tellClock(wasSet ? PSW_CLOCK_SET : PSW_CLOCK_PERIODIC);
  const bool haveChanged = notices_.takeDrivesChanged();
  if (haveChanged || time >= nextDrives_) tellDrives();
  if (time >= nextEndpoints_) tellEndpoints();
}

void Session::tellClock(psw_clock_reason reason) {
  psw_clock clock = readClock(reason);
  if (reason == PSW_CLOCK_PERIODIC && clock_.time != 0) {
    // Where no window could be made, a step shows here.
    const double seconds = static_cast<double>(clock.time - clock_.time) / static_cast<double>(performanceFrequency());
    const int64_t step = clock.unix_nanoseconds - clock_.unix_nanoseconds - static_cast<int64_t>(seconds * 1e9);
    if (step > LEAST_STEP || step < -LEAST_STEP) clock.reason = PSW_CLOCK_SET;
  }
  clock_ = clock;
  sendClock(frames_, clock);
  nextClock_ = GetTickCount64() + CLOCK_MILLISECONDS;
}

void Session::tellDrives() {
  std::vector<Drive> drives = readDrives();
  if (drives != drives_ || nextDrives_ == 0) {
    batch_.flush();
    sendDrives(frames_, drives);
  }
  drives_.swap(drives);
  nextDrives_ = GetTickCount64() + DRIVES_MILLISECONDS;
}

void Session::tellEndpoints() {
  // While nobody reads, what changes waits for a later look.
  if ((filter_.classMask() & CLASS_NETWORK) != 0 && frames_.size() <= MOST_WAITING) {
    const uint64_t begin = performanceCounter();
    endpoints_.look(source_.now(), frames_, [this](const std::string &text) { log(text); });
    const uint64_t took = (performanceCounter() - begin) * 1000 / performanceFrequency();
    nextEndpoints_ = GetTickCount64() + std::max<ULONGLONG>(ENDPOINTS_MILLISECONDS, took * ENDPOINTS_SHARE);
  } else {
    nextEndpoints_ = GetTickCount64() + ENDPOINTS_MILLISECONDS;
  }
}

void Session::tellAnswers() {
  if (asker_ == nullptr) return;
  const ProcessAsker::Answers answers = asker_->take();
  for (const SystemProcess &process : answers.processes) {
    if ((process.facts.flags & PSW_SYSTEM_PROCESS_SNAPSHOT) != 0)
      filter_.tellProcess(process.facts.pid, process.facts.parent_pid);
  }
  if (!answers.accounts.empty()) sendAccounts(frames_, answers.accounts);
  // Whoever reads has the records of a process before what was asked of it.
  if (!answers.processes.empty()) batch_.flush();
  sendSystemProcesses(frames_, answers.processes);
  if (answers.isListDone) isListTold_ = true;
}

void Session::tellStatistics() {
  FILETIME created, exited, kernel, user;
  GetProcessTimes(GetCurrentProcess(), &created, &exited, &kernel, &user);
  PROCESS_MEMORY_COUNTERS memory = {};
  memory.cb = sizeof(memory);
  GetProcessMemoryInfo(GetCurrentProcess(), &memory, sizeof(memory));
  sendStatistics(frames_, source_.now(),
                 {
                     {PSW_STAT_EVENTS_SENT, batch_.sent()},
                     {PSW_STAT_EVENTS_LOST, losses_.total()},
                     {PSW_STAT_RECORDS_READ, recordsRead_},
                     {PSW_STAT_BYTES_SENT, output_.written()},
                     {PSW_STAT_RING_BYTES, source_.queueBytes()},
                     {PSW_STAT_RING_HIGH_WATER, source_.takeHighWater()},
                     {PSW_STAT_RESIDENT_BYTES, memory.WorkingSetSize},
                     {PSW_STAT_CPU_NANOSECONDS, (ticksOf(kernel) + ticksOf(user)) * 100},
                     {PSW_STAT_SKIPPED, recordsSkipped_},
                 });
}

}  // namespace procscope
