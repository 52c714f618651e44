/* SPDX-License-Identifier: MIT
 *
 * The programs in the variants that kernels of different ages take.
 */
#ifndef PROCSCOPE_TIERS_H
#define PROCSCOPE_TIERS_H

#include "capture.h"

/*
 * Loads the best tier that this kernel takes, with as many of the optional programs as it does; `tier` names one to use, or
 * is NULL. `used` gets its name. Errors: NULL and `failure`.
 */
struct bpf_object *load_programs(const char *tier, uint64_t ring_bytes, const char **used, struct load_failure *failure);
/* Whether a capture can do without a program. */
int is_optional(const struct bpf_program *program);

#endif
