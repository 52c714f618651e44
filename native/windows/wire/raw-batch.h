// SPDX-License-Identifier: MIT
// Records gathered into frames, after the providers that they need.
#pragma once
#include <unordered_map>
#include <vector>

#include "../record/etw-record.h"
#include "frames.h"

namespace procscope {

class RawBatch {
 public:
  explicit RawBatch(Frames &out) : out_(out) {}

  // Adds a record; sends what was gathered when it has become enough.
  void add(const QueuedRecord &record);
  // Makes frames of everything gathered.
  void flush();
  uint64_t sent() const { return sent_; }

 private:
  struct HashGuid {
    size_t operator()(const Guid &guid) const {
      uint64_t halves[2];
      memcpy(halves, &guid, sizeof(halves));
      return static_cast<size_t>((halves[0] ^ halves[1] * 0x9e3779b97f4a7c15u) >> 7);
    }
  };

  uint16_t providerIndex(const Guid &guid);

  Frames &out_;
  std::unordered_map<Guid, uint16_t, HashGuid> providers_;
  std::vector<psw_raw_provider> fresh_;
  Guid lastProvider_ = {};
  uint16_t lastIndex_ = 0;
  std::vector<uint8_t> records_;
  uint32_t count_ = 0;
  uint64_t sent_ = 0;
};

}  // namespace procscope
