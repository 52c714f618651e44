// SPDX-License-Identifier: MIT
#include "crc32.h"

#include <cstring>

namespace procscope {

namespace {

constexpr uint32_t POLYNOMIAL = 0xedb88320u;

// Eight tables: eight bytes a step, because every byte that is captured passes here.
struct Tables {
  uint32_t entries[8][256];

  Tables() {
    for (uint32_t byte = 0; byte < 256; byte++) {
      uint32_t value = byte;
      for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) != 0 ? POLYNOMIAL : 0);
      entries[0][byte] = value;
    }
    for (int table = 1; table < 8; table++) {
      for (int byte = 0; byte < 256; byte++) {
        const uint32_t before = entries[table - 1][byte];
        entries[table][byte] = (before >> 8) ^ entries[0][before & 0xff];
      }
    }
  }
};

const Tables TABLES;

}  // namespace

uint32_t crc32(uint32_t crc, const void *bytes, size_t length) {
  const uint8_t *at = static_cast<const uint8_t *>(bytes);
  const auto &tables = TABLES.entries;
  crc = ~crc;
  while (length >= 8) {
    uint32_t low, high;
    memcpy(&low, at, 4);
    memcpy(&high, at + 4, 4);
    low ^= crc;
    crc = tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^ tables[5][low >> 16 & 0xff] ^ tables[4][low >> 24] ^
          tables[3][high & 0xff] ^ tables[2][high >> 8 & 0xff] ^ tables[1][high >> 16 & 0xff] ^ tables[0][high >> 24];
    at += 8;
    length -= 8;
  }
  for (; length > 0; length--) crc = (crc >> 8) ^ tables[0][(crc ^ *at++) & 0xff];
  return ~crc;
}

}  // namespace procscope
