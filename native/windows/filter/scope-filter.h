// SPDX-License-Identifier: MIT
// Which records are sent: by the class of what they tell, and by their process or the tree that it belongs to. What gives
// names to others (processes, threads, images, file and key names) is always sent: without it the rest means nothing.
#pragma once
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "../record/etw-record.h"

namespace procscope {

// Bits of a filter's class mask that the sessions' settings depend on.
constexpr uint32_t CLASS_REGISTRY = 1u << 2;
constexpr uint32_t CLASS_FILE = 1u << 3;
constexpr uint32_t CLASS_NETWORK = 1u << 5;

class ScopeFilter {
 public:
  // Never sent, whatever scopes say: the helper itself, and what it was told to leave out when it was started.
  void excludeAlways(uint32_t pid, bool isTree);

  // Takes the payload of a FILTER command; what the last one said is forgotten. Returns false when it is malformed.
  bool set(const uint8_t *payload, size_t length);
  uint32_t classMask() const { return filter_.class_mask; }
  // Whether the last filter asked for what only decoded events have: results, durations, operations.
  bool wantsDecoded() const;

  // A process that runs already.
  void tellProcess(uint32_t pid, uint32_t parent);
  // Whether to send a record. Learns from those of processes.
  bool keeps(const QueuedRecord &record);

  bool records(uint32_t pid) const;

 private:
  struct Process {
    uint32_t parent;
    uint64_t order;  // of beginnings: a parent has begun before its child, or its number was used again
    bool hasEnded;
    bool isRecorded;
    bool isTreeRecorded;  // what children begin with
  };
  // Of a number: what is said of it alone, and of it with its descendants.
  struct Scope {
    bool hasOwn;
    bool isOwnRecorded;
    bool hasTree;
    bool isTreeRecorded;
    void tell(bool isRecorded, bool isTree);
    bool records() const { return hasOwn ? isOwnRecorded : isTreeRecorded; }
  };

  void learn(const QueuedRecord &record);
  void end(uint32_t pid);
  void decide(uint32_t pid, Process &process);
  void decideAll();

  psw_filter filter_ = {0, 0xffffffff, 0, 0, 0, 0};
  std::unordered_map<uint32_t, Scope> always_;
  std::unordered_map<uint32_t, Scope> scopes_;
  std::unordered_map<uint32_t, Process> processes_;
  std::deque<uint32_t> ended_;
  uint64_t order_ = 0;
};

}  // namespace procscope
