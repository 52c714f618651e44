// SPDX-License-Identifier: MIT
// The Windows helper's side of the golden vectors. Without arguments: prints each vector that it sends, `name hex`, made by its
// own code. With a file of bytes: reads it as commands and prints what they say, one line each.
#include <cinttypes>
#include <cstring>

#include "../wire/messages.h"
#include "../wire/raw-batch.h"
#include "check.h"

using namespace procscope;

int failures;

namespace {

void print(const char *name, Frames &frames) {
  std::printf("%s ", name);
  for (const uint8_t byte : frames.bytes()) std::printf("%02x", byte);
  std::putchar('\n');
  frames = Frames();
}

void printCommon() {
  Frames frames;
  psw_clock clock = {};
  clock.time = 5000000000;
  clock.unix_nanoseconds = 1795421563987181829;
  clock.reason = PSW_CLOCK_SET;
  clock.uncertainty = 40;
  sendClock(frames, clock);
  print("clock", frames);
  sendStatistics(frames, 7, {{PSW_STAT_EVENTS_SENT, 1u << 31}, {999, 1}});
  print("statistics", frames);
  sendError(frames, PSW_ERR_PRIVILEGE, PSW_FATAL, "Capturing needs rights.",
            {{"error", "Operation not permitted (1)"}});
  print("error", frames);
  sendState(frames, PSW_STATE_STOPPED, 77, 9);
  print("state", frames);
  sendBye(frames, PSW_BYE_SIGNAL, 123456, 42);
  print("bye", frames);
}

void printMachine() {
  Frames frames;
  psw_hello hello = {};
  hello.major = PSW_VERSION_MAJOR;
  hello.minor = PSW_VERSION_MINOR;
  hello.system = PSW_SYSTEM_WINDOWS;
  hello.architecture = PSW_X86_64;
  hello.helper_pid = 4711;
  hello.cpus = 16;
  hello.ticks_per_second = 10000000;
  hello.ring_bytes = 64 << 20;
  sendHello(frames, hello, {{"source", "etw"}, {"kernel", "10.0.22631"}});
  print("windows-hello", frames);

  psw_raw_session session = {};
  session.source = PSW_RAW_ETW;
  session.pointer_size = 8;
  session.clock_type = 1;
  session.timer_resolution = 156250;
  session.frequency = 10000000;
  session.start_raw = 987654321012345;
  session.start_time = 133500000000000000;
  session.boot_time = 133400000000000000;
  session.major = 10;
  session.build = 22631;
  session.processors = 16;
  sendRawSession(frames, session, u"Procscope Kernel");
  print("raw-session", frames);

  sendDrives(frames, {{u"\\Device\\HarddiskVolume3", u"C:"}, {u"\\SystemRoot", u"C:\\Windows"}});
  print("drives", frames);
  const std::vector<uint8_t> system = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
  const std::vector<uint8_t> user = {1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0xfc, 0xe9, 3, 0, 0};
  sendAccounts(frames, {{system, u"NT AUTHORITY\\SYSTEM"}, {user, u"PC\\J\u00fcrgen"}});
  print("accounts", frames);

  SystemProcess shell = {};
  shell.facts.pid = 4320;
  shell.facts.parent_pid = 4100;
  shell.facts.session = 1;
  shell.facts.flags = PSW_SYSTEM_PROCESS_SNAPSHOT | PSW_SYSTEM_PROCESS_64BIT | PSW_SYSTEM_PROCESS_ASKED;
  shell.facts.integrity = 0x2000;
  shell.facts.created = 133499000000000000;
  shell.facts.logon = 0x1234567890;
  shell.sid = user;
  shell.name = u"explorer.exe";
  shell.image = u"C:\\Windows\\explorer.exe";
  // A half of a character, which no text should have and some have.
  shell.command = u"C:\\Windows\\Explorer.EXE ";
  shell.command += static_cast<char16_t>(0xd83d);
  SystemProcess idle = {};
  idle.facts.flags = PSW_SYSTEM_PROCESS_SNAPSHOT;
  idle.facts.session = 0xffffffff;
  idle.name = u"Idle";
  sendSystemProcesses(frames, {shell, idle});
  print("system-processes", frames);

  psw_endpoint listener = {};
  listener.pid = 4320;
  listener.port = 8080;
  listener.protocol = 6;
  listener.family = 4;
  listener.address[0] = 127;
  listener.address[3] = 1;
  listener.state = PSW_ENDPOINT_OPEN;
  psw_endpoint bound = {};
  bound.pid = 1204;
  bound.port = 5353;
  bound.protocol = 17;
  bound.family = 6;
  bound.address[0] = 0xfe;
  bound.address[1] = 0x80;
  bound.address[15] = 1;
  bound.state = PSW_ENDPOINT_OPEN;
  psw_endpoints look = {};
  look.time = 987654321300000;
  look.flags = PSW_ENDPOINTS_WHOLE;
  sendEndpoints(frames, look, {listener, bound});
  listener.state = PSW_ENDPOINT_GONE;
  look.since = look.time;
  look.time = 987654323800000;
  look.flags = 0;
  sendEndpoints(frames, look, {listener});
  print("endpoints", frames);

  sendLog(frames, 12345, "Names of open files: KernelRundown accepted");
  print("log", frames);
}

void add(RawBatch &batch, EtwRecord &record, const std::vector<uint8_t> &user) {
  record.userData = user.data();
  record.userLength = static_cast<uint32_t>(user.size());
  std::vector<uint64_t> words(queuedSize(record) / sizeof(uint64_t));
  writeQueued(record, words.data());
  batch.add(*reinterpret_cast<const QueuedRecord *>(words.data()));
}

// Of a thread that ends, with its times, and of a provider with a manifest, with an activity and a stack.
void printRecords() {
  Frames frames;
  RawBatch batch(frames);
  EtwRecord thread = {};
  thread.provider = kernel_class::THREAD;
  thread.version = 3;
  thread.opcode = 2;
  thread.flags = FLAG_CLASSIC | FLAG_64_BIT;
  thread.time = 987654321099999;
  thread.pid = 4320;
  thread.tid = 4324;
  thread.cpu = 3;
  thread.kernelTime = 17;
  thread.userTime = 42;
  add(batch, thread, {0xe0, 0x10, 0, 0, 0xe4, 0x10, 0, 0});
  EtwRecord hook = {};
  hook.provider = {0x8c416c79, 0xd49b, 0x4f01, {0xa4, 0x67, 0xe5, 0x6d, 0x3a, 0xa8, 0x23, 0x4c}};
  hook.id = 1002;
  hook.level = 4;
  hook.channel = 16;
  hook.task = 1002;
  hook.flags = FLAG_64_BIT;
  hook.keyword = 0x8000000000000400;
  hook.time = 0xfedcba9876543210;
  hook.pid = 4320;
  hook.tid = 4324;
  hook.cpu = 300;
  hook.activity = {0x11223344, 0x5566, 0x7788, {1, 2, 3, 4, 5, 6, 7, 8}};
  const uint8_t stack[] = {0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x20, 0x30, 0x40, 0xf7, 0x7f, 0, 0};
  hook.extended[0] = {6, sizeof(stack), stack};
  hook.extendedCount = 1;
  add(batch, hook, {13, 0, 0, 0, 0, 0});
  batch.flush();
  print("etw-records", frames);
}

void printFilter(const Control &control) {
  psw_filter filter;
  if (!control.take(&filter, sizeof(filter))) return;
  std::printf("filter token=%u classes=%08x flags=%u duration=%" PRIu64 " operations=", filter.token, filter.class_mask,
              filter.flags, filter.minimum_duration);
  const uint8_t *at = control.payload + sizeof(filter);
  for (int i = 0; i < filter.operation_count; i++, at += 2) std::printf("%s%u", i == 0 ? "" : ",", at[0] | at[1] << 8);
  std::printf(" scopes=");
  for (int i = 0; i < filter.scope_count; i++, at += sizeof(psw_scope)) {
    psw_scope scope;
    memcpy(&scope, at, sizeof(scope));
    std::printf("%s%u:%u:%u", i == 0 ? "" : ",", scope.pid, scope.verdict, scope.tree);
  }
  std::putchar('\n');
}

void printControl(const Control &control) {
  psw_start start;
  psw_token token;
  psw_rate rate;
  switch (control.kind) {
    case PSW_START:
      if (control.take(&start, sizeof(start)))
        std::printf("start version=%u.%u token=%u flags=%u\n", start.major, start.minor, start.token, start.flags);
      break;
    case PSW_STOP:
    case PSW_SHUTDOWN:
      if (control.take(&token, sizeof(token)))
        std::printf("%s token=%u\n", control.kind == PSW_STOP ? "stop" : "shutdown", token.token);
      break;
    case PSW_FILTER: printFilter(control); break;
    case PSW_RATE:
      if (control.take(&rate, sizeof(rate)))
        std::printf("rate token=%u flush=%u statistics=%u events=%u\n", rate.token, rate.flush_milliseconds,
                    rate.statistics_milliseconds, rate.events_per_second);
      break;
    default: std::printf("unknown %u\n", control.kind); break;
  }
}

int readControls(const char *name) {
  std::FILE *file = std::fopen(name, "rb");
  if (file == nullptr) return 1;
  ControlReader reader;
  // In small parts: frames arrive as pipes cut them.
  uint8_t part[5];
  for (size_t count; (count = std::fread(part, 1, sizeof(part), file)) > 0;) {
    reader.push(part, count);
    Control control;
    while (reader.next(control)) printControl(control);
  }
  if (reader.skipped() > 0) std::printf("skipped %" PRIu64 "\n", reader.skipped());
  if (reader.unfinished() > 0) std::printf("unfinished %u\n", static_cast<unsigned>(reader.unfinished()));
  return std::fclose(file);
}

}  // namespace

int main(int argc, char **argv) {
  if (argc > 1) return readControls(argv[1]);
  printCommon();
  printMachine();
  printRecords();
  return 0;
}
