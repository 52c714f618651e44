// SPDX-License-Identifier: MIT
#include "etl-file.h"

#include <algorithm>
#include <cstring>

#include "xpress.h"

namespace procscope {

namespace {

// Of WMI_BUFFER_HEADER. Source: etw-capture reference, 1.1.
constexpr size_t BUFFER_HEAD = 72;
constexpr uint32_t MAX_BUFFER = 64u << 20;
constexpr uint16_t EVENTS_LOST = 2, BUFFER_LOST = 4, PROCESSOR_INDEX = 0x20, COMPRESSED = 0x40;
constexpr uint16_t FORMAT_XPRESS = 3;

template <typename Number>
Number load(const uint8_t *at) {
  Number value;
  memcpy(&value, at, sizeof(value));
  return value;
}

int seek(std::FILE *file, uint64_t offset, int whence) {
#ifdef _WIN32
  return _fseeki64(file, static_cast<long long>(offset), whence);
#else
  return fseeko(file, static_cast<off_t>(offset), whence);
#endif
}

uint64_t tell(std::FILE *file) {
#ifdef _WIN32
  return static_cast<uint64_t>(_ftelli64(file));
#else
  return static_cast<uint64_t>(ftello(file));
#endif
}

bool isZero(const uint8_t *bytes, size_t length) {
  return std::all_of(bytes, bytes + length, [](uint8_t byte) { return byte == 0; });
}

}  // namespace

EtlFile::~EtlFile() {
  if (file_ != nullptr) std::fclose(file_);
}

bool EtlFile::readAt(uint64_t offset, void *into, size_t length) {
  return seek(file_, offset, SEEK_SET) == 0 && std::fread(into, 1, length, file_) == length;
}

std::string EtlFile::open(std::FILE *file) {
  file_ = file;
  if (seek(file_, 0, SEEK_END) != 0) return "The file cannot be read.";
  fileSize_ = tell(file_);
  if (!indexBuffers()) return "The file is no event trace: it does not begin with a buffer of one.";
  const std::string wrong = readHeader();
  if (!wrong.empty()) return wrong;
  for (Lane &lane : lanes_) {
    std::stable_sort(lane.buffers.begin(), lane.buffers.end(),
                     [](const Buffer &a, const Buffer &b) { return a.sequence < b.sequence; });
    advance(lane);
  }
  return {};
}

bool EtlFile::indexBuffers() {
  uint8_t head[BUFFER_HEAD];
  uint32_t step = 0;  // the size of buffers before they are compressed: where damage may end
  for (uint64_t offset = 0; offset + BUFFER_HEAD <= fileSize_;) {
    if (!readAt(offset, head, sizeof(head))) break;
    const Buffer buffer = {offset, load<uint64_t>(head + 0x18), load<uint32_t>(head), load<uint16_t>(head + 0x34)};
    const uint16_t type = load<uint16_t>(head + 0x36);
    const uint16_t field = load<uint16_t>(head + 0x28);
    const uint16_t cpu = (buffer.flags & PROCESSOR_INDEX) != 0 ? field & 0x7ff : field & 0xff;
    const bool isPlausible = buffer.size >= BUFFER_HEAD && buffer.size <= MAX_BUFFER && type <= 7;
    if (offset == 0) {
      if (!isPlausible) return false;
      compression_ = static_cast<uint16_t>(load<uint32_t>(head + 0x2c));
      first_.cpu = cpu;
      first_.buffers.push_back(buffer);
      step = buffer.size;
    } else if (isZero(head, sizeof(head))) {
      break;  // the rest was only set aside
    } else if (!isPlausible) {
      damaged_++;
      offset += step;
      continue;
    } else {
      auto lane = std::find_if(lanes_.begin(), lanes_.end(), [cpu](const Lane &each) { return each.cpu >= cpu; });
      if (lane == lanes_.end() || lane->cpu != cpu) {
        lane = lanes_.emplace(lane);
        lane->cpu = cpu;
      }
      lane->buffers.push_back(buffer);
    }
    offset += buffer.size;
  }
  return !first_.buffers.empty();
}

std::string EtlFile::readHeader() {
  advance(first_);
  const EtwRecord &record = first_.record;
  const bool isHeader = first_.hasRecord && record.provider == kernel_class::EVENT_TRACE && record.opcode == 0;
  if (!isHeader) return "The file is no event trace: its first record does not describe one.";
  // Pointers are as wide as the record says, and the structure has two of them.
  const size_t pointer = (record.flags & FLAG_32_BIT) != 0 ? 4 : 8;
  const size_t zone = 56 + 2 * pointer;
  const size_t times = (zone + 172 + 7) & ~size_t{7};
  const uint8_t *at = record.userData;
  if (record.userLength < times + 32) return "The description of the event trace is cut off.";
  header_.bufferSize = load<uint32_t>(at);
  header_.major = at[4];
  header_.minor = at[5];
  header_.build = load<uint32_t>(at + 8);
  header_.processors = load<uint32_t>(at + 12);
  header_.timerResolution = load<uint32_t>(at + 24);
  header_.pointerSize = load<uint32_t>(at + 44);
  header_.eventsLost = load<uint32_t>(at + 48);
  header_.bootTime = load<uint64_t>(at + times);
  header_.frequency = load<uint64_t>(at + times + 8);
  header_.startTime = load<uint64_t>(at + times + 16);
  header_.clockType = load<uint32_t>(at + times + 24);
  header_.buffersLost = load<uint32_t>(at + times + 28);
  header_.startRaw = record.time;
  for (size_t i = times + 32; i + 1 < record.userLength; i += 2) {
    const char16_t unit = load<uint16_t>(at + i);
    if (unit == 0) break;
    header_.name += unit;
  }
  if (header_.bufferSize < BUFFER_HEAD || header_.bufferSize > MAX_BUFFER) header_.bufferSize = MAX_BUFFER;
  return {};
}

bool EtlFile::loadBuffer(const Buffer &buffer, Lane &lane) {
  lane.isAfterLoss = (buffer.flags & (EVENTS_LOST | BUFFER_LOST)) != 0;
  const size_t there = static_cast<size_t>(std::min<uint64_t>(buffer.size, fileSize_ - buffer.offset));
  lane.bytes.resize(there);
  if (!readAt(buffer.offset, lane.bytes.data(), there)) return false;
  const uint32_t saved = load<uint32_t>(lane.bytes.data() + 4);
  lane.at = BUFFER_HEAD;
  if ((buffer.flags & COMPRESSED) == 0) {
    const uint32_t offset = load<uint32_t>(lane.bytes.data() + 0x30);
    const auto fits = [&](uint32_t end) { return end >= BUFFER_HEAD && end <= buffer.size; };
    const uint32_t end = fits(offset) ? offset : fits(saved) ? saved : buffer.size;
    lane.end = std::min<size_t>(end, there);
    return true;
  }
  if (compression_ != FORMAT_XPRESS || saved < BUFFER_HEAD || saved > header_.bufferSize || there < buffer.size)
    return false;
  std::vector<uint8_t> plain(saved);
  if (!xpressDecompress(lane.bytes.data() + BUFFER_HEAD, there - BUFFER_HEAD, plain.data() + BUFFER_HEAD,
                        saved - BUFFER_HEAD))
    return false;
  lane.bytes.swap(plain);
  lane.end = saved;
  return true;
}

void EtlFile::advance(Lane &lane) {
  for (;;) {
    while (lane.at < lane.end) {
      size_t size = 0;
      lane.record.cpu = lane.cpu;
      const EtlRecordKind kind = readEtlRecord(lane.bytes.data() + lane.at, lane.end - lane.at, lane.record, size);
      if (kind == EtlRecordKind::END) break;
      lane.at = (lane.at + size + 7) & ~size_t{7};
      if (kind == EtlRecordKind::SKIPPED) {
        skipped_++;
        continue;
      }
      lane.hasRecord = true;
      return;
    }
    lane.hasRecord = false;
    if (lane.nextBuffer == lane.buffers.size()) return;
    if (!loadBuffer(lane.buffers[lane.nextBuffer++], lane)) {
      damaged_++;
      lane.at = lane.end = 0;
    }
  }
}

const EtwRecord *EtlFile::next() {
  // What was given last is read on only now, because it points into its buffer.
  if (last_ != nullptr) advance(*last_);
  last_ = first_.hasRecord ? &first_ : nullptr;
  if (last_ == nullptr) {
    for (Lane &lane : lanes_) {
      if (lane.hasRecord && (last_ == nullptr || lane.record.time < last_->record.time)) last_ = &lane;
    }
  }
  if (last_ == nullptr) return nullptr;
  isAfterLoss_ = last_->isAfterLoss;
  last_->isAfterLoss = false;
  return &last_->record;
}

}  // namespace procscope
