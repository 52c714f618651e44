/* SPDX-License-Identifier: MIT
 *
 * Capture without privileges: a program and its descendants, stopped by ptrace where a seccomp filter says. What is found out
 * at a stop is put into the same records that the BPF programs send (capture-record.h), so that everything from there on is
 * the code of the other tiers.
 */
#ifndef PROCSCOPE_TRACER_H
#define PROCSCOPE_TRACER_H

#include <sys/types.h>
#include "../helper/events.h"

/* A record in the making, and its pieces; longer than one of the kernel, because long command lines fit as one. */
#define RECORD_BODY (320u << 10)
struct record_maker {
  struct cap_record head;
  uint8_t body[RECORD_BODY];
};

struct traced_process {
  pid_t pid;
  pid_t parent_pid;
  uint64_t start; /* ticks: when its first stop was seen */
  int handle; /* a pidfd, or -1 */
  int threads; /* that have not begun to end */
  pid_t last; /* the thread that began to end last */
  int recorded; /* the filter's verdict */
  pid_t scope_pid; /* whose tree scope that comes from, 0: none */
  int told; /* its beginning has been sent */
  int told_program; /* so has the program that it runs now */
  uint32_t root_version; /* when `root` was read */
  char *root; /* names of the root directory, NULL when it is the common one */
  uint64_t user_time, kernel_time;
  int32_t exit_status;
  struct cap_process facts; /* as told last */
};

struct tracee {
  struct tracee *next; /* of the same bucket */
  pid_t tid;
  struct traced_process *process; /* NULL: seen before its parent said that it is its child */
  uint64_t held_since; /* ticks; the time of the stop while `process` is NULL */
  int held_status; /* how it ended while it was held; -1: it has not */
  int is_ending;
  /* The call under way. */
  int in_call;
  int is_silent; /* looked at only for what it changes */
  uint32_t call; /* index into the calls, plus CAP_CALLS for 32-bit ones */
  uint32_t flags; /* cap_record_flags */
  int is_created; /* an open that makes its file if it succeeds */
  uint64_t args[6];
  uint64_t start_time;
};

#define BUCKETS 4096

struct tracer {
  struct events *events;
  struct cap_call *calls; /* CAP_CALLS native ones, then CAP_CALLS of 32 bits */
  struct record_maker record;
  struct tracee *buckets[BUCKETS];
  uint32_t tracee_count;
  struct traced_process *root; /* the program that was launched; NULL before and after */
  pid_t root_pid;
  int root_has_run; /* it is the program by now, not what will become it */
  uint32_t root_version; /* changes when any root directory may have */
  int running; /* events are wanted */
  int failures_only;
  int all_memory;
  uint64_t minimum_duration;
  struct psw_scope *scopes;
  uint32_t scope_count;
  int own_files; /* /proc/self/fd */
  int no_new_handles; /* the kernel cannot open descriptors of others */
  /* Called when the program runs, and when it has ended. */
  void (*on_program)(struct tracer *tracer, enum psw_program_state state, int32_t status);
};

/* stops.c */
void handle_stop(struct tracer *tracer, pid_t tid, int status);
/* Lets those go on whose parent has ended before it could say that they are its children. */
void adopt_held(struct tracer *tracer, uint64_t now);
/* Sends the calls that are under way, when recording ends. */
void send_open_calls(struct tracer *tracer);
/* Sends the processes that run, when recording begins again. */
void send_running(struct tracer *tracer);

/* tracees.c */
struct tracee *tracee_find(struct tracer *tracer, pid_t tid);
struct tracee *tracee_add(struct tracer *tracer, pid_t tid);
void tracee_remove(struct tracer *tracer, struct tracee *tracee);
/* Gives a thread its own or another number: an exec makes it its process's first. */
void tracee_rename(struct tracer *tracer, struct tracee *tracee, pid_t tid);
struct traced_process *process_of_pid(struct tracer *tracer, pid_t pid);
struct traced_process *process_new(struct tracer *tracer, pid_t pid, pid_t parent_pid);
/* Its last thread is gone. */
void process_free(struct tracer *tracer, struct traced_process *process);
/* Asks the scopes again. */
void judge(struct tracer *tracer, struct traced_process *process);

/* calls.c */
/* At the beginning of a call: returns whether its end is wanted too. */
int call_begins(struct tracer *tracer, struct tracee *tracee, uint32_t architecture, uint64_t number, const uint64_t *args);
void call_ends(struct tracer *tracer, struct tracee *tracee, int64_t result);
void call_never_ends(struct tracer *tracer, struct tracee *tracee);

/* Addresses of sockets are told up to so many bytes. */
#define SOCKET_ADDRESS_MAX 127
/* Adds bytes of a thread's memory, at most `limit`. */
void put_bytes(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, uint64_t size, size_t limit,
               enum cap_slot slot);

/* messages.c */
void put_message(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, int success);
void put_messages(struct tracer *tracer, const struct tracee *tracee, uint64_t pointer, uint64_t count);

/* process-facts.c */
void send_process(struct tracer *tracer, struct traced_process *process, pid_t tid, enum cap_process_reason reason,
                  uint64_t time);
/* Remembers what is to be told of a process when it has ended: a thread of it is about to. */
void note_end(struct traced_process *process, pid_t tid);

/* record.c */
void begin_record(struct tracer *tracer, enum cap_kind kind, const struct tracee *tracee);
/* Room for a piece of at most `size` bytes, or NULL when the record is full. */
void *piece_room(struct tracer *tracer, size_t size);
/* Ends the piece in that room. */
void end_piece(struct tracer *tracer, enum cap_piece_type type, enum cap_slot slot, uint16_t flags, size_t length);
/* The names of a path, the last one first, as the kernel's side has them. */
void put_names(struct tracer *tracer, enum cap_slot slot, const char *path, size_t length, uint16_t flags);
void send_record(struct tracer *tracer);

/* memory.c: of a stopped thread. */
/* Reads all or nothing: 0 or -1. */
int read_memory(pid_t tid, uint64_t address, void *into, size_t length);
/* Reads a text of less than `size` bytes, cut when it is longer. Returns its length, or -1. */
ssize_t read_text(pid_t tid, uint64_t address, char *out, size_t size);

/* open-files.c */
void put_fd(struct tracer *tracer, const struct tracee *tracee, int32_t fd, enum cap_slot slot);
/* sockets.c: adds the piece of a socket; without a descriptor of it (-1) there is only its number. */
void put_socket(struct tracer *tracer, int socket, uint64_t inode, enum cap_slot slot);

/* Adds the process that a descriptor stands for. */
void put_target(struct tracer *tracer, const struct tracee *tracee, int32_t fd);
/* Adds the path that a link of /proc leads to, as the names of a directory; nothing when it cannot be read. */
void put_directory(struct tracer *tracer, const char *link, enum cap_slot slot);
/* Adds the file that a link of /proc leads to. */
void put_linked_file(struct tracer *tracer, const char *link, enum cap_slot slot);

/* call-filter.c */
struct sock_filter;
#define CALL_FILTER_MAX 4096
/*
 * Makes the seccomp filter that stops a thread at the selected calls, and at those that change what others mean. Returns its
 * length, or -1 when it does not fit.
 */
int make_call_filter(const struct cap_call *calls, int all_memory, struct sock_filter *out);
/* Whether a call is stopped at whatever the filter wants. */
int is_watched(const struct cap_call *call);

/* warnings.c: of what tracing changes for a program that has just been executed. */
void warn_of_program(struct tracer *tracer, const struct traced_process *process);

/* start-program.c */
struct start_options {
  char *const *arguments; /* of the program, its name first */
  const char *directory; /* NULL: where the tracer is */
  int input, output; /* descriptors of the protocol */
};
/* What the tracer has changed about itself and the program must not inherit: called before anything is. */
void remember_inheritance(void);
/* Starts the program, stopped before its exec, seized. Errors: -1 and a sentence with its code. */
int start_program(struct tracer *tracer, const struct start_options *options, enum psw_error_code *code, char *sentence,
                  size_t size, int *error);
/* Why the program never ran: as above. */
void explain_failed_start(const struct start_options *options, char *sentence, size_t size, int *error);

#endif
