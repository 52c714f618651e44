// SPDX-License-Identifier: MIT
#include "replay-source.h"

#include <utility>

namespace procscope {

ReplaySource::ReplaySource(Opener opener, std::string name) : opener_(std::move(opener)), name_(std::move(name)) {}

Failure ReplaySource::openFile() {
  Failure failure;
  failure.code = PSW_ERR_REPLAY;
  failure.facts = {{"file", name_}};
  file_ = std::make_unique<EtlFile>();
  std::FILE *file = opener_();
  if (file == nullptr) {
    failure.sentence = "The recorded trace \"" + name_ + "\" cannot be opened. Is it there, and may this user read it?";
    return failure;
  }
  const std::string wrong = file_->open(file);
  if (!wrong.empty()) failure.sentence = "The recorded trace \"" + name_ + "\" cannot be sent. " + wrong;
  return failure;
}

Failure ReplaySource::open() {
  const Failure failure = openFile();
  now_ = failure ? 0 : file_->header().startRaw;
  return failure;
}

uint64_t ReplaySource::ticksPerSecond() const {
  const EtlHeader &header = file_->header();
  // Times of the system's clock are 100 ns; cycles are told as they are, by the processor's speed.
  const uint64_t frequency = header.clockType == 2 ? 10000000 : header.frequency;
  return frequency == 0 ? 10000000 : frequency;
}

Facts ReplaySource::facts() const {
  const EtlHeader &header = file_->header();
  const std::string version =
      std::to_string(header.major) + "." + std::to_string(header.minor) + "." + std::to_string(header.build);
  return {{"source", "replay"}, {"kernel", version}};
}

Failure ReplaySource::start(uint32_t, bool, Report &report) {
  Failure failure = openFile();
  if (failure) return failure;
  const EtlHeader &header = file_->header();
  psw_raw_session session = {};
  session.source = PSW_RAW_ETW;
  session.pointer_size = static_cast<uint8_t>(header.pointerSize == 4 ? 4 : 8);
  session.clock_type = static_cast<uint8_t>(header.clockType);
  session.timer_resolution = header.timerResolution;
  session.frequency = ticksPerSecond();
  session.start_raw = header.startRaw;
  session.start_time = header.startTime;
  session.boot_time = header.bootTime;
  session.major = header.major;
  session.minor = header.minor;
  session.build = header.build;
  session.processors = header.processors;
  report.session(session, header.name);
  now_ = from_ = header.startRaw;
  gaps_ = tooBig_ = 0;
  isAtEnd_ = false;
  return failure;
}

size_t ReplaySource::read(size_t count, const std::function<void(const QueuedRecord &)> &take) {
  size_t done = 0;
  while (done < count && !isAtEnd_) {
    const EtwRecord *record = file_->next();
    if (record == nullptr) {
      isAtEnd_ = true;
      break;
    }
    done++;
    if (file_->isAfterLoss()) gaps_++;
    const size_t size = queuedSize(*record);
    if (size == 0) {
      tooBig_++;
      continue;
    }
    scratch_.resize(size / sizeof(uint64_t));
    writeQueued(*record, scratch_.data());
    take(*reinterpret_cast<const QueuedRecord *>(scratch_.data()));
    now_ = record->time;
  }
  return done;
}

void ReplaySource::stop(Report &report) {
  check(report);
  isAtEnd_ = true;
}

// The file says how many events were lost in all, and only sometimes where: they are told at its end.
void ReplaySource::check(Report &report) {
  report.lost(PSW_LOST_TOO_BIG, tooBig_, from_, now_);
  tooBig_ = 0;
  if (!isAtEnd_ || file_ == nullptr || from_ == UINT64_MAX) return;
  report.lost(PSW_LOST_RING_FULL, file_->header().eventsLost, from_, now_);
  report.lost(PSW_LOST_BUFFERS, file_->header().buffersLost, from_, now_);
  report.lost(PSW_LOST_MALFORMED, file_->damaged(), from_, now_);
  if (gaps_ > 0) report.log("Buffers with events missing before them: " + std::to_string(gaps_));
  if (file_->skipped() > 0) report.log("Messages of other kinds, left out: " + std::to_string(file_->skipped()));
  from_ = UINT64_MAX;
}

bool ReplaySource::hasEnded(Failure &) { return isAtEnd_; }

}  // namespace procscope
