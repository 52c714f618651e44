/** What `procscope capture --help` says behind the options. */
export const CAPTURE_HELP = `
Records until Ctrl+C, which ends the capture properly: what is written is complete. With a program it ends when the program
and all that it started have ended; with --until-exit when the program itself has.

jsonl    one JSON object an event, as procscope export writes it; written while it happens, to a file or to another program.
csv      as procscope export writes it, written while it happens.
native   a capture file of Procscope, which loses nothing; it can be opened whatever becomes of this command.

A program has the input, the output and the environment of this command. Where events go to standard output, all of the
program's output goes to standard error, so that the two never mix. Programs that show the events of standard output, such as
the terminal, are not recorded.

A rule is Column;relation;value;Include or Column;relation;value;Exclude, as in procscope export --help.

Rights. Recording needs those of root: run the command with sudo, or run it as you are, and it starts its capture helper
through sudo, which may ask for your password; nothing else gets these rights, and a program is started with yours. To be
asked no more, give them to the helper's file once with setcap: the sentence that says that rights are missing holds the command,
and docs/live-capture.md says what it means. Whoever may run that file can then record what all users do.
--without-privileges needs no rights: it records a program, and what that starts, with ptrace. Each recorded call then takes
ten times as long or more, what happens without a call (such as a connection that the other side ends) is not recorded,
setuid programs get no rights of their own, and the program ends when the capture does.
On Windows the capture helper asks for an administrator's rights itself, each time that a capture begins, unless the command
has them already; nothing is recorded without. --stacks adds call stacks there, with which a capture is several times as large.

--log writes a text file that says how the capture went: versions, what the capture helper tried and which other way it took,
what was lost and why. It holds no events; send it along when something is wrong.

Exit status: that of the program, 128 + n when signal n ended it; 126 when it cannot be run, 127 when it is not there. Without
a program, and where the program runs on: 0, also after Ctrl+C (130 when that comes before anything is recorded, or while a
program still runs), 1 when the capture failed, 2 for a wrong command line. When events were lost, standard error says how
many.

Examples:
  procscope capture -o minute.procscope --duration 60
  procscope capture -- make -j4 | jq -r 'select(.result != "SUCCESS") | .path'
  procscope capture --filter-pid 1234 --tree --to csv -o server.csv
  procscope capture --rule 'Path;begins with;/etc;Include' --max-events 100
  procscope capture --without-privileges -o ls.procscope -- ls -l`;
