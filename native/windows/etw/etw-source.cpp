// SPDX-License-Identifier: MIT
#include "etw-source.h"

#include "../filter/scope-filter.h"
#include "../system/machine.h"
#include "../system/rights.h"
#include "stacks.h"

namespace procscope {

namespace {

constexpr Guid KERNEL_GUID = {0x0e3a6c51, 0x93f4, 0x4b0e, {0x8c, 0x0d, 0x51, 0x64, 0xf2, 0x7a, 0xb9, 0x2e}};
constexpr Guid EVENTS_GUID = {0x5f0a6d2c, 0x7e6b, 0x4a53, {0xb1, 0x48, 0x0f, 0x86, 0x3d, 0x2c, 0xe4, 0x97}};
// SystemTraceProvider and its only session on Windows 7.
constexpr Guid SYSTEM_TRACE = {0x9e814aad, 0x3204, 0x11d2, {0x9a, 0x82, 0x00, 0x60, 0x08, 0xa8, 0x69, 0x39}};
constexpr const wchar_t *NT_KERNEL_LOGGER = L"NT Kernel Logger";

constexpr uint32_t BUFFER_KILOBYTES = 256;
constexpr uint32_t EVENTS_MEGABYTES = 16;
constexpr ULONGLONG FLUSH_MILLISECONDS = 250;

}  // namespace

EtwSource::~EtwSource() {
  kernel_.session.stop();
  events_.session.stop();
  rundown_.end();
}

Failure EtwSource::open() {
  if (isElevated()) return ownership_.take();
  Failure failure;
  failure.code = PSW_ERR_PRIVILEGE;
  failure.sentence =
      "Windows lets only administrators trace the system. Start the capture again and allow the request for "
      "administrator rights.";
  return failure;
}

uint64_t EtwSource::ticksPerSecond() const { return performanceFrequency(); }

uint64_t EtwSource::now() const { return performanceCounter(); }

Facts EtwSource::facts() const {
  Facts facts = {{"source", "etw"}};
  const Facts machine = machineFacts();
  facts.insert(facts.end(), machine.begin(), machine.end());
  return facts;
}

uint32_t EtwSource::kernelFlags() const {
  const uint32_t files = needsDisk_ ? KERNEL_FILES | KERNEL_DISK : KERNEL_FILES;
  return KERNEL_ALWAYS | KERNEL_NO_CONFIGURATION | ((mask_ & CLASS_FILE) != 0 ? files : 0) |
         ((mask_ & CLASS_REGISTRY) != 0 ? KERNEL_REGISTRY : 0) | ((mask_ & CLASS_NETWORK) != 0 ? KERNEL_NETWORK : 0);
}

Failure EtwSource::openLine(Line &line) {
  line.consumer = std::make_unique<Consumer>(queueBytes());
  line.told = {};
  const uint32_t error = line.consumer->open(line.session.name().c_str(), wake_);
  return error == ERROR_SUCCESS ? Failure() : tracingFailure("OpenTrace", error, isWine());
}

// Windows 8 and later: a system logger of our own, whose flags are set once somebody listens, so that what is told of the
// state before is not lost. Windows 7 has one such session for all programs, and takes flags only when it starts.
Failure EtwSource::startKernel(bool withFlags, Report &report) {
  const bool hasSystemLoggers = windowsVersion().isAtLeast(6, 2);
  SessionSettings settings = {KERNEL_SESSION,   KERNEL_GUID,          true, 0,
                              BUFFER_KILOBYTES, options_.bufferMegabytes, options_.millisecondFlush};
  hasFlagsByStart_ = withFlags || !hasSystemLoggers;
  if (hasFlagsByStart_) settings.kernelFlags = kernelFlags();
  if (!hasSystemLoggers) {
    settings.name = NT_KERNEL_LOGGER;
    settings.guid = SYSTEM_TRACE;
    settings.isKernel = false;
  }
  uint32_t error = kernel_.session.start(settings);
  if (error == ERROR_INVALID_PARAMETER && settings.isFlushedOften) {
    report.log("A flush timer in milliseconds was refused: once a second instead");
    settings.isFlushedOften = false;
    error = kernel_.session.start(settings);
  }
  if (error == ERROR_INVALID_PARAMETER && !hasFlagsByStart_) {
    report.log("A kernel session without flags was refused: started with them");
    settings.kernelFlags = kernelFlags();
    hasFlagsByStart_ = true;
    error = kernel_.session.start(settings);
  }
  if (error == ERROR_ALREADY_EXISTS && !hasSystemLoggers) {
    Failure failure = tracingFailure("StartTrace", error, false);
    failure.sentence =
        "Another program uses the only kernel tracing session of this version of Windows, \"NT Kernel Logger\". Close it "
        "(Process Monitor and performance recorders are such programs), or end what a crash left with: logman stop \"NT "
        "Kernel Logger\" -ets. Then start the capture again.";
    return failure;
  }
  if (error != ERROR_SUCCESS) return tracingFailure("StartTrace", error, isWine());
  return openLine(kernel_);
}

// What is told of the state before may be lost this way, because it is told before anybody listens.
Failure EtwSource::restartWithFlags(Report &report) {
  kernel_.session.stop();
  kernel_.consumer.reset();
  return startKernel(true, report);
}

// Without it the capture still has processes, files, registry and network.
void EtwSource::startEvents(const ProviderOptions &options, Report &report) {
  const SessionSettings settings = {EVENTS_SESSION,   EVENTS_GUID,      false, 0,
                                    BUFFER_KILOBYTES, EVENTS_MEGABYTES, false};
  const uint32_t error = events_.session.start(settings);
  const Failure failure =
      error == ERROR_SUCCESS ? openLine(events_) : tracingFailure("StartTrace", error, isWine());
  if (!failure) {
    enableProviders(events_.session, options, [&report](const std::string &text) { report.log(text); });
    return;
  }
  events_.session.stop();
  events_.consumer.reset();
  report.warn(failure.code, "Hooks, name lookups and security calls will be missing. " + failure.sentence);
}

void EtwSource::tellSession(const Line &line, const psw_clock &clock, Report &report) const {
  const TRACE_LOGFILE_HEADER &header = line.consumer->header();
  const WindowsVersion version = windowsVersion();
  psw_raw_session session = {};
  session.source = PSW_RAW_ETW;
  session.pointer_size = static_cast<uint8_t>(header.PointerSize == 4 ? 4 : 8);
  session.clock_type = 1;
  session.timer_resolution = header.TimerResolution;
  session.frequency = performanceFrequency();
  session.start_raw = clock.time;
  session.start_time = static_cast<uint64_t>(clock.unix_nanoseconds / 100 + 116444736000000000);
  session.boot_time = static_cast<uint64_t>(header.BootTime.QuadPart);
  session.major = version.major;
  session.minor = version.minor;
  session.build = version.build;
  session.processors = processorCount();
  report.session(session, toUtf16(line.session.name().c_str()));
  if (header.PerfFreq.QuadPart != 0 && static_cast<uint64_t>(header.PerfFreq.QuadPart) != session.frequency)
    report.log("The session counts " + std::to_string(header.PerfFreq.QuadPart) + " ticks a second, this process " +
               std::to_string(session.frequency));
}

uint32_t EtwSource::setFlags(Report &report) {
  uint32_t error = kernel_.session.setKernelFlags(kernelFlags());
  // The bit that spares a burst of descriptions of the machine is younger than the rest.
  if (error == ERROR_INVALID_PARAMETER) {
    error = kernel_.session.setKernelFlags(kernelFlags() & ~KERNEL_NO_CONFIGURATION);
    report.log("The flag against system configuration was refused: without it " +
               (error == ERROR_SUCCESS ? "accepted" : "refused (" + std::to_string(error) + ")"));
  }
  return error;
}

Failure EtwSource::start(uint32_t mask, bool stacks, Report &report) {
  const LogText log = [&report](const std::string &text) { report.log(text); };
  mask_ = mask;
  needsDisk_ = false;
  rundown_.end();
  seen_.forget();
  // From before the first record, so that no time is before it.
  const psw_clock clock = readClock(PSW_CLOCK_START);
  Failure failure = endStaleSessions(log);
  if (!failure) failure = startKernel(false, report);
  if (failure) {
    endSessions(report);
    return failure;
  }
  lastCheck_ = now();
  tellSession(kernel_, clock, report);
  if (stacks) {
    const uint32_t privilege = enablePrivilege(SE_SYSTEM_PROFILE_NAME);
    const uint32_t error = setStackTracing(kernel_.session, true);
    report.log("Call stacks: privilege " + std::to_string(privilege) + ", TraceSetInformation " + std::to_string(error));
    if (error != ERROR_SUCCESS)
      report.warn(PSW_ERR_HOOK, "Windows does not give call stacks here (TraceSetInformation failed: " +
                                    std::to_string(error) + "); the capture goes on without.");
  }
  if ((mask & CLASS_REGISTRY) != 0) {
    if (hasFlagsByStart_) rundown_.wantKeys();
    else rundown_.askForKeys(kernel_.session, log);
  }
  const uint32_t refusal = hasFlagsByStart_ ? 0 : setFlags(report);
  if (refusal != ERROR_SUCCESS) {
    report.log("Setting the kernel's flags was refused (" + std::to_string(refusal) + "): started anew with them");
    failure = restartWithFlags(report);
    if (failure) {
      endSessions(report);
      return failure;
    }
    if (stacks) setStackTracing(kernel_.session, true);
  }
  if ((mask & CLASS_FILE) != 0) rundown_.askForFiles(kernel_.session, log);
  isRunning_ = true;
  startEvents({stacks, options_.registryData}, report);
  if (events_.consumer != nullptr) tellSession(events_, clock, report);
  return failure;
}

bool EtwSource::settle(Report &report) {
  if (!rundown_.settle(*kernel_.consumer, wake_, [&report](const std::string &text) { report.log(text); })) return false;
  seekFileNames(report);
  return true;
}

// Windows' documentation ties names of files to the events of disks, though they come without these on the versions that public
// tools speak of. Where none came, they are switched on; the disks' own records are left out.
void EtwSource::seekFileNames(Report &report) {
  const bool hasNames = kernel_.consumer->fileNames + kernel_.consumer->newFileNames > 0;
  if (hasNames || needsDisk_ || hasFlagsByStart_ || (mask_ & CLASS_FILE) == 0) return;
  needsDisk_ = true;
  const uint32_t error = setFlags(report);
  report.log("No name of a file came: events of disks switched on as well: " +
             (error == ERROR_SUCCESS ? "accepted" : "refused (" + std::to_string(error) + ")"));
}

void EtwSource::setClasses(uint32_t mask, Report &report) {
  if (mask == mask_) return;
  mask_ = mask;
  if (!isRunning_) return;
  const uint32_t error = setFlags(report);
  if (error != ERROR_SUCCESS)
    report.log("Setting the kernel's flags was refused (" + std::to_string(error) + "): the helper leaves classes out");
}

void EtwSource::flush() {
  const ULONGLONG time = GetTickCount64();
  if (time < nextFlush_) return;
  nextFlush_ = time + FLUSH_MILLISECONDS;
  for (const Line *line : {&kernel_, &events_})
    if (line->session.isStarted()) line->session.flush();
}

size_t EtwSource::read(size_t count, const std::function<void(const QueuedRecord &)> &take) {
  if (isRunning_) flush();
  size_t done = 0;
  Consumer *const consumers[] = {rundown_.consumer(), events_.consumer.get(), kernel_.consumer.get()};
  for (size_t i = 0; i < 3; i++) {
    if (consumers[i] == nullptr) continue;
    // One that is never empty must not keep the others waiting: the last may take what those before left.
    const size_t most = i == 2 ? count : done + count / 4;
    while (done < most) {
      const QueuedRecord *record = consumers[i]->queue.front();
      if (record == nullptr) break;
      if (!needsDisk_ || record->provider != kernel_class::DISK_IO) give(*record, take);
      consumers[i]->queue.pop();
      done++;
    }
  }
  return done;
}

// What this process asks of keys to learn their names stands for these names.
void EtwSource::give(const QueuedRecord &record, const std::function<void(const QueuedRecord &)> &take) {
  const QueuedRecord *name = nullptr;
  seen_.note(record);
  if (rundown_.handles() == nullptr || !rundown_.handles()->isOwn(record, name)) return take(record);
  if (name != nullptr) take(*name);
}

void EtwSource::endSessions(Report &report) {
  for (Line *line : {&kernel_, &events_}) {
    if (!line->session.isStarted()) continue;
    line->session.flush();
    SessionCounters counters = line->told;
    const uint32_t error = line->session.stop(&counters);
    tellLosses(*line, counters, report);
    if (error != ERROR_SUCCESS)
      report.log("Ending \"" + toUtf8(line->session.name().c_str()) + "\" failed: " + std::to_string(error));
    // Its last records come before Windows' function returns; they stay queued.
    if (line->consumer != nullptr && line->consumer->isOpen() && !line->consumer->waitForEnd(5000))
      report.log("The records of \"" + toUtf8(line->session.name().c_str()) + "\" did not end within 5 s");
  }
}

void EtwSource::stop(Report &report) {
  check(report);
  isRunning_ = false;
  report.log(seen_.text());
  if (rundown_.handles() != nullptr)
    report.log("Keys that got their names by handles: " + std::to_string(rundown_.handles()->named()));
  endSessions(report);
  check(report);
}

}  // namespace procscope
