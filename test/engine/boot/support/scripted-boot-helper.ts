import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { BootLog, BootStatus } from '../../../../src/shared/boot.ts';

/**
 * Plays the boot commands of a helper without any privilege: `scripted-boot-helper.ts FOLDER boot enable` and so on. The system
 * is a file of the folder, `system.json`, that the test writes; the bytes of a log are the file `ID.log`.
 */
export interface PlayedSystem {
  readonly status: BootStatus;
  /** Commands that fail, each with the sentence that it says. */
  readonly failing?: Readonly<Record<string, string>>;
  /** Commands that are slow, in ms: as if somebody were asked for a password. */
  readonly waiting?: Readonly<Record<string, number>>;
}

const [folder = '', first = '', command = '', id = ''] = process.argv.slice(2);
const file = join(folder, 'system.json');

function read(): PlayedSystem {
  return JSON.parse(readFileSync(file, 'utf8')) as PlayedSystem;
}

function change(edit: (status: BootStatus) => Partial<BootStatus>): void {
  const system = read();
  const text = JSON.stringify({ ...system, status: { ...system.status, ...edit(system.status) } });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function without(status: BootStatus): Partial<BootStatus> {
  const { recording } = status;
  return {
    logs: status.logs.filter((log) => log.id !== id),
    recording: recording?.id === id ? undefined : recording,
  };
}

function known(): BootLog {
  const { logs, recording } = read().status;
  const found = [...logs, recording].find((log) => log?.id === id);
  if (found === undefined) fail(`There is no boot log ${id}.`);
  return found;
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

async function send(): Promise<void> {
  const log = known();
  if (read().status.recording?.id === id) {
    change(({ logs }) => ({ recording: undefined, logs: [...logs, { ...log, isComplete: true }] }));
  }
  const bytes = readFileSync(join(folder, `${id}.log`));
  // In pieces, so that a reader can stop in the middle.
  const { waiting = {} } = read();
  for (let at = 0; at < bytes.length; at += 65_536) {
    if (!process.stdout.write(bytes.subarray(at, at + 65_536))) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
    await setTimeout(waiting['piece'] ?? 0);
  }
  await new Promise<void>((resolve) => process.stdout.end(resolve));
  let said = '';
  for await (const text of process.stdin) said += String(text);
  if (said.trim() === 'discard') change(without);
}

async function run(): Promise<void> {
  if (first !== 'boot' || !existsSync(file)) fail('This helper plays boot logging alone.');
  const { failing = {}, waiting = {}, status } = read();
  await setTimeout(waiting[command] ?? 0);
  const sentence = failing[command];
  if (sentence !== undefined) fail(sentence);
  switch (command) {
    case 'status':
      process.stdout.write(`${JSON.stringify(status)}\n`);
      return;
    case 'enable':
      change(() => ({ isArmed: true, leftovers: [] }));
      return;
    case 'disable':
      change(() => ({ isArmed: false, leftovers: [], failed: undefined }));
      return;
    case 'discard':
      known();
      change(without);
      return;
    case 'send':
      await send();
      return;
    default:
      fail(`"${command}" is nothing that this helper can do.`);
  }
}

await run();
