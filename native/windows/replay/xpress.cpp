// SPDX-License-Identifier: MIT
#include "xpress.h"

#include <cstring>

namespace procscope {

bool xpressDecompress(const uint8_t *from, size_t fromLength, uint8_t *into, size_t intoLength) {
  size_t in = 0, out = 0;
  size_t nibbleAt = 0;
  bool hasNibble = false;
  uint32_t flags = 0;
  int flagsLeft = 0;
  const auto has = [&](size_t count) { return fromLength - in >= count; };
  while (out < intoLength) {
    if (flagsLeft == 0) {
      if (!has(4)) return false;
      memcpy(&flags, from + in, 4);
      in += 4;
      flagsLeft = 32;
    }
    flagsLeft--;
    if ((flags >> flagsLeft & 1) == 0) {
      if (!has(1)) return false;
      into[out++] = from[in++];
      continue;
    }
    if (!has(2)) return false;
    const uint32_t match = from[in] | static_cast<uint32_t>(from[in + 1]) << 8;
    in += 2;
    const size_t offset = (match >> 3) + 1;
    uint64_t length = match & 7;
    if (length == 7) {
      // Two lengths share a byte: the second one takes its upper half.
      if (hasNibble) {
        length = from[nibbleAt] >> 4;
        hasNibble = false;
      } else {
        if (!has(1)) return false;
        nibbleAt = in++;
        length = from[nibbleAt] & 15;
        hasNibble = true;
      }
      if (length == 15) {
        if (!has(1)) return false;
        length = from[in++];
        if (length == 255) {
          if (!has(2)) return false;
          length = from[in] | static_cast<uint32_t>(from[in + 1]) << 8;
          in += 2;
          if (length == 0) {
            if (!has(4)) return false;
            uint32_t whole;
            memcpy(&whole, from + in, 4);
            in += 4;
            length = whole;
          }
          if (length < 22) return false;
          length -= 22;
        }
        length += 15;
      }
      length += 7;
    }
    length += 3;
    if (offset > out || length > intoLength - out) return false;
    // Byte by byte: a match may reach into what it writes.
    for (; length > 0; length--, out++) into[out] = into[out - offset];
  }
  return true;
}

}  // namespace procscope
