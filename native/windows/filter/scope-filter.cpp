// SPDX-License-Identifier: MIT
#include "scope-filter.h"

#include <algorithm>
#include <cstring>

namespace procscope {

namespace {

constexpr uint32_t NO_ID = 0xffffffff;
// Ended processes that are remembered, because records of theirs may still come.
constexpr size_t ENDED_KEPT = 4096;

// Opcodes. Source: etw-capture reference, chapter 2.
constexpr uint8_t PROCESS_START = 1, PROCESS_END = 2, PROCESS_RUNNING = 3;
constexpr uint8_t STACK = 32, STACK_KERNEL = 37, STACK_USER = 38;
constexpr uint8_t NETWORK_FAIL = 17, NETWORK_FAIL_V6 = 33;

uint32_t loadU32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, sizeof(value));
  return value;
}

bool isClassic(const QueuedRecord &record) { return (record.head.flags & FLAG_CLASSIC) != 0; }

bool isFileName(uint8_t opcode) { return opcode == 0 || opcode == 32 || opcode == 35 || opcode == 36; }
bool isKeyName(uint8_t opcode) { return opcode >= 22 && opcode <= 25; }

// The process of a record; NO_ID when it does not say. Records of the network run in whatever process is interrupted.
uint32_t processOf(const QueuedRecord &record) {
  const bool isNetwork = record.provider == kernel_class::TCP_IP || record.provider == kernel_class::UDP_IP;
  if (isClassic(record) && isNetwork) {
    const bool hasPid = record.head.version >= 1 && record.head.opcode != NETWORK_FAIL &&
                        record.head.opcode != NETWORK_FAIL_V6 && record.head.user_length >= 4;
    return hasPid ? loadU32(record.userData()) : NO_ID;
  }
  if (record.provider == kernel_class::STACK_WALK) {
    const uint8_t opcode = record.head.opcode;
    const bool hasPid = opcode == STACK || opcode == STACK_KERNEL || opcode == STACK_USER;
    return hasPid && record.head.user_length >= 16 ? loadU32(record.userData() + 8) : NO_ID;
  }
  return record.head.pid;
}

}  // namespace

void ScopeFilter::Scope::tell(bool isRecorded, bool isTree) {
  (isTree ? hasTree : hasOwn) = true;
  (isTree ? isTreeRecorded : isOwnRecorded) = isRecorded;
}

void ScopeFilter::excludeAlways(uint32_t pid, bool isTree) {
  always_[pid].tell(false, isTree);
  decideAll();
}

bool ScopeFilter::set(const uint8_t *payload, size_t length) {
  psw_filter filter;
  if (length < sizeof(filter)) return false;
  memcpy(&filter, payload, sizeof(filter));
  const size_t operations = filter.operation_count * sizeof(uint16_t);
  const size_t scopes = filter.scope_count * sizeof(psw_scope);
  if (length < sizeof(filter) + operations + scopes) return false;
  filter_ = filter;
  scopes_.clear();
  for (size_t i = 0; i < filter.scope_count; i++) {
    psw_scope scope;
    memcpy(&scope, payload + sizeof(filter) + operations + i * sizeof(scope), sizeof(scope));
    scopes_[scope.pid].tell(scope.verdict == PSW_RECORD, scope.tree != 0);
  }
  decideAll();
  return true;
}

bool ScopeFilter::wantsDecoded() const {
  return (filter_.flags & (PSW_FILTER_FAILURES_ONLY | PSW_FILTER_OPERATIONS)) != 0 || filter_.minimum_duration > 0;
}

void ScopeFilter::decide(uint32_t pid, Process &process) {
  bool isTreeRecorded = (filter_.flags & PSW_FILTER_SKIP_OTHERS) == 0;
  const auto parent = processes_.find(process.parent);
  if (parent != processes_.end() && parent->second.order < process.order) isTreeRecorded = parent->second.isTreeRecorded;
  process.isRecorded = process.isTreeRecorded = isTreeRecorded;
  for (const auto *scopes : {&scopes_, &always_}) {
    const auto found = scopes->find(pid);
    if (found == scopes->end()) continue;
    process.isRecorded = found->second.records();
    if (found->second.hasTree) process.isTreeRecorded = found->second.isTreeRecorded;
  }
}

void ScopeFilter::decideAll() {
  std::vector<std::pair<uint32_t, Process *>> all;
  for (auto &entry : processes_) all.emplace_back(entry.first, &entry.second);
  std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.second->order < b.second->order; });
  for (const auto &entry : all) decide(entry.first, *entry.second);
}

void ScopeFilter::tellProcess(uint32_t pid, uint32_t parent) {
  Process process = {parent, ++order_, false, true, true};
  decide(pid, process);
  processes_[pid] = process;
}

void ScopeFilter::end(uint32_t pid) {
  const auto found = processes_.find(pid);
  if (found == processes_.end() || found->second.hasEnded) return;
  found->second.hasEnded = true;
  ended_.push_back(pid);
  if (ended_.size() <= ENDED_KEPT) return;
  const auto oldest = processes_.find(ended_.front());
  if (oldest != processes_.end() && oldest->second.hasEnded) processes_.erase(oldest);
  ended_.pop_front();
}

void ScopeFilter::learn(const QueuedRecord &record) {
  const uint8_t opcode = record.head.opcode;
  if (opcode != PROCESS_START && opcode != PROCESS_END && opcode != PROCESS_RUNNING) return;
  const size_t pointer = (record.head.flags & FLAG_32_BIT) != 0 ? 4 : 8;
  // Version 0 has two numbers of a pointer's width, later ones a pointer before two numbers of four bytes.
  const size_t pidAt = record.head.version == 0 ? 0 : pointer;
  const size_t parentAt = record.head.version == 0 ? pointer : pointer + 4;
  if (record.head.user_length < parentAt + 4) return;
  const uint32_t pid = loadU32(record.userData() + pidAt);
  if (opcode == PROCESS_END) {
    end(pid);
    return;
  }
  // Of a process that is known already, as it ran before, only its parent may be news.
  const auto known = processes_.find(pid);
  if (opcode == PROCESS_RUNNING && known != processes_.end() && !known->second.hasEnded) return;
  tellProcess(pid, loadU32(record.userData() + parentAt));
}

bool ScopeFilter::records(uint32_t pid) const {
  const auto found = processes_.find(pid);
  if (found != processes_.end()) return found->second.isRecorded;
  for (const auto *scopes : {&always_, &scopes_}) {
    const auto scope = scopes->find(pid);
    if (scope != scopes->end()) return scope->second.records();
  }
  return (filter_.flags & PSW_FILTER_SKIP_OTHERS) == 0;
}

bool ScopeFilter::keeps(const QueuedRecord &record) {
  const uint8_t opcode = record.head.opcode;
  if (isClassic(record)) {
    if (record.provider == kernel_class::PROCESS) {
      learn(record);
      return true;
    }
    if (record.provider == kernel_class::THREAD || record.provider == kernel_class::IMAGE ||
        record.provider == kernel_class::EVENT_TRACE)
      return true;
    if (record.provider == kernel_class::FILE_IO) {
      if (isFileName(opcode)) return true;
      if ((filter_.class_mask & CLASS_FILE) == 0) return false;
    } else if (record.provider == kernel_class::REGISTRY) {
      if (isKeyName(opcode)) return true;
      if ((filter_.class_mask & CLASS_REGISTRY) == 0) return false;
    } else if (record.provider == kernel_class::TCP_IP || record.provider == kernel_class::UDP_IP) {
      if ((filter_.class_mask & CLASS_NETWORK) == 0) return false;
    }
  } else if (record.provider == KERNEL_FILE_PROVIDER) {
    if ((filter_.class_mask & CLASS_FILE) == 0) return false;
  } else if (record.provider == KERNEL_REGISTRY_PROVIDER) {
    if ((filter_.class_mask & CLASS_REGISTRY) == 0) return false;
  }
  const uint32_t pid = processOf(record);
  return pid == NO_ID || records(pid);
}

}  // namespace procscope
