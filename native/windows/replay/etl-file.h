// SPDX-License-Identifier: MIT
// Reads .etl files: recorded sessions, to be sent as if they happened now. Buffers of all processors, merged by time.
// Whatever the file holds, only its buffers' heads and one buffer of each processor are in memory.
#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "etl-record.h"

namespace procscope {

// What the first record of a file says of its session. Times of day are 100 ns since 1601.
struct EtlHeader {
  uint32_t bufferSize;
  uint32_t major;
  uint32_t minor;
  uint32_t build;
  uint32_t processors;
  uint32_t timerResolution;
  uint32_t pointerSize;
  uint32_t eventsLost;
  uint32_t buffersLost;
  uint32_t clockType;
  uint64_t bootTime;
  uint64_t frequency;
  uint64_t startTime;
  uint64_t startRaw;  // the record's own time
  std::u16string name;
};

class EtlFile {
 public:
  EtlFile() = default;
  ~EtlFile();
  EtlFile(const EtlFile &) = delete;
  EtlFile &operator=(const EtlFile &) = delete;

  // Takes an open file and reads the heads of its buffers. Returns what is wrong, as a sentence; empty when nothing is.
  std::string open(std::FILE *file);
  const EtlHeader &header() const { return header_; }

  // The next record by time, valid until the next call; null at the end.
  const EtwRecord *next();

  // Whether the record that `next` gave is the first of a buffer before which events were lost.
  bool isAfterLoss() const { return isAfterLoss_; }
  // Messages of another kind of tracing, and failures to log.
  uint64_t skipped() const { return skipped_; }
  // Buffers that could not be read.
  uint64_t damaged() const { return damaged_; }

 private:
  struct Buffer {
    uint64_t offset;
    uint64_t sequence;
    uint32_t size;  // in the file
    uint16_t flags;
  };
  // The buffers of one processor, and where reading stands in them.
  struct Lane {
    uint16_t cpu;
    std::vector<Buffer> buffers;
    size_t nextBuffer = 0;
    std::vector<uint8_t> bytes;
    size_t at = 0;
    size_t end = 0;
    bool isAfterLoss = false;
    EtwRecord record = {};
    bool hasRecord = false;
  };

  bool readAt(uint64_t offset, void *into, size_t length);
  bool indexBuffers();
  std::string readHeader();
  bool loadBuffer(const Buffer &buffer, Lane &lane);
  // To the next record of a lane; hasRecord tells whether there is one.
  void advance(Lane &lane);

  std::FILE *file_ = nullptr;
  uint64_t fileSize_ = 0;
  EtlHeader header_ = {};
  uint16_t compression_ = 0;
  Lane first_;  // the buffer with the header, whose records come before all others
  std::vector<Lane> lanes_;
  Lane *last_ = nullptr;
  bool isAfterLoss_ = false;
  uint64_t skipped_ = 0;
  uint64_t damaged_ = 0;
};

}  // namespace procscope
