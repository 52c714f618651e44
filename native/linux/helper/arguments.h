/* SPDX-License-Identifier: MIT */
#ifndef PROCSCOPE_ARGUMENTS_H
#define PROCSCOPE_ARGUMENTS_H

#include "events.h"

/* Writes the details of a call: its arguments in order, then what the helper adds. */
void describe_arguments(struct events *events, const struct operation *operation, const struct cap_record *record,
                        const struct psw_event *event);

/* For one another. */
/* Details of a structure that the caller filled in. Returns whether this field is made of such details. */
int add_structure(struct events *events, uint8_t field, const struct cap_record *record);
/* Several messages of one call. */
void add_messages(struct events *events, const struct operation *operation, const struct cap_record *record);
/* Descriptors that a message passes on. */
void add_passed_descriptors(struct events *events);
/* What kind of socket it is, and who is at its other end. */
void add_socket(struct events *events);

#endif
