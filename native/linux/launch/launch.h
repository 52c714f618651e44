/* SPDX-License-Identifier: MIT */
#ifndef PROCSCOPE_LAUNCH_H
#define PROCSCOPE_LAUNCH_H

/* The mode `launch`: waits to be let go, then becomes a program. `argv[0]` is the mode's name. Returns the exit status. */
int launch_main(int argc, char **argv);

/* Gives up what file capabilities gave: both modes run programs of the user, for whom they are not meant. */
void drop_file_capabilities(void);

#endif
