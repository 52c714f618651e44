// SPDX-License-Identifier: MIT
// The capture of this machine against a stand-in for Windows' functions of event tracing, which Wine lacks: what is asked, in
// which order, what comes of refusals, and where the records go. What Windows really does only Windows can show.
#include "../filter/scope-filter.h"
#include "etw-stand.h"

int failures;

namespace {

class Collected : public Report {
 public:
  void log(const std::string &text) override { logged += text + "\n"; }
  void warn(psw_error_code, const std::string &sentence) override { warned += sentence + "\n"; }
  void session(const psw_raw_session &, const std::u16string &) override { sessions++; }
  void lost(psw_loss_cause, uint64_t count, uint64_t from, uint64_t to) override {
    missing += count;
    CHECK(count == 0 || from <= to);
  }
  bool says(const char *text) const { return logged.find(text) != std::string::npos; }

  std::string logged, warned;
  int sessions = 0;
  uint64_t missing = 0;
};

struct Run {
  Handle wake{CreateEventW(nullptr, FALSE, FALSE, nullptr)};
  Collected report;
  EtwSource source;
  std::map<int, int> opcodes;

  explicit Run(const EtwOptions &options = {}) : source(options, wake.get()) {}
  void read() {
    source.read(1000, [this](const QueuedRecord &record) {
      opcodes[record.head.opcode]++;
      CHECK(record.head.cpu == 3 && record.head.pid == 1234);
    });
  }
  // Until what belongs to the start is done.
  bool settle() {
    for (int i = 0; i < 2000; i++) {
      read();
      if (source.settle(report)) {
        read();
        return true;
      }
      Sleep(10);
    }
    return false;
  }
};

constexpr uint32_t ALL = 0xffffffff;

void usual() {
  stand = Stand();
  sessions.clear();
  // A capture that broke off left one behind.
  TRACEHANDLE stale = ++lastHandle;
  sessions[stale] = std::make_shared<FakeSession>();
  sessions[stale]->name = KERNEL_SESSION;
  Run run;
  const Failure failure = run.source.start(ALL, true, run.report);
  CHECK(!failure && run.report.sessions == 2);
  CHECK(run.report.says("\"Procscope Kernel\" was left behind by a capture that broke off: ended"));
  // Listened to before the flags are set; keys before the flags, files after.
  const std::vector<std::string> expected = {
      "stop Procscope Kernel", "start Procscope Kernel flags 0 mode 2000100", "open Procscope Kernel", "stacks 26",
      "flags 20000", "flags 0", "flags 1603020f", "rundown", "start Procscope Events flags 0 mode 100",
      "open Procscope Events"};
  CHECK(stand.asked == expected);
  for (const std::string &each : stand.asked)
    if (stand.asked != expected) std::printf("  %s\n", each.c_str());
  CHECK(run.settle());
  CHECK(run.report.says("1 files, 1 keys"));
  CHECK(run.opcodes[36] == 1 && run.opcodes[25] == 1);

  // Fewer classes: fewer flags. Records of both sessions are read.
  run.source.setClasses(CLASS_NETWORK, run.report);
  CHECK(stand.asked.back() == "flags 1001000f");
  running(KERNEL_SESSION)->tell(kernel_class::TCP_IP, 10);
  running(EVENTS_SESSION)->tell(kernel_class::TCP_IP, 11);
  for (int i = 0; i < 200 && run.opcodes[10] + run.opcodes[11] < 2; i++, Sleep(10)) run.read();
  CHECK(run.opcodes[10] == 1 && run.opcodes[11] == 1);

  // What not every version tells is counted.
  running(KERNEL_SESSION)->tell(kernel_class::FILE_IO, 67);
  running(KERNEL_SESSION)->tell(kernel_class::FILE_IO, 76);
  Guid win32k = {};
  for (const NamedProvider &each : wantedProviders())
    if (std::string(each.name) == "Win32k") win32k = each.guid;
  CHECK(!win32k.isNull());
  running(EVENTS_SESSION)->tell(win32k, 0);
  for (int i = 0; i < 200 && run.opcodes[67] + run.opcodes[76] + run.opcodes[0] < 3; i++, Sleep(10)) run.read();

  // Windows says that something is missing, and how much.
  CHECK(!run.source.sawLoss());
  running(KERNEL_SESSION)->tell(kernel_class::LOST_EVENT, 32);
  for (int i = 0; i < 200 && !run.source.sawLoss(); i++) Sleep(10);
  stand.eventsLost = 7;
  CHECK(run.source.sawLoss());
  run.source.check(run.report);
  // Of each session, once.
  CHECK(run.report.missing == 14 && !run.source.sawLoss());
  run.source.check(run.report);
  CHECK(run.report.missing == 14);

  // What comes while it ends is there afterwards.
  Failure why;
  CHECK(!run.source.hasEnded(why));
  running(KERNEL_SESSION)->tell(kernel_class::PROCESS, 4);
  run.source.stop(run.report);
  CHECK(run.report.says("Records that came: operations on files 1, their ends 1, Kernel-Process 0, Win32k 1, DNS-Client 0,"));
  run.read();
  CHECK(run.opcodes[4] == 1);
  CHECK(running(KERNEL_SESSION) == nullptr && running(EVENTS_SESSION) == nullptr);
}

void otherWays() {
  stand = Stand();
  sessions.clear();
  stand.tellsFiles = stand.tellsKeys = stand.takesMillisecondFlush = stand.hasRoomForEvents = false;
  EtwOptions options;
  options.millisecondFlush = true;
  Run run(options);
  CHECK(!run.source.start(ALL, false, run.report));
  CHECK(run.report.says("A flush timer in milliseconds was refused: once a second instead"));
  // Without the session for events the capture goes on.
  CHECK(run.report.warned.find("Hooks, name lookups and security calls will be missing. ") == 0);
  CHECK(run.report.sessions == 1);
  CHECK(run.settle());
  CHECK(run.report.says("Names told by the capture's session: 0 files, 0 keys"));
  CHECK(run.report.says("Names told by a session of its own: 1 files, 1 keys"));
  CHECK(run.opcodes[36] == 1 && run.opcodes[25] == 1);
  // Without any name in the capture's session, that of disks is tried, whose own records nobody wants.
  CHECK(run.report.says("No name of a file came: events of disks switched on as well: accepted"));
  CHECK(stand.asked.back() == "flags 1603030f");
  running(KERNEL_SESSION)->tell(kernel_class::DISK_IO, 10);
  running(KERNEL_SESSION)->tell(kernel_class::FILE_IO, 64);
  for (int i = 0; i < 200 && run.opcodes[64] == 0; i++, Sleep(10)) run.read();
  CHECK(run.opcodes[10] == 0 && run.opcodes[64] == 1);
  run.source.stop(run.report);
  for (const wchar_t *name : {KERNEL_SESSION, EVENTS_SESSION, RUNDOWN_SESSION}) CHECK(running(name) == nullptr);
}

void withoutNoConfiguration() {
  stand = Stand();
  sessions.clear();
  stand.takesNoConfiguration = false;
  Run run;
  CHECK(!run.source.start(CLASS_FILE, false, run.report));
  CHECK(run.report.says("The flag against system configuration was refused: without it accepted"));
  CHECK(!run.report.says("started anew with them"));
  CHECK(running(KERNEL_SESSION) != nullptr && running(KERNEL_SESSION)->mask == 0x600020f);
  run.source.stop(run.report);
}

void flagsAtTheStart() {
  stand = Stand();
  sessions.clear();
  stand.takesFlagsLater = false;
  Run run;
  CHECK(!run.source.start(CLASS_FILE, false, run.report));
  CHECK(run.report.says("Setting the kernel's flags was refused (50): started anew with them"));
  CHECK(running(KERNEL_SESSION) != nullptr && running(KERNEL_SESSION)->mask == 0x1600020f);

  // Somebody else ends it.
  Failure why;
  CHECK(!run.source.hasEnded(why));
  running(KERNEL_SESSION)->isRunning = false;
  for (int i = 0; i < 200 && !run.source.hasEnded(why); i++) Sleep(10);
  CHECK(why.code == PSW_ERR_SESSION);
  CHECK(why.sentence.find("\"Procscope Kernel\" was ended by another program") != std::string::npos);
  run.source.stop(run.report);
}

void put(std::vector<uint8_t> &bytes, const void *from, size_t size) {
  const uint8_t *begin = static_cast<const uint8_t *>(from);
  bytes.insert(bytes.end(), begin, begin + size);
}

// The record of a call that asks a key for a value.
std::vector<uint8_t> valueOf(uint64_t key, const std::u16string &name) {
  std::vector<uint8_t> user(16);
  put(user, &key, sizeof(key));
  put(user, name.c_str(), (name.size() + 1) * sizeof(char16_t));
  return user;
}

std::u16string numbered(size_t number) {
  const std::string digits = std::to_string(number);
  return u"Procscope.Key." + std::u16string(digits.begin(), digits.end());
}

// No session tells the names of keys: those of handles that are open, two of them to one key.
void keysByHandles() {
  stand = Stand();
  sessions.clear();
  stand.tellsKeys = stand.tellsKeysAtEnd = false;
  HKEY first = nullptr, second = nullptr;
  const wchar_t *path = L"Software\\Procscope Test Key";
  CHECK(RegCreateKeyExW(HKEY_CURRENT_USER, path, 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, &first, nullptr) == ERROR_SUCCESS);
  CHECK(RegOpenKeyExW(HKEY_CURRENT_USER, path, 0, KEY_SET_VALUE, &second) == ERROR_SUCCESS);
  Run run;
  CHECK(!run.source.start(CLASS_REGISTRY, false, run.report));
  CHECK(run.settle());
  CHECK(run.report.says("No name of a key came: handles that are open are asked"));
  CHECK(run.report.says("Names of open keys by handles: "));

  // As Windows tells these calls. What others ask for, and what was not asked, is an ordinary record or none.
  const std::shared_ptr<FakeSession> kernel = running(KERNEL_SESSION);
  const DWORD self = GetCurrentProcessId();
  constexpr uint64_t KEYS = 2000;
  for (uint64_t i = 0; i < KEYS; i++) kernel->tell(kernel_class::REGISTRY, 16, self, valueOf(0x1000 + i, numbered(i)));
  kernel->tell(kernel_class::REGISTRY, 16, self, valueOf(0x1000, numbered(0)));
  kernel->tell(kernel_class::REGISTRY, 16, self, valueOf(0x1000, u"Procscope.Key."));
  kernel->tell(kernel_class::REGISTRY, 16, self, valueOf(0x1000, u"Procscope.Key.99999999999999999999"));
  kernel->tell(kernel_class::REGISTRY, 16, self, valueOf(0x1000, u"Path"));
  kernel->tell(kernel_class::REGISTRY, 16, self, std::vector<uint8_t>(20));
  kernel->tell(kernel_class::REGISTRY, 16, 1234, valueOf(0x1000, numbered(1)));
  int ordinary = 0, named = 0, wanted = 0;
  for (int i = 0; i < 500 && ordinary < 5; i++, Sleep(10)) {
    run.source.read(1000, [&](const QueuedRecord &record) {
      if (record.head.opcode == 16) ordinary++;
      if (record.head.opcode != 24) return;
      named++;
      CHECK(record.provider == kernel_class::REGISTRY && record.head.version == 2 && record.head.pid == self);
      uint64_t key;
      memcpy(&key, record.userData() + 16, sizeof(key));
      CHECK(key >= 0x1000 && key < 0x1000 + KEYS);
      const std::u16string name = reinterpret_cast<const char16_t *>(record.userData() + 24);
      CHECK(record.head.user_length == 24 + (name.size() + 1) * sizeof(char16_t));
      const std::u16string end = u"Software\\Procscope Test Key";
      if (name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0) wanted++;
    });
  }
  // One of each name.
  CHECK(wanted == 1 && named >= 1 && ordinary == 5);
  run.source.stop(run.report);
  CHECK(run.report.says(("Keys that got their names by handles: " + std::to_string(named)).c_str()));
  RegCloseKey(second);
  RegDeleteKeyW(first, L"");
  RegCloseKey(first);
  if (failures > 0) std::printf("%s", run.report.logged.c_str());
}

// The same where Windows tells names, when it is asked for.
void keysByHandlesAsWell() {
  stand = Stand();
  sessions.clear();
  EtwOptions options;
  options.keysByHandles = true;
  Run run(options);
  CHECK(!run.source.start(CLASS_REGISTRY, false, run.report));
  CHECK(run.settle() && run.opcodes[25] == 1);
  CHECK(run.report.says("Names of open keys: handles asked as well"));
  run.source.stop(run.report);
}

void queueThatIsFull() {
  stand = Stand();
  sessions.clear();
  EtwOptions options;
  options.queueMegabytes = 1;
  Run run(options);
  CHECK(!run.source.start(CLASS_NETWORK, false, run.report));
  const std::shared_ptr<FakeSession> kernel = running(KERNEL_SESSION);
  {
    Lock guard(kernel->lock);
    kernel->waiting.assign(20000, {kernel_class::TCP_IP, 10, 1234, std::vector<uint8_t>(48)});
  }
  SetEvent(kernel->changed);
  run.source.stop(run.report);
  int received = 0;
  while (run.source.read(1000, [&received](const QueuedRecord &) { received++; }) > 0) {
  }
  // Nothing is lost without a word.
  CHECK(received > 0 && received < 20000);
  CHECK(run.report.missing == 20000u - static_cast<uint64_t>(received));
}

}  // namespace

int main() {
  usual();
  otherWays();
  withoutNoConfiguration();
  flagsAtTheStart();
  keysByHandles();
  keysByHandlesAsWell();
  queueThatIsFull();
  std::printf("%d failures\n", failures);
  std::fflush(stdout);
  ExitProcess(failures == 0 ? 0 : 1);
}
