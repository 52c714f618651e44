// SPDX-License-Identifier: MIT
/* What is recorded: decided in the kernel, by the table of calls, the settings and the map of scopes. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "capture.h"

static void select_calls(struct capture *capture, const uint8_t *wanted, uint32_t class_mask) {
  for (int i = 0; i < CAP_CALLS * 2; i++) {
    struct cap_call *call = &capture->call_table[i];
    const struct operation *operation = call->operation == 0 ? NULL : operation_of(call->operation);
    if (operation == NULL) continue;
    /* A file call may turn out to be about a socket, a pipe or a device. */
    uint32_t classes = 1u << operation->event_class;
    if (operation->event_class == CLASS_FILE) classes |= 1u << CLASS_NETWORK | 1u << CLASS_IPC | 1u << CLASS_DEVICE;
    if (operation->event_class == CLASS_MEMORY) classes |= 1u << CLASS_PROCESS; /* Load Image */
    int named = wanted == NULL ? !(operation->flags & OPERATION_OFF) : wanted[call->operation / 8] >> (call->operation % 8) & 1;
    __atomic_store_n(&call->selected, named && (classes & class_mask) != 0, __ATOMIC_RELAXED);
  }
}

void filter_default(struct capture *capture) {
  capture->settings->default_verdict = 1;
  capture->settings->class_mask = ~0u;
  capture->events->class_mask = ~0u;
  select_calls(capture, NULL, ~0u);
}

void scope_set(struct capture *capture, uint32_t pid, int record, int tree) {
  uint32_t scope = (record ? CAP_SCOPE_RECORD : 0) | (tree ? CAP_SCOPE_TREE : 0);
  bpf_map_update_elem(capture->scopes_fd, &pid, &scope, BPF_ANY);
}

/* The parent of a process; 0 when there is none or it is gone. */
static uint32_t parent_of(uint32_t pid) {
  char name[32], line[512];
  snprintf(name, sizeof(name), "/proc/%u/stat", pid);
  FILE *file = fopen(name, "re");
  if (file == NULL) return 0;
  size_t length = fread(line, 1, sizeof(line) - 1, file);
  fclose(file);
  line[length] = 0;
  const char *after_name = strrchr(line, ')');
  unsigned parent = 0;
  if (after_name == NULL || sscanf(after_name + 1, " %*c %u", &parent) != 1) return 0;
  return parent;
}

/*
 * Gives the descendants that run already what their nearest ancestor with a tree scope has. Programs pass it on to new
 * children meanwhile, so one look after setting the scopes finds all others, whichever the order.
 */
static void spread_trees(struct capture *capture, const struct psw_scope *scopes, uint16_t count) {
  for (int round = 0; round < 2; round++) {
    DIR *folder = opendir("/proc");
    if (folder == NULL) return;
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
      uint32_t pid = strtoul(entry->d_name, NULL, 10);
      if (pid == 0) continue;
      uint32_t ancestor = pid;
      for (int depth = 0; depth < 64 && ancestor != 0; depth++) {
        int found = 0;
        for (uint16_t i = 0; i < count && !found; i++) {
          if (scopes[i].pid != ancestor) continue;
          found = 1;
          if (ancestor != pid && scopes[i].tree) scope_set(capture, pid, scopes[i].verdict == PSW_RECORD, 1);
        }
        if (found) break;
        ancestor = parent_of(ancestor);
      }
    }
    closedir(folder);
  }
}

static void clear_scopes(struct capture *capture) {
  uint32_t pid;
  while (bpf_map_get_next_key(capture->scopes_fd, NULL, &pid) == 0) bpf_map_delete_elem(capture->scopes_fd, &pid);
}

int filter_set(struct capture *capture, const uint8_t *payload, size_t length) {
  struct psw_filter filter;
  if (length < sizeof(filter)) return -1;
  memcpy(&filter, payload, sizeof(filter));
  size_t operation_bytes = (size_t)filter.operation_count * 2, scope_bytes = filter.scope_count * sizeof(struct psw_scope);
  if (length < sizeof(filter) + operation_bytes + scope_bytes) return -1;

  uint8_t wanted[OPERATIONS_END / 8] = {0};
  for (uint16_t i = 0; i < filter.operation_count; i++) {
    uint16_t operation;
    memcpy(&operation, payload + sizeof(filter) + (size_t)i * 2, 2);
    if (operation < OPERATIONS_END) wanted[operation / 8] |= 1u << operation % 8;
  }
  struct psw_scope *scopes = calloc(filter.scope_count + 1u, sizeof(struct psw_scope));
  if (scopes == NULL) return -1;
  memcpy(scopes, payload + sizeof(filter) + operation_bytes, scope_bytes);

  volatile struct cap_settings *settings = capture->settings;
  clear_scopes(capture);
  for (uint16_t i = 0; i < filter.scope_count; i++)
    scope_set(capture, scopes[i].pid, scopes[i].verdict == PSW_RECORD, scopes[i].tree);
  spread_trees(capture, scopes, filter.scope_count);
  free(scopes);
  settings->default_verdict = !(filter.flags & PSW_FILTER_SKIP_OTHERS);
  settings->class_mask = filter.class_mask;
  settings->failures_only = (filter.flags & PSW_FILTER_FAILURES_ONLY) != 0;
  settings->all_memory = (filter.flags & PSW_FILTER_ALL_MEMORY) != 0;
  settings->minimum_duration = filter.minimum_duration;
  capture->events->class_mask = filter.class_mask;
  select_calls(capture, filter.flags & PSW_FILTER_OPERATIONS ? wanted : NULL, filter.class_mask);
  /* Last: from here on tasks ask for their verdict again. */
  settings->scope_version = settings->scope_version + 1;
  return 0;
}
