// SPDX-License-Identifier: MIT
// CRC-32 (ISO-HDLC, as zlib's crc32) of frames' heads and payloads.
#pragma once
#include <cstddef>
#include <cstdint>

namespace procscope {

// `crc` is that of the bytes before; 0 to begin.
uint32_t crc32(uint32_t crc, const void *bytes, size_t length);

}  // namespace procscope
