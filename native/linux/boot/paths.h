/* SPDX-License-Identifier: MIT
 *
 * Where everything of boot logging is. docs/boot-logging.md names these for people.
 */
#ifndef PROCSCOPE_BOOT_PATHS_H
#define PROCSCOPE_BOOT_PATHS_H

#define PROGRAM_FOLDER "/usr/libexec/procscope-boot"
#define PROGRAM PROGRAM_FOLDER "/procscope-helper"

#define UNITS "/etc/systemd/system"
#define RECORD_UNIT "procscope-boot.service"
#define FLUSH_UNIT "procscope-boot-flush.service"
#define WANTS UNITS "/sysinit.target.wants"
#define WANTS_LINK WANTS "/" RECORD_UNIT

/* Before the disk is there; both are gone with the next start. */
#define EARLY_FOLDER "/run/procscope-boot"
#define EARLY_STATE "/run/procscope-boot.state"
/* Files in EARLY_FOLDER that ask the recorder for something. */
#define ASK_FLUSH EARLY_FOLDER "/flush"
#define ASK_FINISH EARLY_FOLDER "/finish"

/* Each log is a folder LOG_PREFIX and the boot id, with a state file of the same name that everybody can read. */
#define LOGS "/var/lib/procscope"
#define LOG_PREFIX "boot-"
#define STATE_SUFFIX ".state"
#define PIECE_SUFFIX ".psw"

#define PATH_ROOM 256
#define ID_ROOM 64

#endif
