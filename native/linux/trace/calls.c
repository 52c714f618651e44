// SPDX-License-Identifier: MIT
/* A call's beginning and end made into records: what native/linux/bpf does for the other tiers, in its order. */
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tracer.h"

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define STRUCTURE_MAX 96
#define DATA_MAX 160
#define BUFFER_MAX 4095
#define ARGUMENTS_TOLD 24
#define PROTECTION_EXECUTE 4u

#define HAS(call, member) ((call)->member != CAP_NO_ARGUMENT)
#define ARG(tracee, call, member) ((tracee)->args[(call)->member])

static void unreadable(struct tracer *tracer) { tracer->record.head.flags |= CAP_RECORD_UNREADABLE; }

/* Adds a text, if there is one. Returns its first byte, 0 when it is empty or cannot be read. */
static int put_text(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, enum cap_slot slot) {
  char *out = pointer == 0 ? NULL : piece_room(tracer, CAP_TEXT_MAX);
  if (out == NULL) return 0;
  ssize_t length = read_text(tracee->tid, pointer, out, CAP_TEXT_MAX);
  if (length < 0) {
    unreadable(tracer);
    end_piece(tracer, CAP_PIECE_TEXT, slot, CAP_PIECE_FAULT, 0);
    return 0;
  }
  int first = length == 0 ? 0 : out[0];
  end_piece(tracer, CAP_PIECE_TEXT, slot, length == CAP_TEXT_MAX - 1 ? CAP_PIECE_CUT : 0, length);
  return first;
}

void put_bytes(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, uint64_t size, size_t limit,
                      enum cap_slot slot) {
  void *out = size == 0 || pointer == 0 ? NULL : piece_room(tracer, limit);
  size_t length = size > limit ? limit : size;
  if (out == NULL) return;
  if (read_memory(tracee->tid, pointer, out, length) != 0) {
    unreadable(tracer);
    return;
  }
  end_piece(tracer, CAP_PIECE_DATA, slot, size > limit ? CAP_PIECE_CUT : 0, length);
}

/* Where absolute paths of a process begin, when that is not where they begin for all. */
static void put_root(struct tracer *tracer, const struct tracee *tracee) {
  struct traced_process *process = tracee->process;
  if (process->root_version != tracer->root_version) {
    char name[32], text[PATH_MAX];
    snprintf(name, sizeof(name), "/proc/%d/root", tracee->tid);
    ssize_t length = readlink(name, text, sizeof(text));
    free(process->root);
    process->root = length > 1 ? strndup(text, length) : NULL;
    process->root_version = tracer->root_version;
  }
  if (process->root != NULL) put_names(tracer, CAP_SLOT_ROOT, process->root, strlen(process->root), 0);
}

static void put_path_argument(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, int32_t directory,
                              enum cap_slot slot) {
  enum cap_slot base = slot == CAP_SLOT_PATH ? CAP_SLOT_BASE : CAP_SLOT_BASE2;
  int first = put_text(tracer, tracee, pointer, slot);
  if (first == '/') {
    put_root(tracer, tracee);
  } else if (directory == AT_FDCWD) {
    char name[32];
    snprintf(name, sizeof(name), "/proc/%d/cwd", tracee->tid);
    put_directory(tracer, name, base);
  } else {
    put_fd(tracer, tracee, directory, base);
  }
}

static void put_paths(struct tracer *tracer, const struct tracee *tracee, const struct cap_call *call) {
  if (HAS(call, path)) {
    int32_t directory = HAS(call, dirfd) ? (int32_t)ARG(tracee, call, dirfd) : AT_FDCWD;
    put_path_argument(tracer, tracee, ARG(tracee, call, path), directory, CAP_SLOT_PATH);
  }
  if (HAS(call, path2)) {
    int32_t directory = HAS(call, dirfd2) ? (int32_t)ARG(tracee, call, dirfd2) : AT_FDCWD;
    put_path_argument(tracer, tracee, ARG(tracee, call, path2), directory, CAP_SLOT_PATH2);
  }
}

static void put_peer(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, uint64_t length_pointer) {
  uint32_t size;
  if (pointer == 0 || read_memory(tracee->tid, length_pointer, &size, sizeof(size)) != 0) return;
  put_bytes(tracer, tracee, pointer, size, SOCKET_ADDRESS_MAX, CAP_SLOT_PEER);
}

/* The arguments of an exec that failed, as far as they fit: texts with their NULs. */
static void put_argv(struct tracer *tracer, const struct tracee *tracee, uint64_t list) {
  char *out = list == 0 ? NULL : piece_room(tracer, CAP_ARGV_MAX + 512);
  if (out == NULL) return;
  size_t used = 0;
  uint16_t flags = CAP_PIECE_CUT;
  for (int i = 0; i < ARGUMENTS_TOLD && used <= CAP_ARGV_MAX - 512; i++) {
    uint64_t pointer;
    if (read_memory(tracee->tid, list + i * 8u, &pointer, sizeof(pointer)) != 0) break;
    if (pointer == 0) {
      flags = 0;
      break;
    }
    ssize_t length = read_text(tracee->tid, pointer, out + used, 512);
    if (length < 0) break;
    out[used + length] = 0;
    used += length + 1;
  }
  end_piece(tracer, CAP_PIECE_TEXT, CAP_SLOT_ARGV, flags, used);
}

static void fill_head(struct tracer *tracer, const struct tracee *tracee, const struct cap_call *call) {
  struct cap_record *head = &tracer->record.head;
  head->operation = call->operation;
  head->start = tracee->start_time;
  head->end = tracee->start_time;
  memcpy(head->args, tracee->args, sizeof(head->args));
  if (tracee->call >= CAP_CALLS) head->flags |= CAP_RECORD_COMPAT;
}

/* Whether a name leads to something, from a stopped thread's point of view. */
static int exists(const struct tracee *tracee, int32_t directory, const char *path) {
  char name[2 * PATH_MAX];
  if (path[0] == '/') snprintf(name, sizeof(name), "/proc/%d/root%s", tracee->tid, path);
  else if (directory == AT_FDCWD) snprintf(name, sizeof(name), "/proc/%d/cwd/%s", tracee->tid, path);
  else snprintf(name, sizeof(name), "/proc/%d/fd/%d/%s", tracee->tid, directory, path);
  struct stat facts;
  return stat(name, &facts) == 0;
}

/* Whether an open will make its file, should it succeed: afterwards nobody can tell. */
static int will_create(const struct tracee *tracee, const struct cap_call *call) {
  const struct operation *operation = operation_of(call->operation);
  uint64_t flags = strcmp(operation->name, "creat") == 0 ? O_CREAT : 0;
  for (int i = 0; i < 6; i++) {
    if (operation->args[i] == FIELD_OPEN_FLAGS) flags = tracee->args[i];
    if (operation->args[i] == FIELD_OPEN_HOW && read_memory(tracee->tid, tracee->args[i], &flags, sizeof(flags)) != 0)
      return 0;
  }
  if (!(flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE || !HAS(call, path)) return 0;
  if (flags & O_EXCL) return 1;
  char path[PATH_MAX];
  if (read_text(tracee->tid, ARG(tracee, call, path), path, sizeof(path)) < 0) return 0;
  path[sizeof(path) - 1] = 0;
  return !exists(tracee, HAS(call, dirfd) ? (int32_t)ARG(tracee, call, dirfd) : AT_FDCWD, path);
}

int call_begins(struct tracer *tracer, struct tracee *tracee, uint32_t architecture, uint64_t number, const uint64_t *args) {
  if (number >= CAP_CALLS) return 0;
  int is_compat = architecture != NATIVE_ARCHITECTURE;
  tracee->call = number + (is_compat ? CAP_CALLS : 0);
  const struct cap_call *call = &tracer->calls[tracee->call];
  const struct operation *operation = operation_of(call->operation);
  if (operation == NULL) return 0;
  for (int i = 0; i < 6; i++) tracee->args[i] = is_compat ? (uint32_t)args[i] : args[i];
  int is_wanted = tracer->running && call->selected && tracee->process->recorded;
  if ((call->flags & CAP_MEMORY) && !(tracee->args[2] & PROTECTION_EXECUTE) && !tracer->all_memory) is_wanted = 0;
  /* Until the program runs, only its exec is its own doing. */
  if (!tracer->root_has_run && strncmp(operation->name, "execve", 6) != 0) is_wanted = 0;
  if (!is_wanted && !is_watched(call)) return 0;
  tracee->is_silent = !is_wanted;
  tracee->flags = 0;
  tracee->is_created = is_wanted && operation->category == CATEGORY_BY_OPEN && will_create(tracee, call);
  tracee->start_time = boot_time();
  uint8_t at_entry = call->flags & (CAP_ENTRY_FD | CAP_ENTRY_PATH | CAP_NO_RETURN);
  if (at_entry && is_wanted) {
    begin_record(tracer, at_entry & CAP_NO_RETURN ? CAP_CALL : CAP_ENTRY, tracee);
    fill_head(tracer, tracee, call);
    if (at_entry & CAP_ENTRY_FD) put_fd(tracer, tracee, ARG(tracee, call, fd), CAP_SLOT_FD);
    if (at_entry & CAP_ENTRY_PATH) put_paths(tracer, tracee, call);
    tracee->flags = tracer->record.head.flags & CAP_RECORD_UNREADABLE;
    send_record(tracer);
  }
  return !(at_entry & CAP_NO_RETURN);
}

/* Adds what a call that has ended was about. */
static void put_objects(struct tracer *tracer, const struct tracee *tracee, const struct cap_call *call, int64_t result) {
  int success = result >= 0;
  if (success && call->result_is_fd) put_fd(tracer, tracee, result, CAP_SLOT_RESULT);
  else if (HAS(call, fd) && !(call->flags & CAP_ENTRY_FD)) put_fd(tracer, tracee, ARG(tracee, call, fd), CAP_SLOT_FD);
  if (HAS(call, fd2)) put_fd(tracer, tracee, ARG(tracee, call, fd2), CAP_SLOT_FD2);
  if (!(call->flags & CAP_ENTRY_PATH)) put_paths(tracer, tracee, call);
  if (HAS(call, text)) put_text(tracer, tracee, ARG(tracee, call, text), CAP_SLOT_TEXT);
  if (HAS(call, text2)) put_text(tracer, tracee, ARG(tracee, call, text2), CAP_SLOT_TEXT2);
  if (tracee->call >= CAP_CALLS) return; /* structures have another layout there */
  if (HAS(call, address))
    put_bytes(tracer, tracee, ARG(tracee, call, address), ARG(tracee, call, address_length), SOCKET_ADDRESS_MAX, CAP_SLOT_ADDRESS);
  if (HAS(call, message)) {
    if (!(call->flags & CAP_MESSAGES)) put_message(tracer, tracee, ARG(tracee, call, message), success);
    else if (success) put_messages(tracer, tracee, ARG(tracee, call, message), result);
  }
  if (HAS(call, target)) put_target(tracer, tracee, ARG(tracee, call, target));
  if (HAS(call, structure))
    put_bytes(tracer, tracee, ARG(tracee, call, structure), call->structure_length * 8u, STRUCTURE_MAX, CAP_SLOT_STRUCTURE);
  if (success) {
    if (HAS(call, peer)) put_peer(tracer, tracee, ARG(tracee, call, peer), tracee->args[call->peer + 1]);
    if (HAS(call, buffer)) put_bytes(tracer, tracee, ARG(tracee, call, buffer), result, BUFFER_MAX, CAP_SLOT_BUFFER);
    if (HAS(call, data)) put_bytes(tracer, tracee, ARG(tracee, call, data), call->data_length * 8u, DATA_MAX, CAP_SLOT_DATA);
  } else if (HAS(call, argv)) {
    put_argv(tracer, tracee, ARG(tracee, call, argv));
  }
}

void call_ends(struct tracer *tracer, struct tracee *tracee, int64_t result) {
  const struct cap_call *call = &tracer->calls[tracee->call];
  if (is_watched(call)) tracer->root_version++;
  int failed = result < 0 && result >= -4095;
  uint64_t now = boot_time();
  if (tracee->is_silent || !tracer->running || (tracer->failures_only && !failed)) return;
  if (now - tracee->start_time < tracer->minimum_duration) return;
  begin_record(tracer, CAP_CALL, tracee);
  fill_head(tracer, tracee, call);
  tracer->record.head.flags |= tracee->flags;
  tracer->record.head.end = now;
  tracer->record.head.result = result;
  put_objects(tracer, tracee, call, failed ? -1 : result < 0 ? 0 : result);
  send_record(tracer);
  if ((call->flags & CAP_RETELL) && !failed) send_process(tracer, tracee->process, tracee->tid, CAP_PROCESS_CHANGED, now);
}

void call_never_ends(struct tracer *tracer, struct tracee *tracee) {
  const struct cap_call *call = &tracer->calls[tracee->call];
  if (tracee->is_silent) return;
  begin_record(tracer, CAP_CALL, tracee);
  fill_head(tracer, tracee, call);
  tracer->record.head.flags |= CAP_RECORD_NO_EXIT;
  tracer->record.head.end = boot_time();
  if (HAS(call, fd) && !(call->flags & CAP_ENTRY_FD)) put_fd(tracer, tracee, ARG(tracee, call, fd), CAP_SLOT_FD);
  send_record(tracer);
}
