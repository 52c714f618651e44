// SPDX-License-Identifier: MIT
// What a capture is watched for: losses, and ends that nobody asked for.
#include "etw-source.h"

namespace procscope {

void EtwSource::tellLosses(Line &line, const SessionCounters &counters, Report &report) {
  const auto more = [](uint64_t after, uint64_t before) { return after > before ? after - before : 0; };
  const uint64_t time = now();
  report.lost(PSW_LOST_RING_FULL, more(counters.eventsLost, line.told.eventsLost), lastCheck_, time);
  report.lost(PSW_LOST_BUFFERS, more(counters.buffersLost, line.told.buffersLost), lastCheck_, time);
  line.told = counters;
}

bool EtwSource::sawLoss() const {
  return (kernel_.consumer != nullptr && kernel_.consumer->sawLoss) ||
         (events_.consumer != nullptr && events_.consumer->sawLoss);
}

void EtwSource::checkLine(Line &line, Report &report) {
  if (line.consumer == nullptr) return;
  SessionCounters counters = line.told;
  if (line.session.isStarted() && line.session.query(counters) == ERROR_SUCCESS) tellLosses(line, counters, report);
  line.consumer->sawLoss = false;
  const RecordQueue::Dropped dropped = line.consumer->queue.takeDropped();
  report.lost(PSW_LOST_HELPER_FULL, dropped.full, dropped.from, dropped.to);
  report.lost(PSW_LOST_TOO_BIG, dropped.tooBig, dropped.from, dropped.to);
}

void EtwSource::check(Report &report) {
  checkLine(kernel_, report);
  checkLine(events_, report);
  if (rundown_.consumer() != nullptr) {
    const RecordQueue::Dropped dropped = rundown_.consumer()->queue.takeDropped();
    if (dropped.full > 0) report.log("Names of open files and keys that found no room: " + std::to_string(dropped.full));
  }
  lastCheck_ = now();
}

bool EtwSource::hasEnded(Failure &why) {
  if (!isRunning_) return true;
  for (const Line *line : {&kernel_, &events_}) {
    if (line->consumer == nullptr || !line->consumer->hasEnded()) continue;
    why.code = PSW_ERR_SESSION;
    why.sentence = "The tracing session \"" + toUtf8(line->session.name().c_str()) +
                   "\" was ended by another program or by Windows. What was recorded until then is kept; start the "
                   "capture to go on.";
    why.facts = {{"call", "ProcessTrace"}, {"error", std::to_string(line->consumer->result())}};
    return true;
  }
  return false;
}

uint64_t EtwSource::takeHighWater() {
  uint64_t most = 0;
  for (const Line *line : {&kernel_, &events_})
    if (line->consumer != nullptr) most += line->consumer->queue.takeHighWater();
  return most;
}

}  // namespace procscope
