// SPDX-License-Identifier: MIT
#include "tables.h"
#include <string.h>

const struct field_info fields[256] = {
#define FIELD(number, name, text, width, format, role) [number] = {text, WIDTH_##width, ROLE_##role},
#include "../tables/fields.def"
#undef FIELD
};

enum {
  ENTRY_FD = CAP_ENTRY_FD,
  ENTRY_PATH = CAP_ENTRY_PATH,
  NO_RETURN = CAP_NO_RETURN,
  FORKS = CAP_FORKS,
  MEMORY = CAP_MEMORY,
  RETELL = CAP_RETELL,
  OFF = OPERATION_OFF,
};
enum {
  CATEGORY_NO_CATEGORY = PSW_NO_CATEGORY,
  CATEGORY_READ = PSW_READ,
  CATEGORY_WRITE = PSW_WRITE,
  CATEGORY_READ_METADATA = PSW_READ_METADATA,
  CATEGORY_WRITE_METADATA = PSW_WRITE_METADATA,
};

const struct operation operations[] = {
#define SYSCALL(number, name, x64, a64, ia32, class, category, result, flags, a, b, c, d, e, f)                        \
  {number, x64, a64, ia32, URING_NONE, #name, CLASS_##class, CATEGORY_##category, RESULT_##result, flags,              \
   {FIELD_##a, FIELD_##b, FIELD_##c, FIELD_##d, FIELD_##e, FIELD_##f}},
#define URING(number, name, code, class, category, result, flags, a, b, c, d, e, f)                                    \
  {number, -1, -1, -1, code, name, CLASS_##class, CATEGORY_##category, RESULT_##result, flags,                         \
   {FIELD_##a, FIELD_##b, FIELD_##c, FIELD_##d, FIELD_##e, FIELD_##f}},
#define WITHOUT_CALL(number, text, class, category, flags)                                                             \
  {number, -1, -1, -1, URING_NONE, text, CLASS_##class, CATEGORY_##category, RESULT_NONE, flags, {0}},
#define SYNTHETIC(number, name, text, class, category, a, b, c, d, e, f) WITHOUT_CALL(number, text, class, category, 0)
#define SYNTHETIC_OFF(number, name, text, class, category, a, b, c, d, e, f)                                           \
  WITHOUT_CALL(number, text, class, category, OPERATION_OFF)
#include "../tables/syscalls.def"
#undef SYSCALL
#undef URING
#undef SYNTHETIC
#undef SYNTHETIC_OFF
};
const size_t operation_count = sizeof(operations) / sizeof(operations[0]);

const struct operation *operation_of(unsigned number) {
  static const struct operation *by_number[OPERATIONS_END];
  static int ready;
  if (!ready) {
    for (size_t i = 0; i < operation_count; i++) by_number[operations[i].number] = &operations[i];
    ready = 1;
  }
  return number < OPERATIONS_END ? by_number[number] : NULL;
}

/* Bytes of a structure that say what the details tell; no more than the smallest that the kernel takes. */
static uint8_t structure_bytes(uint8_t field) {
  switch (field) {
  case FIELD_REMOTE_RANGE:
  case FIELD_SET_TIME: return 16;
  case FIELD_OPEN_HOW:
  case FIELD_CAPABILITY_SETS: return 24;
  case FIELD_TIMES: return 32;
  default: return 64;
  }
}

static void fill_call(struct cap_call *call, const struct operation *operation) {
  memset(call, CAP_NO_ARGUMENT, sizeof(*call));
  call->operation = operation->number;
  call->selected = 0;
  call->flags = operation->flags & 0xff;
  call->event_class = operation->event_class;
  call->result_is_fd = operation->result == RESULT_FD;
  call->data_length = 0;
  call->structure_length = 0;
  for (int i = 0; i < 6; i++) {
    uint8_t field = operation->args[i];
    if (field == FIELD_NONE || field == FIELD_SKIP) continue;
    switch ((enum role)fields[field].role) {
    case ROLE_FD: call->fd = i; break;
    case ROLE_FD2: call->fd2 = i; break;
    case ROLE_DIRFD: call->dirfd = i; break;
    case ROLE_DIRFD2: call->dirfd2 = i; break;
    case ROLE_PATH: call->path = i; break;
    case ROLE_PATH2: call->path2 = i; break;
    case ROLE_TEXT: call->text = i; break;
    case ROLE_TEXT2: call->text2 = i; break;
    case ROLE_SOCKADDR: call->address = i; break;
    case ROLE_SOCKADDR_LENGTH: call->address_length = i; break;
    case ROLE_PEER: call->peer = i; break;
    case ROLE_MESSAGE: call->message = i; break;
    case ROLE_MESSAGES:
      call->message = i;
      call->flags |= CAP_MESSAGES;
      break;
    case ROLE_PIDFD:
      call->fd = i;
      call->target = i;
      break;
    case ROLE_BUFFER: call->buffer = i; break;
    case ROLE_ARGV: call->argv = i; break;
    case ROLE_STAT:
      call->data = i;
      call->data_length = 144 / 8;
      break;
    case ROLE_STATX:
      call->data = i;
      call->data_length = 160 / 8;
      break;
    case ROLE_STRUCT:
      call->structure = i;
      call->structure_length = structure_bytes(field) / 8;
      break;
    case ROLE_NONE:
    case ROLE_VALUE:
    case ROLE_DERIVED: break;
    }
  }
}

void fill_calls(struct cap_call *calls) {
  memset(calls, 0, sizeof(*calls) * CAP_CALLS * 2);
  for (size_t i = 0; i < operation_count; i++) {
    const struct operation *operation = &operations[i];
#if defined(__x86_64__)
    int native = operation->x86_64;
#elif defined(__aarch64__)
    int native = operation->arm64;
#endif
    if (native >= 0 && native < CAP_CALLS) fill_call(&calls[native], operation);
    if (operation->ia32 >= 0 && operation->ia32 < CAP_CALLS) fill_call(&calls[CAP_CALLS + operation->ia32], operation);
  }
}

void fill_uring_calls(struct cap_call *calls) {
  memset(calls, 0, sizeof(*calls) * CAP_URING);
  for (size_t i = 0; i < operation_count; i++) {
    if (operations[i].uring == URING_NONE) continue;
    for (int code = 0; code < CAP_URING; code++) {
      if (code == operations[i].uring || (operations[i].uring == URING_OTHER && calls[code].operation == 0))
        fill_call(&calls[code], &operations[i]);
    }
  }
}
