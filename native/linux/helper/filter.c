// SPDX-License-Identifier: MIT
/* What is recorded: decided in the kernel, by the table of calls, the settings and the map of scopes. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "capture.h"
#include "selection.h"

static void select_all(struct capture *capture, const uint8_t *wanted, uint32_t class_mask) {
  static const uint16_t connections[] = {
      [CAP_TCP_CONNECT] = SYNTHETIC_tcp_connect,       [CAP_TCP_ACCEPT] = SYNTHETIC_tcp_accept,
      [CAP_TCP_DISCONNECT] = SYNTHETIC_tcp_disconnect, [CAP_TCP_RETRANSMIT] = SYNTHETIC_tcp_retransmit,
      [CAP_TCP_STATE] = SYNTHETIC_tcp_state,
  };
  uint32_t tcp = 0;
  for (unsigned i = 0; i < sizeof(connections) / sizeof(connections[0]); i++) {
    const struct operation *operation = operation_of(connections[i]);
    if (is_wanted(operation, wanted) && (class_mask >> operation->event_class & 1)) tcp |= 1u << i;
  }
  capture->settings->tcp = tcp;
  select_calls(capture->call_table, CAP_CALLS * 2, wanted, class_mask);
  select_calls(capture->uring_table, CAP_URING, wanted, class_mask);
}

void filter_default(struct capture *capture) {
  capture->settings->default_verdict = 1;
  capture->settings->class_mask = ~0u;
  capture->events->class_mask = ~0u;
  select_all(capture, NULL, ~0u);
}

/* Gives a process the scope that was set for `root`: itself, or an ancestor. */
static void inherit_scope(struct capture *capture, uint32_t pid, uint32_t root, int record, int tree) {
  uint32_t scope = (record ? CAP_SCOPE_RECORD : 0) | (tree ? CAP_SCOPE_TREE : 0) | root << CAP_SCOPE_ROOT_SHIFT;
  bpf_map_update_elem(capture->scopes_fd, &pid, &scope, BPF_ANY);
}

void scope_set(struct capture *capture, uint32_t pid, int record, int tree) {
  inherit_scope(capture, pid, pid, record, tree);
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
          if (ancestor != pid && scopes[i].tree) inherit_scope(capture, pid, ancestor, scopes[i].verdict == PSW_RECORD, 1);
        }
        if (found) break;
        ancestor = parent_of(ancestor);
      }
    }
    closedir(folder);
  }
}

/* The scope of a list that is set for a process, or NULL. */
static const struct psw_scope *scope_for(const struct psw_scope *scopes, uint16_t count, uint32_t pid) {
  for (uint16_t i = 0; i < count; i++) {
    if (scopes[i].pid == pid) return &scopes[i];
  }
  return NULL;
}

/*
 * Makes what processes have agree with new scopes. Descendants whose parents have ended are found by no walk through /proc:
 * they keep what they have inherited, with the new verdict, while the scope that it comes from is still there.
 */
static void revise_scopes(struct capture *capture, const struct psw_scope *scopes, uint16_t count) {
  size_t used = 0, size = 1024;
  uint32_t *pids = malloc(size * sizeof(*pids)), pid, scope;
  void *previous = NULL;
  while (pids != NULL && bpf_map_get_next_key(capture->scopes_fd, previous, &pid) == 0) {
    if (used == size) {
      uint32_t *more = realloc(pids, 2 * size * sizeof(*pids));
      if (more == NULL) break;
      pids = more;
      size *= 2;
    }
    pids[used] = pid;
    previous = &pids[used++];
  }
  for (size_t i = 0; i < used; i++) {
    if (bpf_map_lookup_elem(capture->scopes_fd, &pids[i], &scope) != 0 || scope_for(scopes, count, pids[i]) != NULL) continue;
    uint32_t root = scope >> CAP_SCOPE_ROOT_SHIFT;
    const struct psw_scope *from = scope_for(scopes, count, root);
    if (from != NULL && from->tree) inherit_scope(capture, pids[i], root, from->verdict == PSW_RECORD, 1);
    else if (root != (uint32_t)getpid()) bpf_map_delete_elem(capture->scopes_fd, &pids[i]);
  }
  free(pids);
}

int filter_set(struct capture *capture, const uint8_t *payload, size_t length) {
  struct selection selection;
  if (read_selection(&selection, payload, length) != 0) return -1;
  const struct psw_filter filter = selection.filter;
  const struct psw_scope *scopes = selection.scopes;
  volatile struct cap_settings *settings = capture->settings;
  for (uint16_t i = 0; i < filter.scope_count; i++)
    scope_set(capture, scopes[i].pid, scopes[i].verdict == PSW_RECORD, scopes[i].tree);
  revise_scopes(capture, scopes, filter.scope_count);
  spread_trees(capture, scopes, filter.scope_count);
  /* Once more: a fork meanwhile may have passed on what was in force before. */
  revise_scopes(capture, scopes, filter.scope_count);
  free(selection.scopes);
  settings->default_verdict = !(filter.flags & PSW_FILTER_SKIP_OTHERS);
  settings->class_mask = filter.class_mask;
  settings->failures_only = (filter.flags & PSW_FILTER_FAILURES_ONLY) != 0;
  settings->all_memory = (filter.flags & PSW_FILTER_ALL_MEMORY) != 0;
  settings->minimum_duration = filter.minimum_duration;
  capture->events->class_mask = filter.class_mask;
  select_all(capture, wanted_operations(&selection), filter.class_mask);
  /* Last: from here on tasks ask for their verdict again. */
  settings->scope_version = settings->scope_version + 1;
  return 0;
}
