// SPDX-License-Identifier: MIT
// Plain LZ77 of the XPRESS algorithm, which compressed .etl files use. Source: MS-XCA 2.4.
#pragma once
#include <cstddef>
#include <cstdint>

namespace procscope {

// Decompresses until `into` is full. Returns false when the input does not give exactly that.
bool xpressDecompress(const uint8_t *from, size_t fromLength, uint8_t *into, size_t intoLength);

}  // namespace procscope
