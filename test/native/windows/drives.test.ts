import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { ownMachine } from '../../../src/engine/live/own-machine.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { buildEtl } from '../../support/etl-builder.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { traceOf } from '../../support/raw-trace.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { runUnderWine, windowsHelper, wineCommand } from './support/wine.ts';

const SECONDS = 1000;

describeWithWine('drives of the Windows helper, under Wine', () => {
  beforeAll(() => void windowsHelper(), 600 * SECONDS);

  it('are told in one line, with the folder of the system', { timeout: 120 * SECONDS }, () => {
    const { status, stdout } = runUnderWine(windowsHelper(), ['drives']);
    expect(status).toBe(0);
    expect(stdout.toString('utf8')).toMatch(/^\{"drives":\[.+\]\}\r?\n$/);
    const { drives } = JSON.parse(stdout.toString('utf8')) as { drives: readonly (readonly string[])[] };
    expect(drives).toContainEqual([expect.stringMatching(/^\\Device\\HarddiskVolume\d+$/), 'C:']);
    expect(drives).toContainEqual(['\\SystemRoot', 'C:\\windows']);
    for (const each of drives) expect(each).toHaveLength(2);
  });

  it('are refused anything else in a sentence', { timeout: 120 * SECONDS }, () => {
    const { status, stdout, stderr } = runUnderWine(windowsHelper(), ['drives', '--start']);
    expect([status, stdout.toString('utf8')]).toEqual([2, '']);
    expect(stderr.toString('utf8').trim()).toBe('drives takes no options.');
  });

  it('name the files of a trace that was made here', { timeout: 120 * SECONDS }, async () => {
    const folder = temporaryFolder();
    const { command, args } = wineCommand(windowsHelper(), []);
    const helper = join(folder, 'helper');
    const words = [command, ...args].map((word) => `'${word}'`).join(' ');
    writeFileSync(helper, `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(helper, 0o755);
    const machine = ownMachine([helper], 'win32')!;
    const volumes = await machine.volumes(new AbortController().signal);
    const { nt } = volumes.find(({ dos }) => dos === 'C:')!;
    const trace = join(folder, 'trace.etl');
    writeFileSync(trace, buildEtl(traceOf('HERE', `${nt}\\dir\\a.txt`)));
    const { capture, finished } = await openCapture(trace, { ownMachine: { ...machine, name: 'here' } });
    onTestFinished(() => capture.close());
    const { warnings } = await finished;
    const cells = new CellFormatter(capture);
    cells.at(capture.store.segments[0]!, 0);
    expect(cells.text('path')).toBe('C:\\dir\\a.txt');
    expect(warnings.map(({ code }) => code)).toEqual(['etl/letters-of-today']);
  });
});
