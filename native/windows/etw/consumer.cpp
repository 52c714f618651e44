// SPDX-License-Identifier: MIT
#include "consumer.h"

namespace procscope {

namespace {

constexpr ULONG MODE_REAL_TIME = 0x100;
constexpr ULONG MODE_RAW_TIMESTAMP = 0x1000;
constexpr ULONG MODE_EVENT_RECORD = 0x10000000;
constexpr uint16_t FLAG_PROCESSOR_INDEX = 0x200;
constexpr uint8_t NAME = 0, NAME_CREATED = 32, NAME_RUNDOWN = 36;
constexpr uint8_t KEY_RUNDOWN_END = 25;

}  // namespace

Consumer::~Consumer() {
  if (!hasTrace_) return;
  CloseTrace(trace_);
  WaitForSingleObject(thread_.get(), 5000);
}

uint32_t Consumer::open(const wchar_t *name, HANDLE wake) {
  std::wstring sessionName = name;
  EVENT_TRACE_LOGFILEW file = {};
  file.LoggerName = &sessionName[0];
  file.ProcessTraceMode = MODE_REAL_TIME | MODE_RAW_TIMESTAMP | MODE_EVENT_RECORD;
  file.EventRecordCallback = onRecord;
  file.Context = this;
  wake_ = wake;
  trace_ = OpenTraceW(&file);
  // 64-bit programs get all ones; 32-bit ones of older systems only in the lower half.
  if (trace_ == ~TRACEHANDLE{0} || trace_ == 0xffffffff) {
    const uint32_t error = GetLastError();
    return error == ERROR_SUCCESS ? ERROR_INVALID_HANDLE : error;
  }
  hasTrace_ = true;
  header_ = file.LogfileHeader;
  thread_ = startThread(run, this);
  return ERROR_SUCCESS;
}

void Consumer::run(void *self) {
  Consumer &consumer = *static_cast<Consumer *>(self);
  SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_ABOVE_NORMAL);
  // No start time: with one, Windows leaves out the records of what was there before.
  consumer.result_ = ProcessTrace(&consumer.trace_, 1, nullptr, nullptr);
  SetEvent(consumer.wake_);
}

void WINAPI Consumer::onRecord(EVENT_RECORD *record) { static_cast<Consumer *>(record->UserContext)->take(*record); }

// Copies and returns: a session whose reader is slow loses whole buffers.
void Consumer::take(const EVENT_RECORD &from) {
  const EVENT_HEADER &head = from.EventHeader;
  EtwRecord record;
  memcpy(&record.provider, &head.ProviderId, sizeof(record.provider));
  if (record.provider == kernel_class::LOST_EVENT) {
    sawLoss = true;
    SetEvent(wake_);
    return;
  }
  record.id = head.EventDescriptor.Id;
  record.version = head.EventDescriptor.Version;
  record.channel = head.EventDescriptor.Channel;
  record.level = head.EventDescriptor.Level;
  record.opcode = head.EventDescriptor.Opcode;
  record.task = head.EventDescriptor.Task;
  record.keyword = head.EventDescriptor.Keyword;
  record.flags = head.Flags;
  record.time = static_cast<uint64_t>(head.TimeStamp.QuadPart);
  record.pid = head.ProcessId;
  record.tid = head.ThreadId;
  // Older systems have one byte for the processor, and another beside it that means something else.
  const UCHAR *cpu = reinterpret_cast<const UCHAR *>(&from.BufferContext);
  record.cpu = (head.Flags & FLAG_PROCESSOR_INDEX) != 0 ? static_cast<uint16_t>(cpu[0] | cpu[1] << 8) : cpu[0];
  record.kernelTime = head.KernelTime;
  record.userTime = head.UserTime;
  memcpy(&record.activity, &head.ActivityId, sizeof(record.activity));
  record.extendedCount = 0;
  for (USHORT i = 0; i < from.ExtendedDataCount && record.extendedCount < MAX_EXTENDED; i++) {
    const EVENT_HEADER_EXTENDED_DATA_ITEM &item = from.ExtendedData[i];
    const void *data = reinterpret_cast<const void *>(static_cast<uintptr_t>(item.DataPtr));
    record.extended[record.extendedCount++] = {item.ExtType, item.DataSize, data};
  }
  record.userLength = from.UserDataLength;
  record.userData = static_cast<const uint8_t *>(from.UserData);
  if ((head.Flags & FLAG_CLASSIC) != 0) {
    if (record.provider == kernel_class::FILE_IO) {
      if (record.opcode == NAME_RUNDOWN) fileNames++;
      if (record.opcode == NAME || record.opcode == NAME_CREATED) newFileNames++;
    }
    if (record.provider == kernel_class::REGISTRY && record.opcode == KEY_RUNDOWN_END) keyNames++;
  }
  records++;
  queue.push(record);
}

}  // namespace procscope
