/* SPDX-License-Identifier: MIT */
#ifndef PROCSCOPE_GREETING_H
#define PROCSCOPE_GREETING_H

#include "stream.h"

/*
 * Says hello for a tier: what this machine is, and what its tier sees of some operations, as pairs of texts ended by NULL
 * (at most four), or NULL.
 */
void send_greeting(struct stream *stream, const char *tier, uint64_t ring_bytes, const char *const *sees);

#endif
