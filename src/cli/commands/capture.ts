import { readCaptureJob } from '../capture/capture-options.ts';
import { CAPTURE_FORMATS } from '../capture/capture-options.ts';
import { CAPTURE_HELP } from '../capture/capture-help.ts';
import { runCapture } from '../capture/run-capture.ts';
import type { CommandSpec } from '../command.ts';

/** `procscope capture`: records what happens on this machine. */
export const captureCommand: CommandSpec = {
  name: 'capture',
  summary: 'Record what the processes of this machine do, or one program and all that it starts.',
  argument: {
    name: 'program',
    doc: 'program to start and record, with its arguments, behind --',
    isOptional: true,
    isList: true,
  },
  options: [
    {
      flags: '-o, --output <file>',
      name: 'output',
      doc: 'file to write, replaced when it is there; - for standard output (default)',
    },
    {
      flags: '--to <format>',
      name: 'to',
      doc: "what to write (default: as the file's name ends, jsonl on standard output)",
      choices: CAPTURE_FORMATS,
    },
    {
      flags: '--columns <names>',
      name: 'columns',
      doc: 'columns of a CSV file: default, all, or names with commas between them',
    },
    {
      flags: '--rule <rule>',
      name: 'rule',
      doc: 'filter rule, may be repeated; events that it leaves out are not recorded',
      isRepeatable: true,
    },
    { flags: '--duration <seconds>', name: 'duration', doc: 'end after this time, such as 10 or 0.5' },
    { flags: '--max-events <number>', name: 'max-events', doc: 'end after this many events' },
    {
      flags: '--until-exit',
      name: 'until-exit',
      doc: 'end with the program, or with the process of --filter-pid, though what it started still runs',
    },
    { flags: '--filter-pid <pid>', name: 'filter-pid', doc: 'record only this process' },
    { flags: '--tree', name: 'tree', doc: 'with --filter-pid: record also what it starts' },
    { flags: '--directory <folder>', name: 'directory', doc: 'folder that the program starts in' },
    {
      flags: '--env <name=value>',
      name: 'env',
      doc: "variable of the program's environment, may be repeated",
      isRepeatable: true,
    },
    { flags: '--stacks', name: 'stacks', doc: 'record call stacks, on Windows' },
    {
      flags: '--log <file>',
      name: 'log',
      doc: 'file for the log of the capture: who records, what was tried, what was lost and why',
    },
    {
      flags: '--without-privileges',
      name: 'without-privileges',
      doc: 'record the program without administrator rights, which makes it slower',
    },
  ],
  help: CAPTURE_HELP,
  run: (input, host) => runCapture(readCaptureJob(input), host),
};
