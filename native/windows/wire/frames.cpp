// SPDX-License-Identifier: MIT
#include "frames.h"

#include <algorithm>
#include <cstring>

#include "crc32.h"

namespace procscope {

void Frames::begin(psw_kind kind) {
  psw_frame_header header = {};
  header.magic = PSW_MAGIC;
  header.kind = static_cast<uint16_t>(kind);
  header.sequence = sequence_++;
  open_ = bytes_.size();
  add(header);
}

void Frames::add(const void *bytes, size_t length) {
  const uint8_t *from = static_cast<const uint8_t *>(bytes);
  bytes_.insert(bytes_.end(), from, from + length);
}

void Frames::addText(const std::string &text) {
  const uint16_t length = static_cast<uint16_t>(std::min<size_t>(text.size(), UINT16_MAX));
  add(length);
  add(text.data(), length);
}

void Frames::addFacts(const Facts &facts) {
  for (const auto &fact : facts) {
    addText(fact.first);
    addText(fact.second);
  }
}

void Frames::end() {
  uint8_t *at = bytes_.data() + open_;
  psw_frame_header header;
  memcpy(&header, at, sizeof(header));
  header.length = static_cast<uint32_t>(payloadSize());
  header.payload_crc = crc32(0, at + sizeof(header), header.length);
  header.header_crc = crc32(0, &header, offsetof(psw_frame_header, header_crc));
  memcpy(at, &header, sizeof(header));
}

bool Control::take(void *into, size_t size) const {
  if (length < size) return false;
  memcpy(into, payload, size);
  return true;
}

void ControlReader::push(const void *bytes, size_t length) {
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<ptrdiff_t>(at_));
  at_ = 0;
  const uint8_t *from = static_cast<const uint8_t *>(bytes);
  bytes_.insert(bytes_.end(), from, from + length);
}

bool ControlReader::next(Control &control) {
  psw_frame_header header;
  while (unfinished() >= sizeof(header)) {
    const uint8_t *from = bytes_.data() + at_;
    memcpy(&header, from, sizeof(header));
    const bool isHeader = header.magic == PSW_MAGIC && header.length <= PSW_MAX_CONTROL_PAYLOAD &&
                          header.header_crc == crc32(0, &header, offsetof(psw_frame_header, header_crc));
    if (!isHeader) {
      // To the next byte that may begin one.
      const void *found = memchr(from + 1, PSW_MAGIC & 0xff, unfinished() - 1);
      const size_t count =
          found == nullptr ? unfinished() : static_cast<size_t>(static_cast<const uint8_t *>(found) - from);
      at_ += count;
      skipped_ += count;
      continue;
    }
    const size_t size = sizeof(header) + header.length;
    if (unfinished() < size) return false;
    at_ += size;
    if (crc32(0, from + sizeof(header), header.length) != header.payload_crc) {
      skipped_ += size;
      continue;
    }
    control = {header.kind, header.length, from + sizeof(header)};
    return true;
  }
  return false;
}

}  // namespace procscope
