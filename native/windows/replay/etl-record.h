// SPDX-License-Identifier: MIT
// Records as they lie in buffers of .etl files: their heads of all kinds.
#pragma once
#include <cstddef>
#include <cstdint>

#include "../record/etw-record.h"

namespace procscope {

enum class EtlRecordKind {
  END,      // no further record in this buffer
  RECORD,   // one that sessions deliver as well
  SKIPPED,  // a message of another kind of tracing, whose text is not in the file, or a failure to log
};

// Reads the record at `at`, of which `left` bytes are valid. `size` is that of the whole record, without padding.
// The record points into the bytes. Its CPU is left as it is. Source: etw-capture reference, 1.2.
EtlRecordKind readEtlRecord(const uint8_t *at, size_t left, EtwRecord &record, size_t &size);

}  // namespace procscope
