/* SPDX-License-Identifier: MIT
 *
 * The wire protocol between a capture helper and the engine: see PROTOCOL.md beside this file, which explains what each
 * field means. Everything is little-endian and packed; structures are laid out so that packing adds no gaps. The asserts
 * at the end pin every size: who changes one changes the protocol's version.
 */
#ifndef PROCSCOPE_WIRE_H
#define PROCSCOPE_WIRE_H

#include <stdint.h>

#define PSW_MAGIC 0x31775350u /* the bytes "PSw1" */
#define PSW_VERSION_MAJOR 1
#define PSW_VERSION_MINOR 0
#define PSW_MAX_PAYLOAD (1u << 20)
#define PSW_MAX_CONTROL_PAYLOAD (1u << 16)
#define PSW_NO_CPU 0xffffffffu
#define PSW_EVENT_NO_CPU 0xffffu /* of an event: not known on which CPU */

/* Frame kinds. Numbers from 0x80 go from the engine to the helper. A kind keeps its number for ever. */
enum psw_kind {
  PSW_HELLO = 0x01,
  PSW_STRINGS = 0x02,
  PSW_PROCESSES = 0x03,
  PSW_EVENTS = 0x04,
  PSW_RAW_PROVIDERS = 0x05,
  PSW_RAW_RECORDS = 0x06,
  PSW_CLOCK = 0x07,
  PSW_STATISTICS = 0x08,
  PSW_LOSSES = 0x09,
  PSW_ERROR = 0x0a,
  PSW_STATE = 0x0b,
  PSW_RESET = 0x0c,
  PSW_BYE = 0x0d,
  PSW_PROGRAM = 0x0e,
  PSW_RAW_SESSION = 0x0f,
  PSW_DRIVES = 0x10,
  PSW_ACCOUNTS = 0x11,
  PSW_SYSTEM_PROCESSES = 0x12,
  PSW_LOG = 0x13,
  PSW_ENDPOINTS = 0x14,
  PSW_START = 0x81,
  PSW_STOP = 0x82,
  PSW_FILTER = 0x83,
  PSW_RATE = 0x84,
  PSW_SHUTDOWN = 0x85,
};

struct psw_frame_header {
  uint32_t magic;
  uint16_t kind;
  uint16_t flags; /* 0 in this version */
  uint32_t length; /* of the payload */
  uint32_t sequence;
  uint32_t payload_crc;
  uint32_t header_crc; /* of the 20 bytes before */
};

enum psw_system { PSW_SYSTEM_LINUX = 1, PSW_SYSTEM_WINDOWS = 2 };
enum psw_architecture { PSW_X86_64 = 1, PSW_AARCH64 = 2 };

/* Followed by fact_count pairs of texts; a text is u16 length and bytes. */
struct psw_hello {
  uint16_t major;
  uint16_t minor;
  uint16_t system;
  uint16_t architecture;
  uint32_t helper_pid;
  uint32_t cpus;
  uint64_t ticks_per_second; /* of all times in this stream */
  uint64_t ring_bytes;
  uint16_t fact_count;
  uint16_t reserved[3];
};

struct psw_strings {
  uint32_t count; /* entries follow */
};
struct psw_string_entry {
  uint32_t id;
  uint32_t length; /* bytes follow */
};

enum psw_process_flags {
  PSW_PROCESS_SNAPSHOT = 1 << 0, /* ran before capture started */
  PSW_PROCESS_FORKED = 1 << 1, /* seen to begin */
  PSW_PROCESS_EXEC = 1 << 2, /* this generation began with an exec */
  PSW_PROCESS_EXITED = 1 << 3,
  PSW_PROCESS_KERNEL = 1 << 4, /* a thread of the kernel */
  PSW_PROCESS_64BIT = 1 << 5,
  PSW_PROCESS_COMMAND_CUT = 1 << 6, /* the command line is longer than what is here */
  PSW_PROCESS_LATE = 1 << 7, /* first met by an event: its beginning was not seen */
  PSW_PROCESS_IMAGE_DELETED = 1 << 8,
};

struct psw_processes {
  uint32_t count; /* entries follow */
};

/*
 * Followed by the five texts, one after another without separator, in the order of their lengths. An entry replaces what was
 * told of its id; a text of no length leaves the one before.
 */
struct psw_process_entry {
  uint32_t size; /* of the entry, texts included */
  uint32_t id;
  uint32_t flags;
  uint32_t pid;
  uint32_t parent_pid;
  uint32_t parent_id; /* 0: not known */
  uint32_t generation; /* execs before this one that capture saw */
  uint32_t uid;
  uint32_t euid;
  uint32_t gid;
  uint32_t egid;
  uint32_t login_uid; /* 0xffffffff: none */
  uint32_t session;
  uint32_t pid_namespace;
  uint32_t mount_namespace;
  uint32_t net_namespace;
  uint32_t inner_pid; /* in its own PID namespace */
  int32_t exit_status; /* as wait() gives it; with PSW_PROCESS_EXITED */
  uint64_t start; /* ticks */
  uint64_t begin; /* of this generation, ticks */
  uint64_t end; /* ticks; 0 while it runs */
  uint64_t capabilities; /* effective */
  uint32_t command_total; /* bytes of the command line in the process, also those that are not here */
  uint16_t name_length;
  uint16_t image_length;
  uint32_t command_length; /* arguments, each ended by a NUL */
  uint16_t directory_length;
  uint16_t cgroup_length;
};

enum psw_event_flags {
  PSW_EVENT_NO_ENTRY = 1 << 0, /* only the end was seen: refused by seccomp, or capture began meanwhile */
  PSW_EVENT_UNREADABLE = 1 << 1, /* an argument could not be read */
  PSW_EVENT_PATH_CUT = 1 << 2, /* the path lacks its beginning */
  PSW_EVENT_CALLER_TEXT = 1 << 3, /* the path is the caller's text, made absolute; no object confirms it */
  PSW_EVENT_DELETED = 1 << 4, /* the object had been deleted */
  PSW_EVENT_COMPAT = 1 << 5, /* a 32-bit call */
  PSW_EVENT_NO_EXIT = 1 << 6, /* the end was not seen, mostly because capture stopped before; no result */
  PSW_EVENT_UNREACHABLE = 1 << 7, /* the path leads outside of what the mount tree reaches */
  PSW_EVENT_DETAIL_CUT = 1 << 8,
  PSW_EVENT_CHROOT = 1 << 9, /* the process sees another root than the path is written from */
  PSW_EVENT_FAILED = 1 << 10, /* the result is an error code */
};

/* Categories of Process Monitor, as far as they exist here. */
enum psw_category { PSW_NO_CATEGORY, PSW_READ, PSW_WRITE, PSW_READ_METADATA, PSW_WRITE_METADATA };

/* Followed by count records, then detail_bytes bytes: the details of all events in the same order. */
struct psw_events {
  uint32_t count;
  uint32_t detail_bytes;
};

struct psw_event {
  uint64_t start;
  uint64_t duration;
  int64_t result;
  uint32_t process;
  uint32_t tid;
  uint32_t path; /* string id */
  uint16_t operation;
  uint16_t flags;
  uint16_t detail_length;
  uint16_t cpu;
  uint8_t event_class;
  uint8_t category;
  uint16_t reserved;
};

/* Records of another system's own making, forwarded as they are. */
enum psw_raw_source { PSW_RAW_ETW = 1 };

struct psw_raw_providers {
  uint32_t count; /* entries follow */
};
struct psw_raw_provider {
  uint16_t index;
  uint16_t reserved;
  uint8_t guid[16];
};

struct psw_raw_records {
  uint16_t source;
  uint16_t reserved;
  uint32_t count; /* records follow */
};
struct psw_raw_record {
  uint32_t size; /* of the record with all its parts, a multiple of 8 */
  uint16_t provider;
  uint16_t event_id;
  uint8_t version;
  uint8_t opcode;
  uint8_t level;
  uint8_t channel;
  uint16_t task;
  uint16_t flags;
  uint64_t keyword;
  uint64_t time;
  uint32_t pid;
  uint32_t tid;
  uint16_t cpu;
  uint16_t extended_count; /* items follow */
  uint32_t user_length; /* user data follow the items, padded to a multiple of 8 */
};
struct psw_raw_extended {
  uint16_t type;
  uint16_t reserved;
  uint32_t length; /* bytes follow, padded to a multiple of 8 */
};
/* Types of extended items beside the source's own numbers. */
enum psw_raw_extended_type {
  PSW_RAW_ACTIVITY = 0x8001, /* GUID of the activity that the event belongs to; left out when it is null */
  PSW_RAW_PROCESSOR_TIME = 0x8002, /* u32 kernel, u32 user: of the thread so far, in units of the timer's resolution */
};

/* The session that the raw records after it come from. Times of day are 100 ns since 1601. Followed by its name, UTF-16. */
struct psw_raw_session {
  uint16_t source; /* psw_raw_source */
  uint8_t pointer_size; /* bytes, of the system */
  uint8_t clock_type; /* ETW: 1 performance counter, 2 system time, 3 processor cycles */
  uint32_t timer_resolution; /* 100 ns */
  uint64_t frequency; /* of raw times, a second */
  uint64_t start_raw; /* the raw time at start_time */
  uint64_t start_time;
  uint64_t boot_time;
  uint32_t major;
  uint32_t minor;
  uint32_t build;
  uint32_t processors;
  uint32_t name_length; /* bytes */
  uint32_t reserved;
};

/* Prefixes of paths: what the kernel writes, what users know. Replaces what was told before. */
struct psw_drives {
  uint32_t count; /* entries follow */
  uint32_t reserved;
};
/* Followed by the two texts, UTF-16. */
struct psw_drive {
  uint16_t kernel_length; /* bytes */
  uint16_t user_length;
};

/* Names of users. */
struct psw_accounts {
  uint32_t count; /* entries follow */
  uint32_t reserved;
};
/* Followed by the SID as it is in memory and the name, UTF-16: DOMAIN\user. */
struct psw_account {
  uint16_t sid_length; /* bytes */
  uint16_t name_length;
};

enum psw_system_process_flags {
  PSW_SYSTEM_PROCESS_SNAPSHOT = 1 << 0, /* ran before capture started */
  PSW_SYSTEM_PROCESS_64BIT = 1 << 1,
  PSW_SYSTEM_PROCESS_ELEVATED = 1 << 2,
  PSW_SYSTEM_PROCESS_VIRTUALIZED = 1 << 3, /* files and registry of an old program are redirected */
  PSW_SYSTEM_PROCESS_ASKED = 1 << 4, /* it could be asked; without it only the list of processes speaks */
};

/* Processes of Windows as the system describes them, beside what its records say. */
struct psw_system_processes {
  uint32_t count; /* entries follow */
  uint32_t reserved;
};
/* Followed by the SID of the user as it is in memory and three texts, UTF-16: name, image, command line. */
struct psw_system_process {
  uint32_t size; /* of the entry with its texts, a multiple of 8 */
  uint32_t pid;
  uint32_t parent_pid;
  uint32_t session;
  uint32_t flags;
  uint32_t integrity; /* the last number of the label's SID; 0 when not known */
  uint64_t created; /* 100 ns since 1601; 0 when not known */
  uint64_t logon; /* the authentication id; 0 when not known */
  uint32_t command_length; /* bytes */
  uint16_t sid_length;
  uint16_t name_length;
  uint16_t image_length;
  uint16_t reserved[3];
};

enum psw_endpoints_flags {
  PSW_ENDPOINTS_WHOLE = 1 << 0, /* all that there are: what was told before and is not among them is gone */
  PSW_ENDPOINTS_MORE = 1 << 1, /* what this lookup found goes on in the next frame of this kind */
};

enum psw_endpoint_state {
  PSW_ENDPOINT_OPEN = 1,
  PSW_ENDPOINT_GONE = 2,
};

/* Ports that processes of Windows listen at (TCP) or have bound (UDP). Looked up, because its records do not tell them. */
struct psw_endpoints {
  uint64_t time; /* ticks, of the lookup */
  uint64_t since; /* ticks, of the lookup before, behind which this happened; 0: there was none */
  uint32_t count; /* entries follow */
  uint32_t flags; /* psw_endpoints_flags */
};
struct psw_endpoint {
  uint32_t pid;
  uint16_t port;
  uint8_t protocol; /* 6 TCP, 17 UDP: numbers of the Internet */
  uint8_t family; /* 4 or 6 */
  uint8_t address[16]; /* as on the wire; of IPv4 the first four bytes */
  uint8_t state; /* psw_endpoint_state */
  uint8_t reserved[7];
};

/* What the helper tried and what came of it, for a report: a text, UTF-8. Nobody is bothered with it. */
struct psw_log {
  uint64_t time; /* ticks */
};

enum psw_clock_reason { PSW_CLOCK_START, PSW_CLOCK_PERIODIC, PSW_CLOCK_SET };

struct psw_clock {
  uint64_t time; /* ticks */
  int64_t unix_nanoseconds; /* at the same instant */
  uint32_t reason;
  uint32_t uncertainty; /* nanoseconds */
};

enum psw_statistic {
  PSW_STAT_EVENTS_SENT = 1,
  PSW_STAT_EVENTS_LOST = 2,
  PSW_STAT_RECORDS_READ = 3,
  PSW_STAT_BYTES_SENT = 4,
  PSW_STAT_RING_BYTES = 5,
  PSW_STAT_RING_HIGH_WATER = 6, /* most bytes that waited since the last statistics */
  PSW_STAT_STRINGS = 7,
  PSW_STAT_STRING_BYTES = 8,
  PSW_STAT_PROCESSES = 9,
  PSW_STAT_OPEN_CALLS = 10, /* begun, not ended, held by the helper */
  PSW_STAT_RESIDENT_BYTES = 11,
  PSW_STAT_CPU_NANOSECONDS = 12,
  PSW_STAT_RESETS = 13,
  PSW_STAT_UNJOINED = 14, /* beginnings whose end never came, dropped to bound memory */
  PSW_STAT_SKIPPED = 15, /* records that the filter left out */
};

struct psw_statistics {
  uint64_t time;
  uint32_t count; /* entries follow */
  uint32_t reserved;
};
struct psw_statistic_entry {
  uint16_t id;
  uint16_t reserved[3];
  uint64_t value;
};

enum psw_loss_cause {
  PSW_LOST_RING_FULL = 1, /* events came faster than the helper took them */
  PSW_LOST_NO_STATE = 2, /* no room to remember that a call had begun */
  PSW_LOST_TOO_BIG = 3,
  PSW_LOST_RECURSION = 4, /* the kernel skipped a program that was already running */
  PSW_LOST_RATE = 5, /* above the rate that was asked for */
  PSW_LOST_BUFFERS = 6, /* whole buffers of the source were dropped (ETW) */
  PSW_LOST_MALFORMED = 7, /* the helper could not read what the kernel sent */
  PSW_LOST_HELPER_FULL = 8, /* the reader took less than came, and the helper's own queue was full */
  PSW_LOST_LOG_FULL = 9, /* the log of a start had reached its size, and its oldest part was dropped */
};

struct psw_losses {
  uint32_t count; /* entries follow */
  uint32_t reserved;
};
struct psw_loss {
  uint64_t count;
  uint64_t from; /* ticks: end of the last event before the gap, 0 when not known */
  uint64_t to; /* ticks: end of the first event after it */
  uint32_t cause;
  uint32_t cpu; /* PSW_NO_CPU: all of them */
};

enum psw_severity { PSW_NOTICE, PSW_WARNING, PSW_FATAL };

enum psw_error_code {
  PSW_ERR_PRIVILEGE = 1,
  PSW_ERR_KERNEL_TOO_OLD = 2,
  PSW_ERR_NO_BTF = 3,
  PSW_ERR_NO_BPF = 4,
  PSW_ERR_LOCKDOWN = 5,
  PSW_ERR_LOAD = 6, /* the kernel refused the programs for another reason */
  PSW_ERR_MEMORY = 7,
  PSW_ERR_VERSION = 8,
  PSW_ERR_CONTROL = 9, /* a control frame could not be understood */
  PSW_ERR_TIER = 10, /* a slower tier is in use */
  PSW_ERR_HOOK = 11, /* something optional cannot be seen on this kernel */
  PSW_ERR_SNAPSHOT = 12,
  PSW_ERR_SECCOMP = 13,
  PSW_ERR_NAMESPACE = 14,
  PSW_ERR_UNSUPPORTED = 15,
  PSW_ERR_OPTION = 16,
  PSW_ERR_PROGRAM = 17, /* the program could not be started */
  PSW_ERR_TRACE = 18, /* the system forbids tracing */
  PSW_ERR_CANCELLED = 19, /* the user refused the rights that were asked for */
  PSW_ERR_SESSION = 20, /* the system's tracing session could not be started, or somebody ended it */
  PSW_ERR_IN_USE = 21, /* somebody else captures */
  PSW_ERR_REPLAY = 22, /* the file to replay could not be read */
};

/* Followed by a text (the sentence) and fact_count pairs of texts. */
struct psw_error {
  uint32_t code;
  uint8_t severity;
  uint8_t reserved;
  uint16_t fact_count;
};

enum psw_state_value {
  PSW_STATE_READY = 1, /* waits for a start */
  PSW_STATE_RUNNING = 2,
  PSW_STATE_STOPPED = 3, /* everything captured has been sent */
  PSW_STATE_SNAPSHOT_DONE = 4,
  PSW_STATE_FILTER_SET = 5,
  PSW_STATE_RATE_SET = 6,
};

struct psw_state {
  uint32_t state;
  uint32_t token; /* of the control frame that this answers; 0: none */
  uint64_t time;
};

enum psw_reset_what { PSW_RESET_STRINGS = 1 };

struct psw_reset {
  uint32_t what;
  uint32_t generation;
};

enum psw_bye_reason { PSW_BYE_ASKED, PSW_BYE_PARENT_GONE, PSW_BYE_SIGNAL, PSW_BYE_FATAL };

struct psw_bye {
  uint32_t reason;
  uint32_t reserved;
  uint64_t events;
  uint64_t lost;
};

enum psw_program_state {
  PSW_PROGRAM_STARTED = 1, /* it is the program that was asked for by now */
  PSW_PROGRAM_ENDED = 2,
  PSW_PROGRAM_TREE_ENDED = 3, /* and so have all its descendants */
};

struct psw_program {
  uint32_t state;
  uint32_t pid;
  int32_t status; /* as wait() gives it; with PSW_PROGRAM_ENDED */
  uint32_t reserved;
};

enum psw_start_flags {
  PSW_START_NO_SNAPSHOT = 1 << 0,
  PSW_START_STACKS = 1 << 1, /* call stacks with the events that can have them */
};

struct psw_start {
  uint16_t major; /* the version that the engine speaks */
  uint16_t minor;
  uint32_t token;
  uint32_t flags;
  uint32_t reserved;
};

/* PSW_STOP and PSW_SHUTDOWN */
struct psw_token {
  uint32_t token;
};

enum psw_filter_flags {
  PSW_FILTER_FAILURES_ONLY = 1 << 0,
  PSW_FILTER_OPERATIONS = 1 << 1, /* only the operations that follow; without it, the default set */
  PSW_FILTER_ALL_MEMORY = 1 << 2, /* memory calls that map no code too */
  PSW_FILTER_SKIP_OTHERS = 1 << 3, /* skip processes that no scope names; without it, record them */
};

enum psw_verdict { PSW_SKIP = 0, PSW_RECORD = 1 };

/* Followed by operation_count u16, then scope_count scopes. Replaces the filter that is in force. */
struct psw_filter {
  uint32_t token;
  uint32_t class_mask; /* bit n: class n */
  uint32_t flags;
  uint16_t operation_count;
  uint16_t scope_count;
  uint64_t minimum_duration; /* ticks */
};
struct psw_scope {
  uint32_t pid;
  uint8_t verdict;
  uint8_t tree; /* 1: descendants too, present and future */
  uint16_t reserved;
};

struct psw_rate {
  uint32_t token;
  uint32_t flush_milliseconds; /* longest time that an event waits in the helper; 0: leave as it is */
  uint32_t statistics_milliseconds; /* 0: leave as it is */
  uint32_t events_per_second; /* 0: no limit */
};

#ifdef __cplusplus
#define PSW_SIZE(type, size) static_assert(sizeof(struct type) == (size), #type " changed its size")
#else
#define PSW_SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type " changed its size")
#endif
PSW_SIZE(psw_frame_header, 24);
PSW_SIZE(psw_hello, 40);
PSW_SIZE(psw_string_entry, 8);
PSW_SIZE(psw_process_entry, 120);
PSW_SIZE(psw_events, 8);
PSW_SIZE(psw_event, 48);
PSW_SIZE(psw_raw_provider, 20);
PSW_SIZE(psw_raw_records, 8);
PSW_SIZE(psw_raw_record, 48);
PSW_SIZE(psw_raw_extended, 8);
PSW_SIZE(psw_raw_session, 64);
PSW_SIZE(psw_drives, 8);
PSW_SIZE(psw_drive, 4);
PSW_SIZE(psw_accounts, 8);
PSW_SIZE(psw_account, 4);
PSW_SIZE(psw_system_processes, 8);
PSW_SIZE(psw_system_process, 56);
PSW_SIZE(psw_endpoints, 24);
PSW_SIZE(psw_endpoint, 32);
PSW_SIZE(psw_log, 8);
PSW_SIZE(psw_clock, 24);
PSW_SIZE(psw_statistics, 16);
PSW_SIZE(psw_statistic_entry, 16);
PSW_SIZE(psw_losses, 8);
PSW_SIZE(psw_loss, 32);
PSW_SIZE(psw_error, 8);
PSW_SIZE(psw_state, 16);
PSW_SIZE(psw_reset, 8);
PSW_SIZE(psw_bye, 24);
PSW_SIZE(psw_program, 16);
PSW_SIZE(psw_start, 16);
PSW_SIZE(psw_token, 4);
PSW_SIZE(psw_filter, 24);
PSW_SIZE(psw_scope, 8);
PSW_SIZE(psw_rate, 16);

#endif
