import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import type { CommandHost } from '../../src/cli/command.ts';
import { errorLine, failureOf, runCommand } from '../../src/cli/main.ts';
import { ProgressLine } from '../../src/cli/progress-line.ts';
import { StreamSink } from '../../src/cli/stdout-sink.ts';
import { runProcscope } from './support/run-procscope.ts';

const EXPORT = ['export', 'log.pml', '--to', 'csv', '-o', 'out.csv'];
const SENTENCE = /^procscope: [A-Z"-][^\n]*\.\n$/;

/** How the command line fails, without a process of its own. */
async function failure(args: readonly string[]): Promise<{ readonly status: number; readonly line: string }> {
  const output = new Writable({ write: () => expect.unreachable('Nothing goes to standard output') });
  const host: CommandHost = {
    output: new StreamSink(output),
    progress: new ProgressLine({ write: () => undefined }),
    signal: new AbortController().signal,
    warn: () => expect.unreachable('There is nothing to warn of'),
    endWith: () => expect.unreachable('Nothing is done'),
  };
  try {
    await runCommand(args, host);
  } catch (error) {
    const { status, sentence } = failureOf(error);
    return { status, line: errorLine(sentence ?? '') };
  }
  return expect.unreachable('The command line is wrong');
}

it.each([
  ['no command', []],
  ['an unknown command', ['inform', 'log.pml']],
  ['an unknown option', ['info', 'log.pml', '--jsn']],
  ['a missing file', ['info']],
  ['two files', ['info', 'a.pml', 'b.pml']],
  ['a missing format', ['export', 'log.pml', '-o', 'out.csv']],
  ['an unknown format', ['export', 'log.pml', '--to', 'xls', '-o', 'out.csv']],
  ['a missing output', ['export', 'log.pml', '--to', 'csv']],
  ['an empty output', ['export', 'log.pml', '--to', 'csv', '-o', '']],
  ['an unknown column', [...EXPORT, '--columns', 'PID,Colour']],
  ['a rule that is none', [...EXPORT, '--rule', 'PID']],
  ['a rule with an unknown relation', [...EXPORT, '--rule', 'PID;equals;4;Include']],
  ['columns for JSON Lines', ['export', 'log.pml', '--to', 'jsonl', '--columns', 'PID', '-o', '-']],
  ['an address that others reach', ['serve', '--host', '0.0.0.0']],
  ['a certificate without its key', ['serve', '--tls-cert', 'cert.pem']],
  ['a port that is none', ['serve', '--port', '99999']],
  ['an argument where none is meant', ['address', 'x']],
  ['columns for a database', ['export', 'log.pml', '--to', 'sqlite', '--columns', 'PID', '-o', 'out.sqlite']],
  ['stacks in CSV', [...EXPORT, '--stacks']],
  ['an unknown style', [...EXPORT, '--as', 'pretty']],
  [
    "Process Monitor's texts in JSON Lines",
    ['export', 'log.pml', '--to', 'jsonl', '--as', 'procmon', '-o', '-'],
  ],
  ['a version that is none', [...EXPORT, '--procmon-version', 'newest']],
  ['a version with plain texts', [...EXPORT, '--as', 'plain', '--procmon-version', '3.53']],
  ['a version for Parquet', ['export', 'log.pml', '--to', 'parquet', '--procmon-version', '4', '-o', '-']],
  ['a database on standard output', ['export', 'log.pml', '--to', 'sqlite', '-o', '-']],
  ['a log on standard output', ['export', 'log.pml', '--to', 'pml', '-o', '-']],
  ['a capture file on standard output', ['export', 'log.pml', '--to', 'native', '-o', '-']],
  ['to capture into a file on standard output', ['capture', '--to', 'native']],
  ['to capture into no file', ['capture', '-o', '']],
  ['to capture in an unknown format', ['capture', '--to', 'xml']],
  ['to capture with a rule that is none', ['capture', '--rule', 'Path;is']],
  ['to capture for no time', ['capture', '--duration', '0']],
  ['to capture for a time that is none', ['capture', '--duration', '1 minute']],
  ['to capture no events', ['capture', '--max-events', '0']],
  ['to capture a process without a number', ['capture', '--filter-pid', 'init']],
  ['to capture a process that is not there', ['capture', '--filter-pid', '99999999999']],
  ['to capture a process and a program', ['capture', '--filter-pid', '1', '--', 'ls']],
  ['to capture the tree of nothing', ['capture', '--tree']],
  ['to wait for the exit of nothing', ['capture', '--until-exit']],
  ['to capture everything without privileges', ['capture', '--without-privileges']],
  ['a folder for no program', ['capture', '--directory', '/tmp']],
  ['variables for no program', ['capture', '--env', 'A=b']],
  ['a variable without a value', ['capture', '--env', 'A', '--', 'ls']],
  ['a program without a name', ['capture', '--', '']],
  ['a log without a name', ['capture', '--log', '']],
  ['a log on standard output', ['capture', '--log', '-']],
  ['a log in place of the events', ['capture', '-o', 'a.csv', '--log', './a.csv']],
  ['columns for JSON Lines while capturing', ['capture', '--columns', 'PID']],
] as const)('refuses %s in one sentence, status 2', async (_what, args) => {
  const { status, line } = await failure(args);
  expect(status).toBe(2);
  expect(line).toMatch(SENTENCE);
  expect(line).not.toMatch(/\. [A-Z]/);
});

it.skipIf(process.platform === 'win32')('refuses call stacks on other systems than Windows', async () => {
  const { status, line } = await failure(['capture', '--stacks']);
  expect(status).toBe(1);
  expect(line).toBe('procscope: Call stacks are recorded on Windows alone: capture without them here.\n');
});

it('ends the process with that status and that sentence', { timeout: 60_000 }, async () => {
  const run = await runProcscope(['info', 'log.pml', '--jsn']);
  expect(run).toEqual({
    status: 2,
    stdout: '',
    stderr: "procscope: Unknown option '--jsn' (Did you mean --json?).\n",
  });
});
