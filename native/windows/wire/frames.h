// SPDX-License-Identifier: MIT
// Frames of the wire protocol: made in a buffer that grows, read from one that does not.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../../protocol/procscope-wire.h"

namespace procscope {

// Pairs of texts, such as what an error's report needs.
using Facts = std::vector<std::pair<std::string, std::string>>;

// Whole frames that wait to be written.
class Frames {
 public:
  // Begins a frame; `end` ends it.
  void begin(psw_kind kind);
  void add(const void *bytes, size_t length);
  template <typename Structure>
  void add(const Structure &structure) {
    add(&structure, sizeof(structure));
  }
  // u16 length and bytes; longer texts are cut.
  void addText(const std::string &text);
  void addFacts(const Facts &facts);
  void end();

  size_t size() const { return bytes_.size(); }
  // Bytes of the payload of the frame that was begun.
  size_t payloadSize() const { return bytes_.size() - open_ - sizeof(psw_frame_header); }
  // Hands over everything, and takes an emptied buffer for it whose memory is used again.
  void swap(std::vector<uint8_t> &bytes) { bytes_.swap(bytes); }
  const std::vector<uint8_t> &bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
  size_t open_ = 0;
  uint32_t sequence_ = 0;
};

// A command that has arrived.
struct Control {
  uint16_t kind;
  uint32_t length;
  const uint8_t *payload;

  // Copies the beginning of the payload. Returns whether it has the bytes of the structure.
  bool take(void *into, size_t size) const;
};

// Reads commands from bytes as pipes cut them. Damaged bytes are skipped and counted.
class ControlReader {
 public:
  void push(const void *bytes, size_t length);
  // The next whole command, valid until the next call; false when there is none yet.
  bool next(Control &control);
  uint64_t skipped() const { return skipped_; }
  size_t unfinished() const { return bytes_.size() - at_; }

 private:
  std::vector<uint8_t> bytes_;
  size_t at_ = 0;
  uint64_t skipped_ = 0;
};

}  // namespace procscope
