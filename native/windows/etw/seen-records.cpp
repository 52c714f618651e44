// SPDX-License-Identifier: MIT
#include "seen-records.h"

#include "providers.h"

namespace procscope {

namespace {

constexpr uint8_t FIRST_OPERATION = 64, LAST_OPERATION = 77, OPERATION_END = 76;

}  // namespace

void SeenRecords::note(const QueuedRecord &record) {
  const psw_raw_record &head = record.head;
  if ((head.flags & FLAG_CLASSIC) != 0) {
    if (record.provider != kernel_class::FILE_IO || head.opcode < FIRST_OPERATION || head.opcode > LAST_OPERATION) return;
    (head.opcode == OPERATION_END ? ended_ : begun_)++;
    return;
  }
  const std::vector<NamedProvider> &providers = wantedProviders();
  ofProviders_.resize(providers.size());
  for (size_t i = 0; i < providers.size(); i++)
    if (record.provider == providers[i].guid) ofProviders_[i]++;
}

std::string SeenRecords::text() const {
  std::string text = "Records that came: operations on files " + std::to_string(begun_) + ", their ends " + std::to_string(ended_);
  const std::vector<NamedProvider> &providers = wantedProviders();
  for (size_t i = 0; i < providers.size(); i++)
    text += std::string(", ") + providers[i].name + " " + std::to_string(i < ofProviders_.size() ? ofProviders_[i] : 0);
  return text;
}

void SeenRecords::forget() { *this = SeenRecords(); }

}  // namespace procscope
