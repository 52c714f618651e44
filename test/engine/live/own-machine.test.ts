import { chmodSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownMachine } from '../../../src/engine/live/own-machine.ts';
import { temporaryFolder } from '../../support/opened-log.ts';

const never = new AbortController().signal;

/** A helper that answers with a line when it is asked for drives, and fails when it is asked for anything else. */
function playedHelper(line: string, status = 0): string {
  const folder = temporaryFolder();
  const script = join(folder, 'helper.mjs');
  writeFileSync(
    script,
    `const asked = process.argv.slice(2).join(' ');
     if (asked !== 'drives') process.exit(2);
     process.stdout.write(${JSON.stringify(line)});
     process.exitCode = ${status};`,
  );
  const program = join(folder, 'helper');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  chmodSync(program, 0o755);
  return program;
}

describe.skipIf(process.platform === 'win32')('the machine that this runs on', () => {
  const MISSING = '/nowhere/procscope-helper.exe';
  const DRIVES = String.raw`{"drives":[["\\Device\\HarddiskVolume3","C:"],["\\SystemRoot","C:\\Windows"]]}`;

  it('knows its volumes by the first helper that is there, and its name', async () => {
    const machine = ownMachine([MISSING, playedHelper(`${DRIVES}\r\n`), playedHelper('')], 'win32');
    expect(machine?.name).toBe(hostname());
    expect(await machine?.volumes(never)).toEqual([
      { nt: String.raw`\Device\HarddiskVolume3`, dos: 'C:' },
      { nt: String.raw`\SystemRoot`, dos: String.raw`C:\Windows` },
    ]);
  });

  it('is nobody to ask on other systems', () => {
    const helper = playedHelper(DRIVES);
    expect(ownMachine([helper], 'linux')).toBeUndefined();
    expect(ownMachine([helper], 'darwin')).toBeUndefined();
  });

  it.each([
    ['there is no helper', () => MISSING],
    ['the helper fails', () => playedHelper(DRIVES, 1)],
    ['the helper says nothing', () => playedHelper('')],
    ['the helper says something else', () => playedHelper('{"drives":[["\\\\Device"]]}')],
  ])('does not tell them when %s', async (_name, helper) => {
    await expect(ownMachine([helper()], 'win32')!.volumes(never)).rejects.toThrow();
  });
});
