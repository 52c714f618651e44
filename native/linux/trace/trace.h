/* SPDX-License-Identifier: MIT */
#ifndef PROCSCOPE_TRACE_H
#define PROCSCOPE_TRACE_H

/* The mode `trace`: starts a program and records it without privileges. `argv[0]` is the mode's name. Returns the status. */
int trace_main(int argc, char **argv);

#endif
