import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAMAGED_STREAM } from '../../../src/engine/live/loss-causes.ts';
import { ProcessFlag } from '../../../src/engine/wire/wire-format.ts';
import { SourceRig, START_UNIX } from './support/source-rig.ts';
import { WireFrames } from './support/wire-frames.ts';
import type { PlainEvent, PlainProcess } from './support/wire-frames.ts';

const MS = 1_000_000;
/** When the capture starts in the helper's clock. */
const BOOT = 5_000 * MS;

function numbered(no: number, more: Partial<PlainEvent> = {}): PlainEvent {
  return { start: BOOT + no * 1000, process: 7, tid: no, path: 1 + (no % 50), ...more };
}

function definitions(frames: WireFrames): Buffer[] {
  const paths = Array.from({ length: 50 }, (_, n) => [n + 1, `/numbered/${n}`] as const);
  return [
    frames.clock(BOOT, START_UNIX),
    frames.processes({ id: 7, pid: 700, start: BOOT, name: 'cat', image: '/usr/bin/cat' }),
    frames.strings(Object.fromEntries(paths)),
  ];
}

/** Numbers of the events in the store, with what each says of its path and process. */
function told(rig: SourceRig): { no: number; path: string; process: string }[] {
  return rig
    .rows('tid', 'path', 'processName', 'operation')
    .filter(([, , , operation]) => operation !== 'Events Lost')
    .map(([tid, path = '', process = '']) => ({ no: Number(tid), path, process }));
}

describe('a stream that is damaged', () => {
  it('gives every event that can still be read, each right, and a row where something is missing', () => {
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 1, max: 3000 }),
      how: fc.constantFrom('flip', 'cut', 'insert'),
    });
    fc.assert(
      fc.property(
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 7000 }),
        (list, size) => {
          const rig = new SourceRig();
          const frames = new WireFrames();
          rig.push(...definitions(frames));
          const batches = Array.from({ length: 20 }, (_, batch) =>
            frames.events(...Array.from({ length: 30 }, (__, i) => numbered(batch * 30 + i))),
          );
          let bytes = Buffer.concat(batches);
          for (const { at, length, how } of list) {
            const from = Math.floor(at * bytes.length);
            const to = Math.min(bytes.length, from + length);
            const between = how === 'cut' ? Buffer.alloc(0) : Buffer.alloc(length, 0x5a);
            bytes = Buffer.concat([
              bytes.subarray(0, from),
              between,
              bytes.subarray(how === 'insert' ? from : to),
            ]);
          }
          for (let from = 0; from < bytes.length; from += size) rig.push(bytes.subarray(from, from + size));
          // What comes later is whole again.
          rig.push(frames.events(...Array.from({ length: 30 }, (_, i) => numbered(600 + i))));
          rig.source.drain();
          const found = told(rig);
          const later = found.filter(({ no }) => no >= 600);
          expect(later).toHaveLength(30);
          for (const { no, path, process } of found) {
            expect([path, process]).toEqual([`/numbered/${no % 50}`, 'cat']);
          }
          expect(new Set(found.map(({ no }) => no)).size).toBe(found.length);
          if (found.length < 630)
            expect(rig.column('detail')).toContainEqual(`Lost: unknown, Cause: ${DAMAGED_STREAM}`);
          expect(rig.source.recorded).toBe(found.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('tells no wrong path when what said that they are numbered anew was lost', () => {
    const rig = new SourceRig();
    const frames = new WireFrames();
    rig.push(...definitions(frames), frames.events(numbered(0), numbered(1)));
    frames.reset();
    rig.push(frames.strings({ 1: '/anew', 2: '/numbered/1' }), frames.events(numbered(50), numbered(51)));
    rig.source.drain();
    expect(rig.rows('tid', 'path').filter(([, path]) => path !== '')).toEqual([
      ['0', '/numbered/0'],
      ['1', '/numbered/1'],
      ['50', '/anew'],
      ['51', '/numbered/1'],
    ]);
  });

  it('has times of now when the frame with the clock was lost', () => {
    const rig = new SourceRig();
    const frames = new WireFrames();
    const before = BigInt(Date.now()) * 1_000_000n - START_UNIX;
    rig.push(frames.events(numbered(0), numbered(1000)));
    rig.source.drain();
    const after = BigInt(Date.now()) * 1_000_000n - START_UNIX;
    const [segment] = rig.store.segments;
    const [first = 0, second = 0] = rig.store.column(segment!, 'time');
    expect(second - first).toBe(10_000);
    expect(BigInt(second) * 100n).toBeGreaterThanOrEqual(before - 100n);
    expect(BigInt(second) * 100n).toBeLessThanOrEqual(after);
  });

  it('cannot fill memory with numbers of texts', () => {
    const rig = new SourceRig();
    const frames = new WireFrames();
    rig.push(...definitions(frames), frames.strings({ 4_000_000_000: '/far' }));
    rig.push(frames.events(numbered(0, { path: 4_000_000_000 }), numbered(1)));
    rig.source.drain();
    expect(rig.column('path')).toEqual(['', '/numbered/1']);
  });
});

describe('time', () => {
  it('goes on while the machine sleeps, and stays in order when its clock is set meanwhile', () => {
    const rig = new SourceRig();
    const frames = new WireFrames();
    const HOUR = 3_600_000 * MS;
    rig.push(...definitions(frames), frames.events(numbered(0)));
    rig.source.look(0);
    rig.source.look(100);
    // Eight hours of sleep, after which the clock is put back by one.
    rig.push(frames.clock(BOOT + 8 * HOUR, START_UNIX + BigInt(7 * HOUR), 2));
    rig.push(frames.events(numbered(1, { start: BOOT + 8 * HOUR + MS })));
    rig.source.drain();
    expect(rig.clockSteps).toEqual([BigInt(-HOUR)]);
    expect(rig.rows('timeOfDay', 'relativeTime')).toEqual([
      ['9:30:00.0000000 AM', '00:00:00.0000000'],
      ['5:30:00.0010000 PM', '08:00:00.0010000'],
    ]);
  });
});

describe('losses by the thousand', () => {
  it('are few rows, with the right sum, and one row where they lie apart', () => {
    const rig = new SourceRig();
    const frames = new WireFrames();
    rig.push(...definitions(frames));
    for (let i = 0; i < 5000; i++)
      rig.push(frames.loss(3, BOOT + i * 1000), frames.loss(1, BOOT + i * 1000, 2));
    rig.push(frames.loss(7, BOOT + 100 * MS));
    rig.source.drain();
    expect(rig.source.lost).toBe(5000 * 4 + 7);
    expect(rig.store.losses.map(({ count }) => count)).toEqual([15_000, 5000, 7]);
    expect(new Set(rig.store.losses.map(({ cause }) => cause)).size).toBe(2);
    expect(rig.rows('operation', 'result', 'duration', 'detail')[2]).toEqual([
      ...['Events Lost', '', ''],
      expect.stringMatching(/^Lost: 7, Cause: The kernel's buffer was full/),
    ]);
  });
});

describe('processes by the thousand', () => {
  const short = (n: number): PlainProcess[] => {
    const common = { pid: 1000 + (n % 30_000), parentPid: 1, start: BOOT + n * 1000 };
    const [forked, executed] = [10 + n * 2, 11 + n * 2];
    return [
      { ...common, id: forked, flags: ProcessFlag.Forked, name: 'sh', image: '/bin/sh' },
      {
        ...common,
        id: executed,
        flags: ProcessFlag.Exec,
        name: 'true',
        image: '/bin/true',
        arguments: ['true', `${n}`],
      },
      { ...common, id: executed, flags: ProcessFlag.Exec, name: 'true', end: BOOT + n * 1000 + 500 },
    ];
  };

  it('are not remembered longer than events may name them', () => {
    const rig = new SourceRig({ history: { events: 10_000 } });
    const frames = new WireFrames();
    rig.push(...definitions(frames));
    for (let from = 0; from < 50_000; from += 250) {
      const some = Array.from({ length: 250 }, (_, i) => from + i);
      rig.push(frames.processes(...some.flatMap(short)));
      rig.push(frames.events(...some.map((n) => numbered(n, { process: 11 + n * 2 }))));
    }
    rig.source.drain();
    // A process that runs `sh` and then `true` is two programs, of which both have ended.
    expect(rig.processes.count).toBeLessThan(20_100);
    expect(rig.rows('pid', 'commandLine', 'path').at(-1)).toEqual([
      String(1000 + (49_999 % 30_000)),
      'true 49999',
      `/numbered/${49_999 % 50}`,
    ]);
    // An epoch that begins now has what runs, and none of these.
    const begun = rig.store.beginEpoch();
    rig.processes.beginEpoch(begun);
    expect(begun.processes.records.map(({ pid }) => pid)).toEqual([700]);
  });

  it('with long command lines are forgotten sooner', () => {
    const rig = new SourceRig({ history: { events: 1000 } });
    const frames = new WireFrames();
    rig.push(...definitions(frames));
    const long = 'x'.repeat(60_000);
    for (let n = 0; n < 2000; n++) {
      const [, executed, ended] = short(n);
      rig.push(frames.processes({ ...executed!, arguments: [`${n}`, long] }, ended!));
    }
    expect(rig.processes.count).toBeLessThan(400);
  });

  it('say when the program of a process made way for another', () => {
    const rig = new SourceRig();
    const frames = new WireFrames();
    rig.push(...definitions(frames), frames.processes(...short(0)));
    const records = rig.store.epoch.processes.records.filter(({ pid }) => pid === 1000);
    const end = rig.capture.meta.startTime;
    expect(records.map((record) => [rig.store.epoch.strings.get(record.name), record.end])).toEqual([
      ['sh', end],
      ['true', end + 5n],
    ]);
  });
});
