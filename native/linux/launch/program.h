/* SPDX-License-Identifier: MIT
 *
 * Starting a program by its name, as a shell does, with a sentence for each way that it can fail.
 */
#ifndef PROCSCOPE_PROGRAM_H
#define PROCSCOPE_PROGRAM_H

#include <stddef.h>

/* What a shell returns for a program that is not there, and for one that cannot be run. */
enum { EXIT_NOT_FOUND = 127, EXIT_NOT_RUN = 126 };

/* Finds the file of a program: `name` itself when it has a slash, else in the folders of PATH. Returns 0, or an errno. */
int find_program(const char *name, char *path, size_t size);
/* Becomes the program; a text without an interpreter line is given to the shell. Returns only when it fails: an errno. */
int run_program(const char *path, char *const *arguments);
/* Says why a program could not be started and what helps. `error` is from one of the above. */
void program_sentence(char *sentence, size_t size, const char *name, int error);
/* The same for the folder that it was to run in. */
void directory_sentence(char *sentence, size_t size, const char *directory, int error);
int exit_status_of(int error);

#endif
