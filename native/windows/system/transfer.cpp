// SPDX-License-Identifier: MIT
#include "transfer.h"

#include <algorithm>

namespace procscope {

namespace {

constexpr size_t MOST_AT_ONCE = 1u << 20;

// One event for each thread, because a transfer waits for its own.
HANDLE transferEvent() {
  static thread_local HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  return event;
}

// Of a file it would mean a position in it, and each write would replace the one before.
bool isFile(HANDLE handle) { return GetFileType(handle) != FILE_TYPE_PIPE; }

bool finish(HANDLE handle, bool isDone, OVERLAPPED &overlapped, DWORD &count) {
  if (!isDone && GetLastError() != ERROR_IO_PENDING) return false;
  return GetOverlappedResult(handle, &overlapped, &count, TRUE) != 0;
}

}  // namespace

size_t readSome(HANDLE from, void *into, size_t length) {
  const DWORD wanted = static_cast<DWORD>(std::min(length, MOST_AT_ONCE));
  DWORD count = 0;
  if (isFile(from)) return ReadFile(from, into, wanted, &count, nullptr) ? count : 0;
  OVERLAPPED overlapped = {};
  overlapped.hEvent = transferEvent();
  const bool isDone = ReadFile(from, into, wanted, nullptr, &overlapped) != 0;
  return finish(from, isDone, overlapped, count) ? count : 0;
}

bool writeAll(HANDLE to, const void *bytes, size_t length) {
  const uint8_t *at = static_cast<const uint8_t *>(bytes);
  while (length > 0) {
    const DWORD wanted = static_cast<DWORD>(std::min(length, MOST_AT_ONCE));
    DWORD count = 0;
    if (isFile(to)) {
      if (!WriteFile(to, at, wanted, &count, nullptr)) return false;
    } else {
      OVERLAPPED overlapped = {};
      overlapped.hEvent = transferEvent();
      const bool isDone = WriteFile(to, at, wanted, nullptr, &overlapped) != 0;
      if (!finish(to, isDone, overlapped, count)) return false;
    }
    if (count == 0) return false;
    at += count;
    length -= count;
  }
  return true;
}

}  // namespace procscope
