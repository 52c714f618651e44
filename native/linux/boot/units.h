/* SPDX-License-Identifier: MIT
 *
 * The two services, word for word as they are written. docs/boot-logging.md explains each line's why at length.
 */
#ifndef PROCSCOPE_BOOT_UNITS_H
#define PROCSCOPE_BOOT_UNITS_H

#include "paths.h"

static const char RECORD_UNIT_TEXT[] =
    "# Written by Procscope (Enable Boot Logging). Removed by switching boot logging off, or when the log is collected.\n"
    "[Unit]\n"
    "Description=Procscope records this start of the system\n"
    "DefaultDependencies=no\n"
    "# It must be able to take itself out of the next start before it records.\n"
    "After=systemd-remount-fs.service\n"
    "Wants=" FLUSH_UNIT "\n"
    "# What is to be seen waits until it records; nothing needs it, so that its failure holds up nothing.\n"
    "Before=systemd-sysusers.service systemd-tmpfiles-setup-dev.service systemd-modules-load.service kmod-static-nodes.service\n"
    "Before=systemd-udevd.service systemd-udev-trigger.service systemd-hwdb-update.service systemd-sysctl.service\n"
    "Before=systemd-random-seed.service systemd-journal-flush.service systemd-tmpfiles-setup.service\n"
    "Before=local-fs-pre.target cryptsetup-pre.target swap.target local-fs.target sysinit.target\n"
    "IgnoreOnIsolate=yes\n"
    "ConditionVirtualization=!container\n"
    "ConditionPathExists=!/proc/vmcore\n"
    "ConditionKernelCommandLine=!procscope.boot=0\n"
    "ConditionKernelCommandLine=!rescue\n"
    "ConditionKernelCommandLine=!emergency\n"
    "ConditionKernelCommandLine=!single\n"
    "ConditionKernelCommandLine=!s\n"
    "ConditionKernelCommandLine=!S\n"
    "ConditionKernelCommandLine=!1\n"
    "ConditionKernelCommandLine=!systemd.unit=rescue.target\n"
    "ConditionKernelCommandLine=!systemd.unit=emergency.target\n"
    "\n"
    "[Service]\n"
    "Type=notify\n"
    "ExecStart=" PROGRAM " boot record\n"
    "TimeoutStartSec=30s\n"
    "TimeoutStopSec=15s\n"
    "Restart=no\n"
    "Nice=-5\n"
    "OOMScoreAdjust=-900\n"
    "LimitMEMLOCK=infinity\n"
    "CapabilityBoundingSet=CAP_BPF CAP_PERFMON CAP_SYS_PTRACE CAP_DAC_READ_SEARCH CAP_SYS_RESOURCE\n"
    "\n"
    "[Install]\n"
    "WantedBy=sysinit.target\n";

static const char FLUSH_UNIT_TEXT[] =
    "# Written by Procscope (Enable Boot Logging). Removed by switching boot logging off, or when the log is collected.\n"
    "[Unit]\n"
    "Description=Procscope moves the log of this start to the disk\n"
    "DefaultDependencies=no\n"
    "After=" RECORD_UNIT " local-fs.target\n"
    "RequiresMountsFor=" LOGS "\n"
    "# So that it is stopped late, before the disk of the log goes: in the reverse order of the start.\n"
    "Before=sysinit.target umount.target\n"
    "Conflicts=umount.target\n"
    "IgnoreOnIsolate=yes\n"
    "\n"
    "[Service]\n"
    "Type=oneshot\n"
    "RemainAfterExit=yes\n"
    "ExecStart=" PROGRAM " boot flush\n"
    "# When the log is collected the program is deleted before this is stopped.\n"
    "ExecStop=-" PROGRAM " boot release\n"
    "TimeoutSec=15s\n";

#endif
