import { createBootLogging } from '../../engine/boot/create-boot-logging.ts';
import { CaptureHelper, builtHelpers } from '../../host/capture-helper.ts';
import { readBootJob } from '../boot/boot-options.ts';
import { runBoot } from '../boot/run-boot.ts';
import type { CommandSpec } from '../command.ts';

/** `procscope boot`: records the next start of the system. */
export const bootCommand: CommandSpec = {
  name: 'boot',
  summary: 'Record the next start of this system, and save what was recorded.',
  argument: { name: 'action', doc: 'enable, disable, status, collect or discard' },
  options: [
    {
      flags: '-o, --output <file>',
      name: 'output',
      doc: 'collect: capture file to write, replaced when it is there (default: boot-<time>.procscope)',
    },
    {
      flags: '--keep',
      name: 'keep',
      doc: 'collect: leave the log where it is; else it is deleted once it is saved',
    },
    {
      flags: '--log <id>',
      name: 'log',
      doc: 'collect, discard: which log, as status has it (default: the oldest)',
    },
    { flags: '--json', name: 'json', doc: 'status: print one JSON object' },
  ],
  help: `
enable   has the next start of the system recorded, from as early as possible, once; says what it changes before it asks for a
         password.
disable  undoes that, and takes away what else is left of it. Logs stay.
status   says how it is now, as the system has it; needs no rights.
collect  saves a log as a capture file and then deletes it; ends the recording when that goes on. The first one is the oldest.
         A log that a crash or a power loss cut off is saved up to its last whole record, and standard error says so.
discard  deletes a log for good.

The JSON object of status has isArmed, recording (the log that is being written, if any), logs (those that wait, each with
id, began and ended in milliseconds since 1970, bytes, events, dropped, isComplete), leftovers, and failed and unsupported with
a sentence each where they apply.

Rights. Everything but status needs those of root: run the command with sudo, or as you are, and it starts its helper through
sudo, which may ask for your password. The capture file is yours.

Examples:
  procscope boot enable
  procscope boot status --json
  procscope boot collect -o boot.procscope`,
  run(input, host) {
    const helper = new CaptureHelper({ places: builtHelpers(), elevation: 'terminal' });
    const boot = createBootLogging({ path: () => helper.path(), elevated: () => helper.asRoot() });
    return runBoot(readBootJob(input), boot, host);
  },
};
