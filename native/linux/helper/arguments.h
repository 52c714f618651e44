/* SPDX-License-Identifier: MIT */
#ifndef PROCSCOPE_ARGUMENTS_H
#define PROCSCOPE_ARGUMENTS_H

#include "events.h"

/* Writes the details of a call: its arguments in order, then what the helper adds. */
void describe_arguments(struct events *events, const struct operation *operation, const struct cap_record *record,
                        const struct psw_event *event);

#endif
