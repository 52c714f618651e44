import { describe, expect, it } from 'vitest';
import { EtwScopes } from '../../../src/engine/live/etw-scopes.ts';
import { HELPER_ENDED } from '../../../src/engine/live/loss-causes.ts';
import { EtwProcess } from '../../../src/engine/etw/state/etw-process.ts';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { LossCause } from '../../../src/engine/wire/wire-format.ts';
import { ALL_CLASSES } from '../../../src/shared/event-class.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { rawTime } from '../../support/etw-trace.ts';
import type { FieldInput, TraceEvent } from '../../support/etw-trace.ts';
import { EtwRig } from './support/etw-rig.ts';
import { TRACE_UNIX } from './support/windows-frames.ts';

const SHELL = 40;
const OPENED = 0xffff_9a00_0000_1000n;

type Fields = Readonly<Record<string, FieldInput>>;

function process(at: number, opcode: number, pid: number, fields: Fields = {}): TraceEvent {
  const named = { ImageFileName: `p${pid}.exe`, CommandLine: `p${pid} /x`, UserSID: 'S-1-5-21-7' };
  return {
    ...{ at, provider: Provider.Process, opcode, version: 4, pid: SHELL, tid: 8 },
    fields: { ProcessId: pid, ParentId: SHELL, ...named, ...fields },
  };
}
const runs = (at: number, pid: number, fields?: Fields): TraceEvent => process(at, 3, pid, fields);
const starts = (at: number, pid: number, fields?: Fields): TraceEvent => process(at, 1, pid, fields);
const exits = (at: number, pid: number): TraceEvent => process(at, 2, pid);

function open(at: number, path: string, pid = 44): readonly TraceEvent[] {
  const common = { provider: Provider.FileIo, version: 3, pid, tid: 12 };
  const irp = BigInt(0x1000 + at);
  return [
    { ...common, at, opcode: 64, fields: { Irp: irp, FileObject: OPENED, TTID: 12, OpenPath: path } },
    { ...common, at: at + 0.5, opcode: 76, fields: { Irp: irp, NtStatus: 0 } },
  ];
}

const query = (at: number, pid: number): TraceEvent => ({
  ...{ at, provider: Provider.Registry, opcode: 13, version: 2, pid, tid: 12 },
  fields: { InitialTime: rawTime(at) },
});

function begun(options?: { readonly most?: number }): EtwRig {
  const rig = new EtwRig(options);
  return rig.push(rig.frames.session(), rig.frames.session('Procscope Events'));
}

describe('what a helper of Windows sends', () => {
  it('are rows with what the helper knows of the machine, at their time of day', () => {
    const rig = begun();
    const { frames, source, system } = rig;
    rig.push(
      frames.drives({ '\\Device\\HarddiskVolume2': 'C:' }),
      frames.records(runs(0, 44, { UserSID: 'S-1-5-21-7' })),
      frames.accounts({ 'S-1-5-21-7': 'PC\\anna' }),
      frames.asked({ pid: 44, sid: 'S-1-5-21-7', integrity: 0x3000, image: 'C:\\p44.exe', command: 'p44' }),
      frames.records(...open(10, '\\Device\\HarddiskVolume2\\a.txt')),
    );
    source.drain();
    expect(rig.rows('timeOfDay', 'relativeTime', 'processName', 'operation', 'path', 'result')).toEqual([
      // The capture began a quarter of a second before its first session.
      '12:00:00.0100000 AM | 00:00:00.2600000 | p44.exe | CreateFile | C:\\a.txt | SUCCESS',
    ]);
    expect(rig.rows('user', 'integrity', 'imagePath', 'commandLine')).toEqual([
      'PC\\anna | High | C:\\p44.exe | p44',
    ]);
    expect(system.info).toMatchObject({ computer: 'PC', processors: 4, major: 10, build: 19_045 });
    expect(system.accounts).toContainEqual(['S-1-5-21-7', 'PC\\anna']);
    expect([source.recorded, source.lost, source.dropped]).toEqual([1, 0, 0]);
  });

  it('are told of a process behind its start, also when that still waits for its turn', () => {
    const rig = begun();
    const { frames } = rig;
    rig.push(
      frames.records(query(1, 4), starts(5, 44)),
      frames.asked({ pid: 44, sid: 'S-1-5-18', image: 'C:\\p44.exe' }),
      frames.records(query(9, 44)),
    );
    rig.source.drain();
    const [, , , last] = rig.rows('processName', 'user', 'imagePath', 'operation');
    expect(last).toBe('p44.exe | NT AUTHORITY\\SYSTEM | C:\\p44.exe | RegQueryKey');
    const records = rig.store.epoch.processes.records.filter(({ pid }) => pid === 44);
    expect(records).toHaveLength(1);
  });

  it('tell their losses and gaps as rows where they happened, each once', () => {
    const rig = begun();
    const { frames, source } = rig;
    rig.push(frames.records(query(1, 44)), frames.lostAt(2, 7), frames.records(query(3, 44)));
    rig.push(frames.lostAt(4, 5, LossCause.RingFull));
    frames.skip();
    rig.push(frames.records(query(6, 44)));
    source.addGap(HELPER_ENDED);
    source.drain();
    expect(rig.rows('operation', 'detail')).toEqual([
      'RegQueryKey | Query: Basic',
      "Events Lost | Lost: 7, Cause: The capture helper's queue was full: more happened than could be sent",
      'RegQueryKey | Query: Basic',
      'Events Lost | Lost: 5, Cause: Windows lost events: its buffers were full',
      "Events Lost | Lost: unknown, Cause: A part of the capture helper's data was damaged",
      'RegQueryKey | Query: Basic',
      `Events Lost | Lost: unknown, Cause: ${HELPER_ENDED}`,
    ]);
    expect([source.recorded, source.lost]).toEqual([3, 12]);
    expect(rig.store.losses.map(({ count }) => count)).toEqual([7, 5, undefined, undefined]);
  });

  it('go no further than as many rows as are wanted', () => {
    const rig = begun({ most: 2 });
    rig.push(rig.frames.records(...[1, 2, 3, 4].map((at) => query(at, 44))));
    rig.source.drain();
    expect(rig.rows('operation')).toHaveLength(2);
    expect(rig.source.recorded).toBe(2);
  });

  it('tell when the clock of the machine was set, and not that it drifts', () => {
    const rig = begun();
    const { frames } = rig;
    const at = (milliseconds: number): bigint => TRACE_UNIX + BigInt(milliseconds) * 1_000_000n;
    rig.push(
      frames.clockAt(0, at(0)),
      frames.clockAt(10_000, at(10_080)),
      frames.clockAt(20_000, at(20_160)),
    );
    expect(rig.clockSteps).toEqual([]);
    rig.push(frames.clockAt(30_000, at(30_160 - 5000)));
    expect(rig.clockSteps).toEqual([-5_000_000_000n]);
  });
});

describe('a drop filter', () => {
  const rules = [parseFilterRule('Path;ends with;.txt;Include')];

  it('keeps what it shows, in the order of time, and the losses', () => {
    const rig = begun();
    const { frames, source } = rig;
    rig.drop({ rules, classes: ALL_CLASSES });
    rig.push(
      frames.records(...open(1, 'C:\\a.txt'), query(2, 44), ...open(3, 'C:\\b.exe')),
      frames.lostAt(4, 9),
      frames.records(...open(5, 'C:\\c.txt')),
    );
    source.drain();
    expect(rig.rows('operation', 'path')).toEqual([
      'CreateFile | C:\\a.txt',
      'Events Lost | ',
      'CreateFile | C:\\c.txt',
    ]);
    expect([source.recorded, source.dropped, source.lost]).toEqual([2, 2, 9]);
    // What fails leaves no trace.
    const { strings } = rig.store.epoch;
    const { size } = strings;
    strings.intern('C:\\a.txt');
    expect(strings.size).toBe(size);
    strings.intern('C:\\b.exe');
    expect(strings.size).toBe(size + 1);

    rig.drop(undefined);
    rig.push(frames.records(query(6, 44)));
    source.drain();
    expect(rig.rows('operation')).toHaveLength(4);
    expect([source.recorded, source.dropped]).toEqual([3, 2]);
  });

  it('knows of a process what was told after its first event', () => {
    const rig = begun();
    const { frames } = rig;
    rig.drop({ rules: [parseFilterRule('User;contains;SYSTEM;Include')], classes: ALL_CLASSES });
    rig.push(
      frames.records(query(1, 44), query(2, 48)),
      frames.asked({ pid: 44, sid: 'S-1-5-18' }, { pid: 48, sid: 'S-1-5-19' }),
    );
    rig.source.drain();
    expect(rig.rows('pid', 'user')).toEqual(['44 | NT AUTHORITY\\SYSTEM']);
  });
});

describe('scopes', () => {
  it('leave out what other processes do, also what the helper sends of everybody', () => {
    const rig = begun();
    const { frames } = rig;
    rig.source.setScopes?.({
      skipOthers: true,
      scopes: [
        { pid: SHELL, record: true, tree: true },
        { pid: SHELL, record: false, tree: false },
        { pid: 52, record: false, tree: true },
      ],
    });
    rig.push(
      frames.records(runs(0, SHELL, { ParentId: 4 }), runs(0, 60, { ParentId: 4 }), runs(0, 52)),
      frames.records(query(1, SHELL), query(1, 60), query(1, 52), starts(2, 44)),
      frames.records(
        { ...starts(3, 48, { ParentId: 44 }), pid: 44 },
        query(4, 48),
        query(5, 4),
        exits(6, 48),
      ),
      frames.records({ ...starts(7, 56, { ParentId: 52 }), pid: 52 }, query(8, 56)),
    );
    rig.source.drain();
    expect(rig.rows('pid', 'operation')).toEqual([
      '44 | Process Start',
      '44 | Process Create',
      '48 | Process Start',
      '48 | RegQueryKey',
      '48 | Process Exit',
    ]);
  });

  it('are decided by the nearest one, and end with a circle of parents', () => {
    const first = new EtwProcess(1, 4, 0);
    const second = new EtwProcess(2, 8, 0);
    first.parent = second;
    second.parent = first;
    expect(new EtwScopes({ scopes: [], skipOthers: true }).wants(first)).toBe(false);
    const { wants } = new EtwScopes({ scopes: [{ pid: 8, record: true, tree: true }], skipOthers: true });
    expect([wants(first), wants(second), wants(new EtwProcess(3, 12, 0))]).toEqual([true, true, false]);
  });
});

describe('another session', () => {
  it('goes on with the processes that still run, and only with those', () => {
    const rig = begun();
    const { frames, source } = rig;
    rig.push(frames.records(runs(0, 44), runs(0, 48), query(1, 44), query(1, 48)));
    source.finish();
    rig.push(
      frames.session(),
      frames.records(
        runs(5000, 44),
        runs(5000, 48, { CommandLine: 'another' }),
        query(5001, 44),
        query(5001, 48),
      ),
    );
    source.drain();
    const [first, second, third, fourth] = rig.store.segments.flatMap((segment) =>
      [...rig.store.column(segment, 'process').subarray(0, segment.length)].map(
        (id) => segment.epoch.processes.records[id]!,
      ),
    );
    expect(third).toBe(first);
    expect(third!.end).toBeUndefined();
    expect(fourth!.uid).not.toBe(second!.uid);
    expect(second!.end).toBeDefined();
    expect(rig.rows('pid', 'commandLine')).toEqual([
      '44 | p44 /x',
      '48 | p48 /x',
      '44 | p44 /x',
      '48 | another',
    ]);
  });

  it('may be of another helper, whose frames count anew', () => {
    const rig = begun();
    rig.push(rig.frames.records(runs(0, 44), query(1, 44)));
    rig.source.finish();
    const before = rig.source.recorded;
    rig.changeHelper();
    rig.push(rig.frames.session(), rig.frames.records(runs(5000, 44)));
    rig.source.drain();
    expect([before, rig.source.recorded]).toEqual([1, 0]);
    expect(rig.store.epoch.processes.records.filter(({ pid }) => pid === 44)).toHaveLength(1);
  });

  it('has all processes that run when what was recorded is forgotten', () => {
    const rig = begun();
    rig.push(rig.frames.records(runs(0, 44), runs(0, 48), query(1, 44)));
    rig.source.drain();
    rig.store.clear();
    rig.push(rig.frames.records(query(2, 44)));
    rig.source.drain();
    const pids = rig.store.epoch.processes.records.map(({ pid }) => pid).sort((a, b) => a - b);
    expect(pids).toEqual([44, 48]);
    expect(rig.rows('processName')).toEqual(['p44.exe']);
  });
});
