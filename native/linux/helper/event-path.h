/* SPDX-License-Identifier: MIT
 *
 * What an event is about: its path, and the class and category that follow from what the path turned out to be.
 */
#ifndef PROCSCOPE_EVENT_PATH_H
#define PROCSCOPE_EVENT_PATH_H

#include "events.h"

/*
 * The event's path and class, by what is most certain: the object that the call made, the one it named, the caller's text.
 * The pieces are those of the record.
 */
void choose_path(struct events *events, const struct operation *operation, const struct cap_record *record,
                 struct psw_event *event);
/* What kind of access it was; of an open, by what it did. */
uint8_t category_of(const struct events *events, const struct operation *operation, const struct cap_record *record);
/* A text's number; 0 for none. */
uint32_t text_string(struct events *events, const char *text, size_t length);
/* Whether a string is this text. */
int is_text_of(struct events *events, uint32_t id, const char *text, size_t length);

#endif
