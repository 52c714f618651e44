// SPDX-License-Identifier: MIT
// Reading and writing of pipes, whether they were opened for overlapped use or not, and of files.
#pragma once
#include "windows.h"

namespace procscope {

// Waits for bytes; 0 when nothing will come any more.
size_t readSome(HANDLE from, void *into, size_t length);
// Returns false when the reader is gone.
bool writeAll(HANDLE to, const void *bytes, size_t length);

}  // namespace procscope
