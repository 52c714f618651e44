/* SPDX-License-Identifier: MIT
 *
 * The tables of operations and fields, made from ../tables.
 */
#ifndef PROCSCOPE_TABLES_H
#define PROCSCOPE_TABLES_H

#include <linux/types.h>
#include <stddef.h>
#include <stdint.h>
#include "../../protocol/procscope-wire.h"
#include "../capture-record.h"

enum event_class {
  CLASS_PROCESS = 1,
  CLASS_FILE = 3,
  CLASS_NETWORK = CAP_CLASS_NETWORK,
  CLASS_IPC = 6,
  CLASS_MEMORY = 8,
  CLASS_SECURITY = 9,
  CLASS_SYSTEM = 10,
  CLASS_DEVICE = 11,
};

enum { FIELD_NONE = 0, FIELD_SKIP = 255 };
enum field {
#define FIELD(number, name, text, width, format, role) FIELD_##name = number,
#include "../tables/fields.def"
#undef FIELD
};

enum width { WIDTH_S32, WIDTH_U32, WIDTH_S64, WIDTH_U64, WIDTH_TEXT, WIDTH_BYTES };

enum role {
  ROLE_NONE,
  ROLE_VALUE,
  ROLE_FD,
  ROLE_FD2,
  ROLE_DIRFD,
  ROLE_DIRFD2,
  ROLE_PATH,
  ROLE_PATH2,
  ROLE_TEXT,
  ROLE_TEXT2,
  ROLE_SOCKADDR,
  ROLE_SOCKADDR_LENGTH,
  ROLE_PEER,
  ROLE_MESSAGE,
  ROLE_MESSAGES,
  ROLE_PIDFD,
  ROLE_BUFFER,
  ROLE_STAT,
  ROLE_STATX,
  ROLE_STRUCT,
  ROLE_ARGV,
  ROLE_DERIVED,
};

enum result_meaning {
  RESULT_NONE,
  RESULT_FD,
  RESULT_BYTES,
  RESULT_COUNT,
  RESULT_PID,
  RESULT_ADDRESS,
  RESULT_POSITION,
  RESULT_VALUE,
};

enum { URING_OTHER = -1, URING_NONE = -2 };
enum { CATEGORY_BY_OPEN = 0x80 };
enum { OPERATION_OFF = 0x100 }; /* beside enum cap_call_flags */

struct operation {
  uint16_t number;
  int16_t x86_64, arm64, ia32;
  int16_t uring; /* code of io_uring, URING_OTHER or URING_NONE */
  const char *name;
  uint8_t event_class;
  uint8_t category;
  uint8_t result;
  uint16_t flags;
  uint8_t args[6];
};

struct field_info {
  const char *name;
  uint8_t width;
  uint8_t role;
};

enum synthetic {
#define SYSCALL(...)
#define URING(...)
#define SYNTHETIC(number, name, text, class, category, a, b, c, d, e, f) SYNTHETIC_##name = number,
#define SYNTHETIC_OFF SYNTHETIC
#include "../tables/syscalls.def"
#undef SYSCALL
#undef URING
#undef SYNTHETIC
#undef SYNTHETIC_OFF
};

#define OPERATIONS_END 1024

extern const struct field_info fields[256];
extern const struct operation operations[];
extern const size_t operation_count;

/* The operation with a number of the wire protocol; NULL when there is none. */
const struct operation *operation_of(unsigned number);

/* Fills the table that the BPF programs read: CAP_CALLS native calls, then CAP_CALLS 32-bit ones. Nothing is selected. */
void fill_calls(struct cap_call *calls);
/* The same for the CAP_URING operations of io_uring. */
void fill_uring_calls(struct cap_call *calls);

#endif
