/* SPDX-License-Identifier: MIT */
#ifndef PROCSCOPE_PRIVILEGES_H
#define PROCSCOPE_PRIVILEGES_H

/*
 * Keeps only what starting and stopping a capture needs (BPF, PERFMON, and reading the command lines of others), for the
 * user who asked: sudo and pkexec say who that was. Nothing can be gained again. Without such a user root stays root.
 */
void drop_privileges(void);

/* Whether this process has the rights that the kernel asks for: as root, or by the file's capabilities. */
int may_capture(void);

#endif
