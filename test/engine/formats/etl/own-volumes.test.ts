import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OwnMachine } from '../../../../src/engine/capture/own-machine.ts';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../../src/engine/open-capture.ts';
import { buildEtl, eventRecord } from '../../../support/etl-builder.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';
import { OPENED_PATH, traceOf } from '../../../support/raw-trace.ts';

const TODAY = [
  { nt: String.raw`\Device\HarddiskVolume3`, dos: 'C:' },
  { nt: String.raw`\SystemRoot`, dos: String.raw`C:\Windows` },
];
const SENTENCE = 'Drive letters are those of this computer today; the trace does not tell them.';

/** A machine that counts how often it is asked. */
class PlayedMachine implements OwnMachine {
  readonly name: string;
  asked = 0;
  readonly #answer: () => Promise<typeof TODAY>;

  constructor(name: string, answer = (): Promise<typeof TODAY> => Promise.resolve(TODAY)) {
    this.name = name;
    this.#answer = answer;
  }

  readonly volumes = (): Promise<typeof TODAY> => {
    this.asked++;
    return this.#answer();
  };
}

interface Shown {
  readonly paths: readonly string[];
  readonly warnings: readonly string[];
}

async function open(bytes: Buffer, ownMachine?: OwnMachine): Promise<Shown> {
  const path = join(temporaryFolder(), 'trace.etl');
  writeFileSync(path, bytes);
  const { capture, finished } = await openCapture(path, { ownMachine });
  onTestFinished(() => capture.close());
  const { warnings } = await finished;
  const cells = new CellFormatter(capture);
  const paths: string[] = [];
  for (const segment of capture.store.segments) {
    for (let i = 0; i < segment.length; i++) {
      cells.at(segment, i);
      paths.push(cells.text('path'));
    }
  }
  return { paths, warnings: warnings.map(({ message }) => message) };
}

describe('letters of a trace that tells none', () => {
  it.each([
    ['DESK', 'DESK'],
    ['DESK', 'desk'],
    // The NetBIOS name is cut.
    ['A-LONG-COMPUTER', 'a-long-computer-name'],
  ])('are those of today on the machine that made it: %s on %s', async (computer, name) => {
    const machine = new PlayedMachine(name);
    expect(await open(buildEtl(traceOf(computer)), machine)).toEqual({
      paths: [String.raw`C:\dir\a.txt`],
      warnings: [SENTENCE],
    });
    expect(machine.asked).toBe(1);
  });

  it.each([
    ['DESK', 'OTHER'],
    ['DESK', 'DESK-2'],
    ['', 'DESK'],
    ['', ''],
  ])('stay unknown on another machine, which is not asked: "%s" on "%s"', async (computer, name) => {
    const machine = new PlayedMachine(name);
    expect(await open(buildEtl(traceOf(computer)), machine)).toEqual({ paths: [OPENED_PATH], warnings: [] });
    expect(machine.asked).toBe(0);
  });

  it('stay unknown where nobody can be asked, and where asking fails', async () => {
    const unchanged = { paths: [OPENED_PATH], warnings: [] };
    expect(await open(buildEtl(traceOf('DESK')))).toEqual(unchanged);
    const failing = new PlayedMachine('DESK', () => Promise.reject(new Error('No helper')));
    expect(await open(buildEtl(traceOf('DESK')), failing)).toEqual(unchanged);
    expect(failing.asked).toBe(1);
  });

  it('are not spoken of where no path has one', async () => {
    const elsewhere = String.raw`\Device\HarddiskVolume9\b.txt`;
    const { paths, warnings } = await open(buildEtl(traceOf('DESK', elsewhere)), new PlayedMachine('DESK'));
    expect(paths).toEqual([elsewhere]);
    expect(warnings).toEqual([]);
  });

  it('are the trace\u2019s own where it has them', async () => {
    const { buffers } = traceOf('DESK');
    const volume = Buffer.from('\\Device\\HarddiskVolume3\0E:\0', 'utf16le');
    const merged = eventRecord({
      ...{ guid: '9b79ee91-b5fd-41c0-a243-4248e266e9d0', id: 0, opcode: 35, flags: 0x100 },
      ...{ time: 0n, payload: volume },
    });
    const machine = new PlayedMachine('DESK');
    expect(await open(buildEtl({ buffers: [...buffers, { cpu: 1, records: [merged] }] }), machine)).toEqual({
      paths: [String.raw`E:\dir\a.txt`],
      warnings: [],
    });
    expect(machine.asked).toBe(0);
  });

  it('are asked for until the opening is given up', async () => {
    const controller = new AbortController();
    const path = join(temporaryFolder(), 'trace.etl');
    writeFileSync(path, buildEtl(traceOf('DESK')));
    const ownMachine: OwnMachine = {
      name: 'DESK',
      volumes: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('Given up')));
          controller.abort();
        }),
    };
    await expect(openCapture(path, { ownMachine, signal: controller.signal })).rejects.toMatchObject({
      code: 'job/cancelled',
    });
  });
});
