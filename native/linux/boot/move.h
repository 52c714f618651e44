/* SPDX-License-Identifier: MIT
 *
 * Pieces as files.
 */
#ifndef PROCSCOPE_BOOT_MOVE_H
#define PROCSCOPE_BOOT_MOVE_H

#include <stdint.h>

#define PIECE_NAME_ROOM 32

/* Such as `000001.psw`. */
void piece_name(char name[PIECE_NAME_ROOM], uint32_t number);
/* The number of a piece's name, 0 for other names. */
uint32_t piece_number(const char *name);
/* Copies a piece to another folder, where it is whole and safe or not there. Errors: -1 and errno. */
int copy_piece(int from, int to, uint32_t number);

#endif
