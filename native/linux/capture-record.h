/* SPDX-License-Identifier: GPL-2.0-only OR MIT
 *
 * What the BPF programs and the helper share: the table that tells the programs what to do with each call, the settings
 * that the helper changes while they run, and the records that they send. Records never leave the machine's memory:
 * PROTOCOL.md is what others read.
 */
#ifndef PROCSCOPE_CAPTURE_RECORD_H
#define PROCSCOPE_CAPTURE_RECORD_H

/* Numbers of system calls are below this on every architecture that has a table. */
#define CAP_CALLS 512
#define CAP_NO_ARGUMENT 0xff
#define CAP_CLASS_NETWORK 5
#define CAP_CPUS_MAX 1024
/* Operations of io_uring; those without a row of their own have one in common. */
#define CAP_URING 128

enum cap_call_flags {
  CAP_ENTRY_FD = 1 << 0,
  CAP_ENTRY_PATH = 1 << 1,
  CAP_NO_RETURN = 1 << 3,
  CAP_FORKS = 1 << 4,
  CAP_MEMORY = 1 << 5,
  CAP_RETELL = 1 << 6, /* changes what there is to say about its process */
  CAP_MESSAGES = 1 << 7, /* its message is a list of them */
};

/* What one call's arguments are: each member from fd on is an argument's index or CAP_NO_ARGUMENT. */
struct cap_call {
  __u16 operation;
  __u8 selected;
  __u8 flags;
  __u8 result_is_fd;
  __u8 event_class;
  __u8 fd;
  __u8 fd2;
  __u8 dirfd;
  __u8 path;
  __u8 dirfd2;
  __u8 path2;
  __u8 text;
  __u8 text2;
  __u8 address;
  __u8 address_length;
  __u8 peer;
  __u8 message;
  __u8 buffer;
  __u8 data; /* a structure of data_length bytes, read at exit after success */
  __u8 data_length; /* in units of 8 bytes */
  __u8 structure; /* a structure that the caller filled in */
  __u8 structure_length; /* in units of 8 bytes */
  __u8 argv;
  __u8 target; /* a descriptor that stands for a process */
  __u8 reserved[7];
};

/* The helper writes these while the programs run. */
struct cap_settings {
  __u32 enabled;
  __u32 scope_version; /* changes with the map of scopes; tasks remember their verdict for one version */
  __u32 default_verdict;
  __u32 class_mask;
  __u32 failures_only;
  __u32 all_memory;
  __u32 announcement; /* goes up when records of processes were lost: each is announced again with its next call */
  __u32 tcp; /* bits 1 << (enum cap_tcp): what is told of connections */
  __u64 minimum_duration;
  __u64 capture_start;
};

enum cap_kind {
  CAP_CALL = 1, /* a call has ended */
  CAP_ENTRY = 2, /* a call has begun; what must be known from then */
  CAP_PROCESS = 3,
  CAP_MORE_ARGV = 4,
  CAP_TCP = 5, /* something happened to a connection */
};

/* What happened: `operation` of a CAP_TCP record. */
enum cap_tcp { CAP_TCP_CONNECT, CAP_TCP_ACCEPT, CAP_TCP_DISCONNECT, CAP_TCP_RETRANSMIT, CAP_TCP_STATE };

enum cap_record_flags {
  CAP_RECORD_NO_ENTRY = 1 << 0,
  CAP_RECORD_COMPAT = 1 << 1,
  CAP_RECORD_UNREADABLE = 1 << 2,
  CAP_RECORD_TOO_BIG = 1 << 3,
  CAP_RECORD_NO_EXIT = 1 << 4, /* still under way when capture ended */
  CAP_RECORD_URING = 1 << 5, /* done by io_uring: the arguments are members of its request */
};

/*
 * Each has its own numbers and its own scratch, because its program may interrupt those of the others on its CPU. The first
 * has a ring buffer of its own, the others share one.
 */
enum cap_ring {
  CAP_RING_CALLS,
  CAP_RING_PROCESSES,
  CAP_RING_SNAPSHOT,
  CAP_RING_TCP,
  CAP_RING_RETRANSMITS,
  CAP_RINGS,
};

/* Head of every record. */
struct cap_record {
  __u32 size;
  __u8 kind;
  __u8 ring; /* enum cap_ring */
  __u16 operation;
  __u64 sequence; /* of this CPU and ring; counts records that were lost too */
  __u64 start;
  __u64 end;
  __s64 result;
  __u64 args[6];
  __u32 pid;
  __u32 tid;
  __u64 process_start;
  __u32 cpu;
  __u16 flags;
  __u16 recorded; /* of a process: whether the filter wants its events; of io_uring: the code of the operation */
};

enum cap_piece_type {
  CAP_PIECE_FILE = 1, /* struct cap_file */
  CAP_PIECE_PATH = 2, /* names, the last one first, each ended by NUL */
  CAP_PIECE_TEXT = 3, /* as the caller gave it, without the NUL */
  CAP_PIECE_SOCKET = 4, /* struct cap_socket */
  CAP_PIECE_UNIX_LOCAL = 5,
  CAP_PIECE_UNIX_REMOTE = 6,
  CAP_PIECE_DATA = 7,
  CAP_PIECE_PROCESS = 8, /* struct cap_process */
};

/* What a piece belongs to. */
enum cap_slot {
  CAP_SLOT_FD = 1,
  CAP_SLOT_FD2,
  CAP_SLOT_RESULT,
  CAP_SLOT_PATH,
  CAP_SLOT_PATH2,
  CAP_SLOT_BASE, /* what PATH is relative to */
  CAP_SLOT_BASE2,
  CAP_SLOT_ROOT, /* of a process that sees another root; absolute texts begin there */
  CAP_SLOT_TEXT,
  CAP_SLOT_TEXT2,
  CAP_SLOT_ADDRESS,
  CAP_SLOT_PEER,
  CAP_SLOT_BUFFER,
  CAP_SLOT_DATA,
  CAP_SLOT_STRUCTURE,
  CAP_SLOT_ARGV,
  CAP_SLOT_IMAGE,
  CAP_SLOT_DIRECTORY,
  CAP_SLOT_CGROUP,
  CAP_SLOT_PROCESS,
  CAP_SLOT_MESSAGE, /* struct cap_message, once for each of the first messages */
  CAP_SLOT_MESSAGES, /* struct cap_messages */
  CAP_SLOT_PASSED, /* struct cap_passed, then as many numbers of descriptors */
  CAP_SLOT_PASSED_FILE, /* what the first of them are, in their order */
  CAP_SLOT_TCP, /* struct cap_connection, and the socket */
  CAP_SLOT_TARGET, /* struct cap_target: the process that a call is about */
};

enum cap_piece_flags {
  CAP_PIECE_CUT = 1 << 0,
  CAP_PIECE_FAULT = 1 << 1, /* could not be read */
  CAP_PIECE_DETACHED = 1 << 2, /* the path ends outside of the mount tree */
  CAP_PIECE_INTERNAL = 1 << 3, /* on a mount that only the kernel sees */
  CAP_PIECE_PSEUDO = 1 << 4, /* a name without a tree: pipes, anonymous inodes */
};

/* Each is followed by length bytes, padded to a multiple of 8. */
struct cap_piece {
  __u8 type;
  __u8 slot;
  __u16 flags;
  __u16 length;
  __u16 reserved;
};

struct cap_file {
  __u64 inode;
  __s64 position;
  __u32 device;
  __u32 node_device;
  __u32 magic;
  __u32 open_flags;
  __u32 open_mode;
  __u16 mode;
  __u16 deleted;
};

struct cap_socket {
  __u64 inode;
  __u16 family;
  __u16 type;
  __u16 protocol;
  __u8 state;
  __u8 reserved;
  __u16 local_port;
  __u16 remote_port;
  __s32 peer_pid;
  __u8 local[16];
  __u8 remote[16];
};

/* One message of several: its size and its address. */
#define CAP_MESSAGES_TOLD 8
#define CAP_MESSAGES_COUNTED 256
struct cap_message {
  __u32 bytes;
  __u32 address_length;
  __u8 address[128];
};
struct cap_messages {
  __u64 bytes; /* of all that were sent or received, as far as they are counted */
};

/* Descriptors that a message passes on (SCM_RIGHTS). */
#define CAP_PASSED_TOLD 4
#define CAP_PASSED_MAX 253 /* SCM_MAX_FD */
struct cap_passed {
  __u32 count;
};

struct cap_connection {
  __u64 sent;
  __u64 received;
  __u32 round_trip; /* microseconds, smoothed; 0: none was measured */
  __u32 retransmits;
  __u32 length; /* of what is sent again */
  __u8 old_state;
  __u8 new_state;
  __u16 reserved;
};

/* The process that a descriptor stands for. */
struct cap_target {
  __u32 pid;
};

enum cap_process_reason {
  CAP_PROCESS_FORK = 1,
  CAP_PROCESS_EXEC,
  CAP_PROCESS_EXIT,
  CAP_PROCESS_ANNOUNCE, /* first met by one of its calls */
  CAP_PROCESS_SNAPSHOT,
  CAP_PROCESS_THREAD_CREATE,
  CAP_PROCESS_THREAD_EXIT,
  CAP_PROCESS_CHANGED, /* its user, root, namespaces or control group */
};

struct cap_process {
  __u64 start;
  __u64 parent_start;
  __u64 capabilities;
  __u64 user_time;
  __u64 kernel_time;
  __u32 reason;
  __u32 pid;
  __u32 tid;
  __u32 parent_pid;
  __u32 uid;
  __u32 euid;
  __u32 gid;
  __u32 egid;
  __u32 login_uid;
  __u32 session;
  __u32 pid_namespace;
  __u32 mount_namespace;
  __u32 net_namespace;
  __u32 inner_pid;
  __u32 exit_code;
  __u32 argv_total;
  __u32 is_kernel;
  __u32 is_64bit;
  char name[16];
};

/* In the map of scopes: what to do with a process, and whether its children inherit it. */
#define CAP_SCOPE_RECORD 1
#define CAP_SCOPE_TREE 2
#define CAP_SCOPE_ROOT_SHIFT 2 /* the process that it was set for; numbers of processes have 22 bits */

/* Counters of one CPU. */
enum cap_lost { CAP_LOST_RING, CAP_LOST_STATE, CAP_LOST_SIZE, CAP_LOST_PROCESS, CAP_LOST_CAUSES = 4 };
struct cap_counters {
  __u64 sequence[CAP_RINGS];
  __u64 lost[CAP_LOST_CAUSES];
};

/* Joins the records of a request's beginning and end, where those of a call have their thread: no thread has this number. */
#define CAP_REQUEST_KEY(start) ((__u32)(start) | 1u << 31)

/* A request of io_uring under way: in the map `requests`, by the address of the kernel's own structure. */
struct cap_request {
  __u64 start;
  __u64 args[6];
  __u64 process_start;
  __u32 pid;
  __u32 tid;
  __u32 opcode;
  __u32 flags; /* cap_record_flags */
};

/* Where the pieces of a record stop growing; one more piece of the greatest length still fits behind it. */
#define CAP_BODY_LIMIT 16384
#define CAP_PIECE_MAX 4352
#define CAP_TEXT_MAX 4096
#define CAP_ARGV_MAX 4096
#define CAP_ARGV_MORE 15

#endif
