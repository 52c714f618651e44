// SPDX-License-Identifier: MIT
// Reads .etl files that were damaged at random: `damage FILE SEED COUNT`. Prints how many records came out of the whole file.
// Made for sanitizers; it fails when more records come than can be there.
#include <algorithm>
#include <cinttypes>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "../replay/etl-file.h"
#include "check.h"

using namespace procscope;

int failures;

namespace {

uint64_t randomState;

uint32_t randomNumber() {
  randomState = randomState * 6364136223846793005u + 1442695040888963407u;
  return static_cast<uint32_t>(randomState >> 33);
}

uint64_t countRecords(const std::vector<uint8_t> &bytes) {
  std::FILE *file = std::tmpfile();
  if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) std::abort();
  EtlFile etl;
  uint64_t count = 0, sum = 0;
  if (!etl.open(file).empty()) return 0;
  while (const EtwRecord *record = etl.next()) {
    count++;
    // Touches all that a record points to.
    for (uint32_t i = 0; i < record->userLength; i++) sum += record->userData[i];
    for (int i = 0; i < record->extendedCount; i++) {
      const uint8_t *data = static_cast<const uint8_t *>(record->extended[i].data);
      for (uint32_t at = 0; at < record->extended[i].length; at++) sum += data[at];
    }
    // A record has at least 8 bytes, and overlaps no other; compressed ones are at most some 1000 times their size.
    CHECK(count <= bytes.size() * 1000);
    if (count > bytes.size() * 1000) break;
  }
  return sum == 1 ? 0 : count;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  std::vector<uint8_t> whole;
  std::FILE *file = std::fopen(argv[1], "rb");
  if (file == nullptr) return 2;
  uint8_t part[65536];
  for (size_t count; (count = std::fread(part, 1, sizeof(part), file)) > 0;) whole.insert(whole.end(), part, part + count);
  std::fclose(file);
  randomState = std::strtoull(argv[2], nullptr, 10);
  std::printf("%" PRIu64 " records\n", countRecords(whole));
  for (int i = 0; i < std::atoi(argv[3]); i++) {
    std::vector<uint8_t> damaged = whole;
    if (randomNumber() % 4 == 0) damaged.resize(randomNumber() % damaged.size());
    for (uint32_t change = randomNumber() % 20; change > 0 && !damaged.empty(); change--) {
      // Heads of buffers and of records are the interesting ones.
      const size_t near = randomNumber() % 3 == 0 ? 512 : damaged.size();
      damaged[randomNumber() % std::min(near, damaged.size())] = static_cast<uint8_t>(randomNumber());
    }
    countRecords(damaged);
  }
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
