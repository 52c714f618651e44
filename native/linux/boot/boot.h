/* SPDX-License-Identifier: MIT
 *
 * Recording the next start of the system: one service of systemd, for one start.
 */
#ifndef PROCSCOPE_BOOT_H
#define PROCSCOPE_BOOT_H

/* `procscope-helper boot COMMAND`. Returns the exit status; what failed is a sentence on standard error. */
int boot_main(int argc, char **argv);

/* install.c: what makes the next start be recorded, and its undoing. */
int boot_enable(void);
int boot_disable(void);
/* Whether the next start is recorded. */
int boot_is_armed(void);
/* Takes away what makes this start be recorded, for good. Errors: -1 after a sentence; then nothing may be recorded. */
int boot_disarm(void);
/* Deletes what is ours but logs, unless the next start is to be recorded. Errors: -1 after a sentence. */
int boot_remove_parts(void);
/* The parts that are there: calls for each. */
void boot_each_part(void (*call)(void *context, const char *path), void *context);
/* Runs systemctl with up to three arguments. Returns its status, -1 when it could not be run. */
int run_systemctl(const char *first, const char *second, const char *third);
/* Why this system cannot record its start: code and reason are of src/shared/errors.ts and src/shared/boot.ts. */
struct unsupported {
  const char *code, *reason, *sentence;
};
int boot_unsupported(struct unsupported *why);

/* status.c: prints how it is as JSON. */
int boot_status(void);

/* send.c: writes a log to standard output; deletes it when standard input then says so. */
int boot_send(const char *id);
int boot_discard(const char *id);

struct record_limits {
  unsigned long long piece_bytes, early_bytes, disk_bytes;
};

/* record.c: what the service runs. */
int boot_record(const struct record_limits *limits);

/* flush.c: the second service, when the disk of the log is there and before it goes. */
int boot_flush(void);
int boot_release(void);

/* Prints a sentence made as by printf to standard error. Always -1. */
int say(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define SAID_ROOM 1024
void last_said(char text[SAID_ROOM]);

#endif
