// SPDX-License-Identifier: MIT
// Tests of the parts that use nothing of Windows: they run under Wine, and with sanitizers on any system.
#include <algorithm>
#include <cstring>
#include <vector>

#include "../arguments.h"
#include "../filter/scope-filter.h"
#include "../record/record-queue.h"
#include "../replay/etl-file.h"
#include "../replay/xpress.h"
#include "../session/failure.h"
#include "../wire/crc32.h"
#include "../wire/frames.h"
#include "../wire/messages.h"
#include "../wire/raw-batch.h"
#include "check.h"

using namespace procscope;

int failures;

namespace {

EtwRecord sampleRecord(const Guid &provider, uint8_t opcode) {
  EtwRecord record = {};
  record.provider = provider;
  record.opcode = opcode;
  record.flags = FLAG_CLASSIC | FLAG_64_BIT | FLAG_NO_CPU_TIME;
  record.version = 3;
  record.time = 1000;
  record.pid = record.tid = 8;
  return record;
}

// A record as queues hold it, with user data.
class Queued {
 public:
  explicit Queued(EtwRecord record, const std::vector<uint8_t> &user = {}) {
    record.userData = user.data();
    record.userLength = static_cast<uint32_t>(user.size());
    words_.resize(queuedSize(record) / sizeof(uint64_t));
    writeQueued(record, words_.data());
  }
  const QueuedRecord &get() const { return *reinterpret_cast<const QueuedRecord *>(words_.data()); }

 private:
  std::vector<uint64_t> words_;
};

std::vector<uint8_t> numbers(std::initializer_list<uint32_t> values) {
  std::vector<uint8_t> bytes(values.size() * 4);
  memcpy(bytes.data(), values.begin(), bytes.size());
  return bytes;
}

// Of version 3: a pointer, the process, its parent.
Queued processRecord(uint8_t opcode, uint32_t pid, uint32_t parent) {
  return Queued(sampleRecord(kernel_class::PROCESS, opcode), numbers({0, 0, pid, parent, 0, 0}));
}

bool keeps(ScopeFilter &filter, const Guid &provider, uint8_t opcode, uint32_t pid) {
  EtwRecord record = sampleRecord(provider, opcode);
  record.pid = pid;
  return filter.keeps(Queued(record).get());
}

void setFilter(ScopeFilter &filter, uint32_t mask, uint32_t flags, const std::vector<psw_scope> &scopes) {
  psw_filter head = {};
  head.class_mask = mask;
  head.flags = flags;
  head.scope_count = static_cast<uint16_t>(scopes.size());
  std::vector<uint8_t> payload(sizeof(head) + scopes.size() * sizeof(psw_scope));
  memcpy(payload.data(), &head, sizeof(head));
  if (!scopes.empty()) memcpy(payload.data() + sizeof(head), scopes.data(), scopes.size() * sizeof(psw_scope));
  CHECK(filter.set(payload.data(), payload.size()));
  CHECK(!filter.set(payload.data(), payload.size() - 1) || scopes.empty());
  if (scopes.empty()) CHECK(!filter.set(payload.data(), sizeof(head) - 1));
}

void checksums() {
  CHECK(crc32(0, "123456789", 9) == 0xcbf43926);
  CHECK(crc32(crc32(0, "1234", 4), "56789", 5) == 0xcbf43926);
  CHECK(crc32(0, "", 0) == 0);
}

void scopes() {
  const Guid &file = kernel_class::FILE_IO;
  constexpr uint8_t READ = 67;
  ScopeFilter filter;
  filter.tellProcess(100, 4);
  filter.tellProcess(200, 100);
  filter.tellProcess(300, 200);
  CHECK(keeps(filter, file, READ, 300) && keeps(filter, file, READ, 999));

  // A tree is left out, and one below it is not.
  setFilter(filter, 0xffffffff, 0, {{100, PSW_SKIP, 1, 0}, {300, PSW_RECORD, 1, 0}});
  CHECK(!keeps(filter, file, READ, 100) && !keeps(filter, file, READ, 200) && keeps(filter, file, READ, 300));
  CHECK(keeps(filter, file, READ, 999));
  // What begins later belongs to its parent's tree.
  CHECK(filter.keeps(processRecord(1, 400, 200).get()));
  CHECK(filter.keeps(processRecord(1, 500, 300).get()));
  CHECK(!keeps(filter, file, READ, 400) && keeps(filter, file, READ, 500));
  // A number that is used again is another process.
  CHECK(filter.keeps(processRecord(2, 400, 200).get()));
  CHECK(!keeps(filter, file, READ, 400));
  CHECK(filter.keeps(processRecord(1, 400, 4).get()));
  CHECK(keeps(filter, file, READ, 400));
  // And its children are not those of the one before.
  CHECK(filter.keeps(processRecord(1, 100, 4).get()));
  setFilter(filter, 0xffffffff, PSW_FILTER_SKIP_OTHERS, {{100, PSW_RECORD, 1, 0}});
  CHECK(keeps(filter, file, READ, 100) && !keeps(filter, file, READ, 200) && !keeps(filter, file, READ, 999));

  // One process without its tree.
  setFilter(filter, 0xffffffff, PSW_FILTER_SKIP_OTHERS, {{300, PSW_RECORD, 0, 0}});
  CHECK(keeps(filter, file, READ, 300) && !keeps(filter, file, READ, 500));
  // Its tree without itself, in either order.
  const psw_scope own = {300, PSW_SKIP, 0, 0}, tree = {300, PSW_RECORD, 1, 0};
  setFilter(filter, 0xffffffff, PSW_FILTER_SKIP_OTHERS, {own, tree});
  CHECK(!keeps(filter, file, READ, 300) && keeps(filter, file, READ, 500));
  setFilter(filter, 0xffffffff, PSW_FILTER_SKIP_OTHERS, {tree, own});
  CHECK(!keeps(filter, file, READ, 300) && keeps(filter, file, READ, 500));
  // The helper itself never, whatever is asked for.
  filter.excludeAlways(300, true);
  CHECK(!keeps(filter, file, READ, 300) && !keeps(filter, file, READ, 500));
}

void whatNamesOthers() {
  ScopeFilter filter;
  setFilter(filter, 1u << 1, PSW_FILTER_SKIP_OTHERS, {{8, PSW_RECORD, 0, 0}});
  for (const uint8_t opcode : {0, 32, 35, 36}) CHECK(keeps(filter, kernel_class::FILE_IO, opcode, 4));
  for (const uint8_t opcode : {22, 23, 24, 25}) CHECK(keeps(filter, kernel_class::REGISTRY, opcode, 4));
  CHECK(keeps(filter, kernel_class::IMAGE, 10, 4) && keeps(filter, kernel_class::THREAD, 1, 4));
  // Classes that are not wanted, also of a process that is.
  CHECK(!keeps(filter, kernel_class::FILE_IO, 64, 8) && !keeps(filter, kernel_class::REGISTRY, 11, 8));
  // Providers with manifests tell more of the same.
  for (const Guid &provider : {KERNEL_FILE_PROVIDER, KERNEL_REGISTRY_PROVIDER}) {
    EtwRecord record = {};
    record.provider = provider;
    record.flags = FLAG_64_BIT;
    record.pid = 8;
    CHECK(!filter.keeps(Queued(record).get()));
  }
  setFilter(filter, CLASS_FILE | CLASS_NETWORK, PSW_FILTER_SKIP_OTHERS, {{8, PSW_RECORD, 0, 0}});
  CHECK(keeps(filter, kernel_class::FILE_IO, 64, 8) && !keeps(filter, kernel_class::REGISTRY, 11, 8));
  // The network's records run in whatever process is interrupted: theirs is in the payload. So is that of stacks.
  EtwRecord receive = sampleRecord(kernel_class::TCP_IP, 11);
  receive.pid = 0xffffffff;
  CHECK(filter.keeps(Queued(receive, numbers({8, 100})).get()));
  CHECK(!filter.keeps(Queued(receive, numbers({12, 100})).get()));
  CHECK(filter.keeps(Queued(sampleRecord(kernel_class::TCP_IP, 17), numbers({12})).get()));
  const EtwRecord stack = sampleRecord(kernel_class::STACK_WALK, 32);
  CHECK(filter.keeps(Queued(stack, numbers({0, 0, 8, 8})).get()));
  CHECK(!filter.keeps(Queued(stack, numbers({0, 0, 12, 8})).get()));
  // Too short to say: kept.
  CHECK(filter.keeps(Queued(stack, numbers({0})).get()));
}

void queues() {
  RecordQueue queue(4096);
  const std::vector<uint8_t> user(100, 7);
  EtwRecord record = sampleRecord(kernel_class::FILE_IO, 67);
  record.userData = user.data();
  record.userLength = 100;
  size_t pushed = 0;
  while (queue.push(record)) pushed++;
  CHECK(pushed == 4096 / (8 + 64 + 104));
  record.time = 2000;
  CHECK(!queue.push(record));
  const RecordQueue::Dropped dropped = queue.takeDropped();
  CHECK(dropped.full == 2 && dropped.tooBig == 0 && dropped.from == 1000 && dropped.to == 2000);
  CHECK(queue.takeDropped().full == 0);
  // Around the end of the buffer again and again, with sizes that leave a rest there.
  uint64_t next = 0, expected = 0;
  for (size_t i = 0; i < pushed; i++, queue.pop()) CHECK(queue.front() != nullptr && queue.front()->head.time == 1000);
  CHECK(queue.front() == nullptr);
  for (int round = 0; round < 500; round++) {
    for (int i = 0; i < round % 7; i++) {
      record.time = next;
      record.userLength = static_cast<uint32_t>(next * 13 % 100);
      if (queue.push(record)) next++;
    }
    for (int i = 0; i < round % 5; i++) {
      const QueuedRecord *front = queue.front();
      if (front == nullptr) break;
      CHECK(front->head.time == expected && front->head.user_length == expected * 13 % 100);
      CHECK(front->head.user_length == 0 || front->userData()[front->head.user_length - 1] == 7);
      expected++;
      queue.pop();
    }
  }
  CHECK(expected > 500);
  std::vector<uint8_t> big(300000);
  record.userData = big.data();
  record.userLength = static_cast<uint32_t>(big.size());
  CHECK(queuedSize(record) == 0);
  CHECK(!queue.push(record) && queue.takeDropped().tooBig == 1);
}

void decompression() {
  // The examples of MS-XCA 3.1: 26 letters without a match, and 300 times three letters.
  const uint8_t letters[] = {0x3f, 0x00, 0x00, 0x00, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k',
                             'l',  'm',  'n',  'o',  'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z'};
  uint8_t out[300];
  CHECK(xpressDecompress(letters, sizeof(letters), out, 26) && memcmp(out, "abcdefghijklmnopqrstuvwxyz", 26) == 0);
  CHECK(!xpressDecompress(letters, sizeof(letters) - 1, out, 26));
  const uint8_t repeated[] = {0xff, 0xff, 0xff, 0x1f, 0x61, 0x62, 0x63, 0x17, 0x00, 0x0f, 0xff, 0x26, 0x01};
  CHECK(xpressDecompress(repeated, sizeof(repeated), out, 300));
  bool isRight = true;
  for (int i = 0; i < 300; i++) isRight = isRight && out[i] == "abc"[i % 3];
  CHECK(isRight);
  for (size_t length = 0; length < sizeof(repeated); length++) CHECK(!xpressDecompress(repeated, length, out, 300));
  // A match that reaches before the beginning, and one that is longer than what is wanted.
  const uint8_t early[] = {0xff, 0xff, 0xff, 0xff, 0x08, 0x00};
  CHECK(!xpressDecompress(early, sizeof(early), out, 3));
  CHECK(!xpressDecompress(repeated, sizeof(repeated), out, 299));
}

void records() {
  // A manifest event with two extended items and 5 bytes of user data.
  std::vector<uint8_t> bytes(80 + 16 + 8 + 5);
  bytes[0] = static_cast<uint8_t>(bytes.size());
  bytes[2] = 19;
  bytes[3] = 0xc0;
  bytes[4] = 1;
  bytes[40] = 64;
  bytes[80] = 16, bytes[82] = 6, bytes[84] = 1, bytes[86] = 8, bytes[88] = 0xaa;
  bytes[96] = 8, bytes[98] = 3;
  bytes[104] = 0x55;
  EtwRecord record = {};
  size_t size = 0;
  CHECK(readEtlRecord(bytes.data(), bytes.size(), record, size) == EtlRecordKind::RECORD);
  CHECK(size == bytes.size() && record.id == 64 && record.extendedCount == 2 && record.userLength == 5);
  CHECK(record.extended[0].type == 6 && record.extended[0].length == 8 && record.extended[1].type == 3);
  CHECK(record.userData[0] == 0x55 && (record.flags & FLAG_CLASSIC) == 0 && (record.flags & FLAG_64_BIT) != 0);
  CHECK(readEtlRecord(bytes.data(), bytes.size() - 1, record, size) == EtlRecordKind::END);
  // Items that reach beyond the record make it one that is left out, not one that is read beyond its end.
  bytes[98] = 3, bytes[100] = 1;
  CHECK(readEtlRecord(bytes.data(), bytes.size(), record, size) == EtlRecordKind::SKIPPED);

  // What no record begins with.
  const uint8_t filled[8] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  CHECK(readEtlRecord(filled, 8, record, size) == EtlRecordKind::END);
  // Every head, cut at every length.
  for (int type = 0; type < 256; type++) {
    std::vector<uint8_t> head(72, 0x90);
    head[0] = 72, head[1] = 0, head[2] = static_cast<uint8_t>(type), head[3] = 0xc0, head[4] = 72, head[5] = 0;
    for (size_t left = 0; left <= head.size(); left++) {
      const std::vector<uint8_t> part(head.begin(), head.begin() + static_cast<ptrdiff_t>(left));
      const EtlRecordKind kind = readEtlRecord(part.data(), part.size(), record, size);
      CHECK(kind == EtlRecordKind::END || size <= left);
    }
  }
}

void processorTimes() {
  EtwRecord record = sampleRecord(kernel_class::THREAD, 2);
  CHECK(Queued(record).get().head.extended_count == 0);
  record.flags = FLAG_CLASSIC | FLAG_64_BIT;
  record.kernelTime = 3;
  record.userTime = 5;
  const Queued queued(record, numbers({8, 8}));
  CHECK(queued.get().head.extended_count == 1 && queued.get().head.size == 48 + 16 + 8);
  CHECK(queued.get().userData() == queued.get().wire() + 64);
  // Of other classes they are not worth their bytes.
  record.provider = kernel_class::FILE_IO;
  CHECK(Queued(record).get().head.extended_count == 0);
}

std::u16string wide(const std::string &text) { return std::u16string(text.begin(), text.end()); }

Arguments parse(std::initializer_list<const char *> words) {
  std::vector<std::u16string> given;
  for (const char *word : words) given.push_back(wide(word));
  return parseArguments(given);
}

void arguments() {
  CHECK(parse({}).mode == Mode::CAPTURE && parse({}).bufferMegabytes == 64 && parse({}).registryData);
  const Arguments all = parse({"--start", "--stacks", "--exclude-tree", "12", "--exclude-tree", "16", "--buffer-mib",
                               "128", "--queue-mib", "32", "--no-registry-data", "--fast-flush",
                               "--keys-by-handles"});
  CHECK(all.wrong.empty() && all.startsAtOnce && all.stacks && !all.registryData && all.millisecondFlush &&
        all.keysByHandles);
  CHECK(all.excludedTrees.size() == 2 && all.excludedTrees[1] == 16 && all.queueMegabytes == 32);
  // What one helper is told, the one with rights is told as well.
  std::vector<std::u16string> words;
  std::u16string line = serveCommand(all, u"\\\\.\\pipe\\procscope-1", u"S-1-5-18", 99);
  for (size_t at = 0; at <= line.size();) {
    const size_t end = std::min(line.find(u' ', at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  const Arguments served = parseArguments(words);
  CHECK(served.wrong.empty() && served.mode == Mode::SERVE && served.client == 99 && served.user == u"S-1-5-18");
  CHECK(served.startsAtOnce && served.stacks && !served.registryData && served.millisecondFlush && served.keysByHandles);
  CHECK(served.bufferMegabytes == 128 && served.queueMegabytes == 32 && served.excludedTrees == all.excludedTrees);

  CHECK(parse({"--help", "--what"}).mode == Mode::HELP && parse({"--version"}).mode == Mode::VERSION);
  CHECK(parse({"drives"}).mode == Mode::DRIVES && !parse({"drives", "--start"}).wrong.empty());
  CHECK(!parse({"--what"}).wrong.empty() && !parse({"file"}).wrong.empty());
  CHECK(!parse({"--exclude-tree"}).wrong.empty() && !parse({"--exclude-tree", "0"}).wrong.empty());
  CHECK(!parse({"--exclude-tree", "4294967296"}).wrong.empty() && !parse({"--exclude-tree", "-4"}).wrong.empty());
  CHECK(!parse({"--queue-mib", "3"}).wrong.empty() && !parse({"--buffer-mib", "4"}).wrong.empty());
  CHECK(!parse({"--replay"}).wrong.empty() && !parse({"--pipe", "x"}).wrong.empty());
  // Rights are never asked for to read a file.
  CHECK(!parse({"elevate", "--replay", "x.etl"}).wrong.empty());
  CHECK(parse({"elevate", "--as-user", "--replay", "x.etl"}).wrong.empty());
  CHECK(!parse({"--as-user"}).wrong.empty() && !parse({"serve", "--client", "4"}).wrong.empty());
}

bool says(const Failure &failure, const char *text) { return failure.sentence.find(text) != std::string::npos; }

void sentences() {
  for (const uint32_t error : {2u, 5u, 8u, 14u, 87u, 120u, 183u, 1314u, 1450u, 1455u, 4242u}) {
    const Failure failure = tracingFailure("StartTrace", error, false);
    CHECK(says(failure, ("StartTrace failed: " + std::to_string(error)).c_str()));
    // A whole sentence, and what to do.
    CHECK(failure.sentence.back() == '.' || failure.sentence.back() == 's');
    CHECK(failure.facts.size() == 2 && failure.facts[1].second == std::to_string(error));
  }
  CHECK(tracingFailure("StartTrace", 5, false).code == PSW_ERR_PRIVILEGE);
  CHECK(tracingFailure("StartTrace", 183, false).code == PSW_ERR_IN_USE);
  CHECK(tracingFailure("StartTrace", 1450, false).code == PSW_ERR_SESSION);
  CHECK(tracingFailure("OpenTrace", 5, true).code == PSW_ERR_UNSUPPORTED);
  CHECK(says(tracingFailure("OpenTrace", 5, true), "Wine"));
}

// Batches: providers before records, each once, and frames that are not too big.
void batches() {
  Frames frames;
  RawBatch batch(frames);
  EtwRecord record = sampleRecord(kernel_class::FILE_IO, 67);
  std::vector<uint8_t> user(60000);
  record.userData = user.data();
  record.userLength = static_cast<uint32_t>(user.size());
  std::vector<uint64_t> words(queuedSize(record) / 8);
  for (int i = 0; i < 40; i++) {
    record.provider = i % 2 == 0 ? kernel_class::FILE_IO : kernel_class::REGISTRY;
    writeQueued(record, words.data());
    batch.add(*reinterpret_cast<const QueuedRecord *>(words.data()));
  }
  batch.flush();
  CHECK(batch.sent() == 40);
  size_t providers = 0, count = 0, at = 0;
  const std::vector<uint8_t> &bytes = frames.bytes();
  while (at < bytes.size()) {
    psw_frame_header head;
    memcpy(&head, bytes.data() + at, sizeof(head));
    CHECK(head.length <= PSW_MAX_PAYLOAD);
    uint32_t number;
    memcpy(&number, bytes.data() + at + sizeof(head) + (head.kind == PSW_RAW_RECORDS ? 4 : 0), sizeof(number));
    if (head.kind == PSW_RAW_PROVIDERS) providers += number;
    if (head.kind == PSW_RAW_RECORDS) count += number;
    at += sizeof(head) + head.length;
  }
  CHECK(providers == 2 && count == 40);
}

void losses() {
  Frames frames;
  Losses losses;
  losses.add(PSW_LOST_BUFFERS, 0, 1, 2);
  losses.flush(frames);
  CHECK(frames.size() == 0);
  losses.add(PSW_LOST_BUFFERS, 2, 10, 20);
  losses.add(PSW_LOST_BUFFERS, 3, 5, 30);
  losses.flush(frames);
  CHECK(losses.total() == 5 && frames.payloadSize() == sizeof(psw_losses) + sizeof(psw_loss));
  psw_loss told;
  memcpy(&told, frames.bytes().data() + sizeof(psw_frame_header) + sizeof(psw_losses), sizeof(told));
  CHECK(told.count == 5 && told.from == 5 && told.to == 30);
}

// Bytes as commands, cut anywhere: never read beyond what is there.
void controls() {
  Frames frames;
  psw_token token = {7};
  for (int i = 0; i < 50; i++) {
    frames.begin(PSW_STOP);
    frames.add(token);
    frames.end();
  }
  std::vector<uint8_t> bytes = frames.bytes();
  uint32_t random = 12345;
  for (int round = 0; round < 200; round++) {
    std::vector<uint8_t> damaged = bytes;
    for (int i = 0; i < round % 9; i++) {
      random = random * 1664525 + 1013904223;
      damaged[random % damaged.size()] = static_cast<uint8_t>(random >> 24);
    }
    ControlReader reader;
    int whole = 0;
    for (size_t at = 0; at < damaged.size();) {
      random = random * 1664525 + 1013904223;
      const size_t length = std::min<size_t>(1 + random % 60, damaged.size() - at);
      reader.push(damaged.data() + at, length);
      at += length;
      Control control;
      while (reader.next(control)) whole += control.kind == PSW_STOP && control.length == 4 && control.payload[0] == 7;
    }
    CHECK(whole >= 50 - 2 * (round % 9) && whole <= 50 && (round % 9 != 0 || whole == 50));
  }
}

}  // namespace

int main() {
  checksums();
  scopes();
  whatNamesOthers();
  queues();
  decompression();
  records();
  processorTimes();
  arguments();
  sentences();
  batches();
  losses();
  controls();
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
