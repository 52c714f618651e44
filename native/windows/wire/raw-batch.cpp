// SPDX-License-Identifier: MIT
#include "raw-batch.h"

namespace procscope {

namespace {

// A frame's worth: below the greatest payload by more than the greatest record.
constexpr size_t BATCH_BYTES = 512 * 1024;
constexpr uint32_t BATCH_RECORDS = 8192;

}  // namespace

// Indexes count from 1. No system has as many providers as there are numbers.
uint16_t RawBatch::providerIndex(const Guid &guid) {
  if (lastIndex_ != 0 && guid == lastProvider_) return lastIndex_;
  const auto found = providers_.find(guid);
  if (found != providers_.end()) {
    lastIndex_ = found->second;
  } else {
    psw_raw_provider provider = {};
    provider.index = static_cast<uint16_t>(providers_.size() + 1);
    memcpy(provider.guid, &guid, sizeof(guid));
    fresh_.push_back(provider);
    providers_.emplace(guid, provider.index);
    lastIndex_ = provider.index;
  }
  lastProvider_ = guid;
  return lastIndex_;
}

void RawBatch::add(const QueuedRecord &record) {
  if (records_.size() + record.head.size > BATCH_BYTES || count_ == BATCH_RECORDS) flush();
  const size_t at = records_.size();
  records_.insert(records_.end(), record.wire(), record.wire() + record.head.size);
  const uint16_t provider = providerIndex(record.provider);
  memcpy(records_.data() + at + offsetof(psw_raw_record, provider), &provider, sizeof(provider));
  count_++;
}

void RawBatch::flush() {
  if (!fresh_.empty()) {
    psw_raw_providers head = {};
    head.count = static_cast<uint32_t>(fresh_.size());
    out_.begin(PSW_RAW_PROVIDERS);
    out_.add(head);
    out_.add(fresh_.data(), fresh_.size() * sizeof(psw_raw_provider));
    out_.end();
    fresh_.clear();
  }
  if (count_ == 0) return;
  psw_raw_records head = {};
  head.source = PSW_RAW_ETW;
  head.count = count_;
  out_.begin(PSW_RAW_RECORDS);
  out_.add(head);
  out_.add(records_.data(), records_.size());
  out_.end();
  sent_ += count_;
  records_.clear();
  count_ = 0;
}

}  // namespace procscope
