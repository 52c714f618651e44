/* SPDX-License-Identifier: MIT
 *
 * What a filter command asks for, and the calls of the table that it selects.
 */
#ifndef PROCSCOPE_SELECTION_H
#define PROCSCOPE_SELECTION_H

#include "tables.h"

struct selection {
  struct psw_filter filter;
  uint8_t wanted[OPERATIONS_END / 8]; /* a bit for each operation that is named */
  struct psw_scope *scopes; /* filter.scope_count of them; the caller frees them */
};

/* Reads a payload. Errors: -1 when it is none, or there is no memory. */
int read_selection(struct selection *selection, const uint8_t *payload, size_t length);
/* The operations that are named, or NULL when the usual ones are meant. */
const uint8_t *wanted_operations(const struct selection *selection);
/* Whether an operation is among those, or among the usual ones for NULL. */
int is_wanted(const struct operation *operation, const uint8_t *wanted);
/* Selects the calls of a table that are wanted and may make events of these classes. */
void select_calls(struct cap_call *calls, int count, const uint8_t *wanted, uint32_t class_mask);

#endif
