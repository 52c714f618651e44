import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { windowsBootLogging } from '../../../../src/engine/boot/windows/windows-boot-logging.ts';
import type { BootLogging } from '../../../../src/engine/boot/boot-logging.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';

/** What a played `procscope-helper.exe boot COMMAND` does. */
export interface PlayedCommand {
  /** Written to standard output, one after the other. */
  readonly says?: readonly string[];
  /** The log, behind that. */
  readonly sends?: Buffer;
  /** Waits for its input to end, and says this when it was told to discard. */
  readonly discards?: string;
  readonly status?: number;
}

export interface PlayedHelper {
  readonly boot: BootLogging;
  /** What it was started with, and what it was told, a line each time. */
  asked(): readonly string[];
}

const SCRIPT = `
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const folder = import.meta.dirname;
const [, command, ...more] = process.argv.slice(2);
const note = (text) => appendFileSync(folder + '/asked', text + '\\n');
note([command, ...more].join(' '));
const { says = [], discards, status = 0 } = JSON.parse(readFileSync(folder + '/' + command + '.json', 'utf8'));
for (const text of says) process.stdout.write(text);
if (existsSync(folder + '/log')) process.stdout.write(readFileSync(folder + '/log'));
if (discards !== undefined) {
  let told = '';
  for await (const bytes of process.stdin) told += bytes;
  note('told ' + JSON.stringify(told));
  if (told === 'discard\\n') process.stdout.write(discards);
}
process.exitCode = status;
`;

/** A helper that plays commands. */
export function playedHelper(commands: Readonly<Record<string, PlayedCommand>>): PlayedHelper {
  const folder = temporaryFolder();
  const script = join(folder, 'helper.mjs');
  writeFileSync(script, SCRIPT);
  for (const [name, { sends, ...command }] of Object.entries(commands)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(command));
    if (sends !== undefined) writeFileSync(join(folder, 'log'), sends);
  }
  const program = join(folder, 'helper');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  chmodSync(program, 0o755);
  const asked = join(folder, 'asked');
  return {
    boot: windowsBootLogging({
      path: () => program,
      elevated: () => Promise.resolve({ command: program, args: [] }),
    }),
    asked: () => (existsSync(asked) ? readFileSync(asked, 'utf8').trimEnd().split('\n') : []),
  };
}
