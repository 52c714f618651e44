// SPDX-License-Identifier: MIT
// Prints what fails; a test's program ends with `N failures` and that as its status.
#pragma once
#include <cstdio>

extern int failures;

#define CHECK(condition)                                         \
  do {                                                           \
    if (!(condition)) {                                          \
      std::printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      failures++;                                                \
    }                                                            \
  } while (0)
