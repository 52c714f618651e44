import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HELPER_ENDED } from '../../../src/engine/live/loss-causes.ts';
import { isLoss } from '../../../src/engine/view/losses.ts';
import { EventFlag, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { EventClass, classBit } from '../../../src/shared/event-class.ts';
import { ALL_CLASSES } from '../../../src/shared/event-class.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { SourceRig, START_UNIX } from './support/source-rig.ts';
import { WireFrames } from './support/wire-frames.ts';
import type { PlainEvent } from './support/wire-frames.ts';

const MS = 1_000_000;
/** When the capture starts in the helper's clock. */
const BOOT = 5_000 * MS;

function begun(): { rig: SourceRig; frames: WireFrames } {
  const rig = new SourceRig();
  const frames = new WireFrames();
  rig.push(frames.clock(BOOT, START_UNIX));
  rig.push(
    frames.processes(
      { id: 1, pid: 1, name: 'systemd', image: '/usr/lib/systemd/systemd' },
      {
        ...{ id: 7, pid: 700, parentPid: 1, parentId: 1, uid: 1000, start: BOOT, name: 'cat' },
        ...{ image: '/usr/bin/cat', arguments: ['cat', 'a b'] },
      },
    ),
    frames.strings({ 1: '/etc/passwd', 2: '/tmp/한글' }),
  );
  return { rig, frames };
}

const READ = 10;

function read(start: number, more: Partial<PlainEvent> = {}): PlainEvent {
  return { start: BOOT + start, operation: READ, process: 7, tid: 701, path: 1, ...more };
}

describe('what a helper sends', () => {
  it('becomes rows with process, path, result, times and details', () => {
    const { rig, frames } = begun();
    rig.push(
      frames.events(
        read(1_000, { duration: 250, result: 12, details: Buffer.from([1, 1, 3]) }),
        read(2_000, { path: 2, result: -13, flags: EventFlag.Failed, category: 1 }),
        read(3_000, { process: 99, path: 0, flags: EventFlag.NoExit, duration: 5 * MS }),
      ),
    );
    rig.source.drain();
    const columns = [
      'processName',
      'pid',
      'tid',
      'operation',
      'path',
      'result',
      'user',
      'commandLine',
    ] as const;
    expect(rig.rows(...columns)).toEqual([
      ['cat', '700', '701', 'read', '/etc/passwd', 'SUCCESS', 'anna', "cat 'a b'"],
      ['cat', '700', '701', 'read', '/tmp/한글', 'EACCES', 'anna', "cat 'a b'"],
      ['', '0', '701', 'read', '', '', '', ''],
    ]);
    expect(rig.rows('timeOfDay', 'relativeTime', 'duration', 'detail')).toEqual([
      ['9:30:00.0000010 AM', '00:00:00.0000010', '0.0000002', 'Bytes: 12, fd: 3'],
      ['9:30:00.0000020 AM', '00:00:00.0000020', '0.0000000', ''],
      ['9:30:00.0000030 AM', '00:00:00.0000030', '', 'Notes: not ended while captured'],
    ]);
    expect(rig.source.recorded).toBe(3);
  });

  it('keeps what is known of a process when more becomes known, also in an earlier epoch', () => {
    const { rig, frames } = begun();
    rig.push(frames.events(read(0)));
    rig.source.drain();
    const before = rig.store.epoch;
    const after = rig.store.beginEpoch();
    rig.push(frames.events(read(1)));
    rig.source.drain();
    rig.push(frames.processes({ id: 7, pid: 700, parentPid: 1, uid: 1000, start: BOOT, end: BOOT + 9 * MS }));
    for (const epoch of [before, after]) {
      const process = epoch.processes.records.find(({ pid }) => pid === 700);
      expect(process).toMatchObject({ parentPid: 1, uid: 2, parentUid: 1 });
      expect(process?.end).toBe(rig.capture.meta.startTime + 90_000n);
      expect(epoch.strings.get(process!.name)).toBe('cat');
    }
    // What runs is listed although it did nothing since.
    expect(after.processes.records.map(({ pid }) => pid).sort((a, b) => a - b)).toEqual([1, 700]);
  });

  it('finds its paths after the helper has begun to count anew, also what still waits', () => {
    const { rig, frames } = begun();
    rig.push(frames.events(read(1), read(2, { path: 2 })));
    rig.push(frames.reset(), frames.strings({ 1: '/new' }), frames.events(read(3), read(4, { path: 2 })));
    rig.source.drain();
    expect(rig.column('path')).toEqual(['/etc/passwd', '/tmp/한글', '/new', '']);
  });

  it('is told as a loss where it is missing, with the number that the kernel counted', () => {
    const { rig, frames } = begun();
    rig.push(frames.events(read(MS)), frames.loss(42, BOOT + 2 * MS), frames.events(read(3 * MS)));
    rig.source.drain();
    expect(rig.rows('operation', 'eventClass', 'relativeTime')).toEqual([
      ['read', 'File System', '00:00:00.0010000'],
      ['Events Lost', 'Lost', '00:00:00.0020000'],
      ['read', 'File System', '00:00:00.0030000'],
    ]);
    expect(rig.store.losses).toMatchObject([{ event: 1, count: 42 }]);
    expect(isLoss(rig.store.losses, 1)).toBe(true);
    expect(rig.column('detail')[1]).toContain('Lost: 42');
    expect(rig.source.lost).toBe(42);
    expect(rig.source.recorded).toBe(2);
  });

  it('is told as a loss of unknown size when a frame was lost or the helper ended', () => {
    const { rig, frames } = begun();
    rig.push(frames.events(read(MS)));
    frames.skip();
    rig.push(frames.events(read(2 * MS)));
    rig.source.addGap(HELPER_ENDED);
    rig.source.drain();
    expect(rig.column('operation')).toEqual(['read', 'Events Lost', 'read', 'Events Lost']);
    expect(rig.store.losses.map(({ count }) => count)).toEqual([undefined, undefined]);
    expect(rig.store.losses[1]?.cause).toBe(HELPER_ENDED);
  });

  it('holds more processes than one epoch has room for', () => {
    const rig = new SourceRig({ history: { events: 4096 } });
    const frames = new WireFrames();
    rig.push(frames.clock(BOOT, START_UNIX));
    for (let id = 1; id <= 70_000; id++) {
      const name = `p${id % 50}`;
      rig.push(frames.processes({ id, pid: 1 + (id % 32_000), start: BOOT + id, end: BOOT + id + 5, name }));
      rig.push(frames.events(read(id, { process: id, path: 0 })));
    }
    rig.source.drain();
    expect(rig.store.end).toBe(70_000);
    expect(rig.store.epoch.no).toBeGreaterThan(0);
    expect(rig.rows('processName', 'pid').at(-1)).toEqual(['p0', String(1 + (70_000 % 32_000))]);
  });

  it('tells when the clock was set, and keeps its times', () => {
    const { rig, frames } = begun();
    rig.push(frames.clock(BOOT + 10 * MS, START_UNIX + 10_000_000n, 1));
    rig.push(frames.clock(BOOT + 20 * MS, START_UNIX + 3_600_020_000_000n, 2));
    rig.push(frames.clock(BOOT + 30 * MS, START_UNIX + 3_600_030_000_000n, 1));
    rig.push(frames.events(read(40 * MS)));
    rig.source.drain();
    expect(rig.clockSteps).toEqual([3_600_000_000_000n]);
    expect(rig.column('timeOfDay')).toEqual(['9:30:00.0400000 AM']);
  });
});

describe('the order of events', () => {
  it('is that of their beginnings, however they come within the window', () => {
    const events = fc.array(
      fc.record({
        start: fc.integer({ min: 0, max: 300 * MS }),
        duration: fc.integer({ min: 0, max: 15 * MS }),
      }),
      { minLength: 1, maxLength: 200 },
    );
    // With what it takes to end and to be sent, an event comes within 35 of the window's 50 ms.
    const pauses = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 });
    fc.assert(
      fc.property(events, pauses, (list, milliseconds) => {
        const { rig, frames } = begun();
        // As a helper sends them: by their ends, now and then what has ended since.
        const ended = list.toSorted((a, b) => a.start + a.duration - b.start - b.duration);
        let now = 0;
        for (let at = 0, k = 0; at < ended.length; k++) {
          now += milliseconds[k % milliseconds.length] ?? 1;
          const until = ended.findIndex(({ start, duration }) => start + duration > now * MS);
          const sent = ended.slice(at, until < 0 ? ended.length : until);
          if (sent.length > 0)
            rig.push(frames.events(...sent.map(({ start, duration }) => read(start, { duration }))));
          rig.source.look(now);
          at += sent.length;
        }
        rig.source.drain();
        const ticks = list.map(({ start }) => Math.floor(start / 100)).sort((a, b) => a - b);
        const found = rig.store.segments.flatMap((segment) => [
          ...rig.store.column(segment, 'time').subarray(0, segment.length),
        ]);
        expect(found).toEqual(ticks);
      }),
      { numRuns: 50 },
    );
  });

  it('has long calls where they ended', () => {
    const { rig, frames } = begun();
    rig.push(frames.events(read(900 * MS), read(0, { duration: 1000 * MS, path: 2 }), read(1001 * MS)));
    rig.source.drain();
    expect(rig.column('path')).toEqual(['/etc/passwd', '/tmp/한글', '/etc/passwd']);
  });

  it('does not hold events back for longer than the window, whether others come or not', () => {
    const { rig, frames } = begun();
    rig.push(frames.events(read(0)));
    rig.source.look(1000);
    expect(rig.store.length).toBe(0);
    rig.source.look(1040);
    expect(rig.store.length).toBe(0);
    rig.source.look(1051);
    expect(rig.store.length).toBe(1);
    rig.push(frames.events(read(100 * MS), read(151 * MS)));
    rig.source.look(1070);
    expect(rig.store.length).toBe(2);
    expect(rig.source.waiting).toBe(1);
  });

  it('gives way when more waits than memory is for', () => {
    const { rig, frames } = begun();
    for (let batch = 0; batch < 70; batch++) {
      rig.push(frames.events(...Array.from({ length: 8192 }, (_, i) => read(batch * 8192 + i))));
    }
    expect(rig.source.waiting).toBeLessThan(70 * 8192);
    rig.source.drain();
    expect(rig.store.end).toBe(70 * 8192);
  });
});

describe('dropping filtered events', () => {
  const OPERATIONS = [READ, 15];

  it('lets only events that the rules show into the store, and every loss', () => {
    const { rig, frames } = begun();
    rig.drop({ rules: [parseFilterRule('Operation;is;write;Include')], classes: ALL_CLASSES });
    const events = Array.from({ length: 20_000 }, (_, i) => read(i * 100, { operation: OPERATIONS[i % 2]! }));
    rig.push(frames.events(...events.slice(0, 8000)), frames.loss(3, BOOT + 8000 * 100));
    rig.push(frames.events(...events.slice(8000, 16_000)), frames.events(...events.slice(16_000)));
    rig.source.drain();
    expect(rig.store.length).toBe(10_001);
    expect(new Set(rig.column('operation'))).toEqual(new Set(['write', 'Events Lost']));
    expect(rig.store.losses.map(({ event }) => event)).toEqual([4000]);
    expect(rig.source.dropped).toBe(10_000);
    expect(rig.source.recorded).toBe(10_000);
  });

  it('leaves events of hidden classes out, and tests paths, processes and details', () => {
    const { rig, frames } = begun();
    rig.drop({
      rules: [
        parseFilterRule('Path;ends with;한글;Include'),
        parseFilterRule('Detail;contains;fd: 9;Exclude'),
      ],
      classes: ALL_CLASSES & ~classBit(EventClass.Network),
    });
    rig.push(
      frames.events(
        read(1),
        read(2, { path: 2, details: Buffer.from([1, 1, 9]) }),
        read(3, { path: 2, eventClass: WireClass.Network }),
        read(4, { path: 2, details: Buffer.from([1, 1, 8]) }),
      ),
    );
    rig.source.drain();
    expect(rig.rows('path', 'detail')).toEqual([['/tmp/한글', 'Bytes: 0, fd: 8']]);
    expect(rig.source.dropped).toBe(3);
  });

  it('keeps nothing of what was dropped', () => {
    const { rig, frames } = begun();
    rig.drop({ rules: [parseFilterRule('Process Name;is;nobody;Include')], classes: ALL_CLASSES });
    const before = rig.store.epoch.strings.size;
    for (let id = 3; id < 3000; id++) {
      rig.push(
        frames.strings({ [id]: `/data/${id}/${'x'.repeat(100)}` }),
        frames.events(read(id, { path: id })),
      );
    }
    rig.source.drain();
    expect(rig.store.length).toBe(0);
    expect(rig.store.epoch.strings.size).toBe(before);
  });

  it('forgets the names of what was dropped, although its processes go on', () => {
    const { rig, frames } = begun();
    rig.drop({ rules: [parseFilterRule('Process Name;is;nobody;Include')], classes: ALL_CLASSES });
    const long = 'x'.repeat(4000);
    for (let id = 3; id < 30_000; id++) {
      rig.push(frames.strings({ [id]: `/data/${id}/${long}` }), frames.events(read(id, { path: id })));
      if (id % 1000 === 0) rig.source.drain();
    }
    rig.source.drain();
    expect(rig.source.dropped).toBe(30_000 - 3);
    // Three times the text that is kept at most came by.
    expect(rig.processes.epochs.size).toBeLessThanOrEqual(2);
    rig.source.setStage(undefined);
    expect([...rig.processes.epochs]).toEqual([rig.store.epoch]);
  });
});
