// SPDX-License-Identifier: MIT
#include "selection.h"
#include <stdlib.h>
#include <string.h>

int read_selection(struct selection *selection, const uint8_t *payload, size_t length) {
  struct psw_filter *filter = &selection->filter;
  memset(selection, 0, sizeof(*selection));
  if (length < sizeof(*filter)) return -1;
  memcpy(filter, payload, sizeof(*filter));
  size_t operation_bytes = (size_t)filter->operation_count * 2, scope_bytes = filter->scope_count * sizeof(struct psw_scope);
  if (length < sizeof(*filter) + operation_bytes + scope_bytes) return -1;
  for (uint16_t i = 0; i < filter->operation_count; i++) {
    uint16_t operation;
    memcpy(&operation, payload + sizeof(*filter) + (size_t)i * 2, 2);
    if (operation < OPERATIONS_END) selection->wanted[operation / 8] |= 1u << operation % 8;
  }
  selection->scopes = calloc(filter->scope_count + 1u, sizeof(struct psw_scope));
  if (selection->scopes == NULL) return -1;
  memcpy(selection->scopes, payload + sizeof(*filter) + operation_bytes, scope_bytes);
  return 0;
}

const uint8_t *wanted_operations(const struct selection *selection) {
  return selection->filter.flags & PSW_FILTER_OPERATIONS ? selection->wanted : NULL;
}

int is_wanted(const struct operation *operation, const uint8_t *wanted) {
  if (wanted == NULL) return !(operation->flags & OPERATION_OFF);
  return wanted[operation->number / 8] >> (operation->number % 8) & 1;
}

void select_calls(struct cap_call *calls, int count, const uint8_t *wanted, uint32_t class_mask) {
  for (int i = 0; i < count; i++) {
    const struct operation *operation = calls[i].operation == 0 ? NULL : operation_of(calls[i].operation);
    if (operation == NULL) continue;
    /* A file call may turn out to be about a socket, a pipe or a device. */
    uint32_t classes = 1u << operation->event_class;
    if (operation->event_class == CLASS_FILE) classes |= 1u << CLASS_NETWORK | 1u << CLASS_IPC | 1u << CLASS_DEVICE;
    if (operation->event_class == CLASS_MEMORY) classes |= 1u << CLASS_PROCESS; /* Load Image */
    __atomic_store_n(&calls[i].selected, is_wanted(operation, wanted) && (classes & class_mask) != 0, __ATOMIC_RELAXED);
  }
}
