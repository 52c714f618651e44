import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import type { TraceEvent } from '../../support/etw-trace.ts';
import { EtwRig } from './support/etw-rig.ts';

const process = (at: number, opcode: number, pid: number, name = 'server.exe'): TraceEvent => ({
  ...{ at, provider: Provider.Process, opcode, version: 4, pid: 4, tid: 8 },
  fields: { ProcessId: pid, ParentId: 4, ImageFileName: name, CommandLine: name, UserSID: 'S-1-5-21-7' },
});

function begun(): EtwRig {
  const rig = new EtwRig();
  return rig.push(rig.frames.session(), rig.frames.session('Procscope Events'));
}

const COLUMNS = ['relativeTime', 'processName', 'pid', 'operation', 'path', 'result', 'detail'] as const;
const SIXTH = [...Array.from({ length: 15 }, () => 0), 1];

describe('ports that a helper of Windows looks up', () => {
  it('are rows of their processes: what was there, what came, what went', () => {
    const rig = begun();
    const { frames } = rig;
    rig.push(
      frames.ports(1, undefined, [
        { pid: 44, port: 80 },
        { pid: 44, port: 53, isUdp: true, address: SIXTH },
      ]),
      frames.records(process(0, 3, 44)),
      frames.ports(251, 1, [{ pid: 44, port: 443, address: SIXTH }]),
      frames.ports(501.25, 251, [
        { pid: 44, port: 80, isGone: true },
        { pid: 44, port: 53, isUdp: true, address: SIXTH, isGone: true },
      ]),
    );
    rig.source.drain();
    expect(rig.rows(...COLUMNS)).toEqual([
      '00:00:00.2510000 | server.exe | 44 | TCP Listen | 127.0.0.1:80 | SUCCESS | Looked up: was there when recording began',
      '00:00:00.2510000 | server.exe | 44 | UDP Bind | ::1:53 | SUCCESS | Looked up: was there when recording began',
      '00:00:00.5010000 | server.exe | 44 | TCP Listen | ::1:443 | SUCCESS | Looked up: began at most 0.250 seconds before',
      '00:00:00.7512500 | server.exe | 44 | TCP Listen End | 127.0.0.1:80 | SUCCESS | Looked up: ended at most 0.251 seconds before',
      '00:00:00.7512500 | server.exe | 44 | UDP Bind End | ::1:53 | SUCCESS | Looked up: ended at most 0.251 seconds before',
    ]);
    expect(rig.rows('eventClass')).toEqual(Array.from({ length: 5 }, () => 'Network'));
  });

  it('end as those of the process that had them, though another has its number by then', () => {
    const rig = begun();
    const { frames } = rig;
    rig.push(frames.records(process(0, 3, 44)), frames.ports(10, undefined, [{ pid: 44, port: 80 }]));
    rig.push(frames.records(process(20, 2, 44), process(30, 1, 44, 'other.exe')));
    rig.push(frames.ports(260, 10, [{ pid: 44, port: 80, isGone: true }]));
    rig.source.drain();
    expect(rig.rows('operation', 'processName').filter((row) => !row.startsWith('Process'))).toEqual([
      'TCP Listen | server.exe',
      'TCP Listen End | server.exe',
    ]);
    expect(rig.rows('operation', 'processName')).toContain('Process Start | other.exe');
  });

  it('are told once while recording is gone on with, and their ends though nobody looked then', () => {
    const rig = begun();
    const { frames } = rig;
    const servers = [1, 2, 3].map((n) => ({ pid: 44, port: n }));
    rig.push(frames.records(process(0, 3, 44)), frames.ports(10, undefined, servers));
    rig.source.finish();
    rig.push(frames.session(), frames.session('Procscope Events'), frames.records(process(60_000, 3, 44)));
    rig.push(
      frames.ports(60_010, undefined, [{ pid: 44, port: 2 }], { hasMore: true }),
      frames.ports(60_010, undefined, [{ pid: 44, port: 4 }]),
    );
    rig.source.finish();
    expect(rig.rows('operation', 'path', 'detail').slice(3)).toEqual([
      'TCP Listen | 127.0.0.1:4 | Looked up: was there when recording went on',
      'TCP Listen End | 127.0.0.1:1 | Looked up: ended while nothing was recorded',
      'TCP Listen End | 127.0.0.1:3 | Looked up: ended while nothing was recorded',
    ]);
    expect(rig.store.epoch.processes.records.filter(({ pid }) => pid === 44)).toHaveLength(1);
  });

  it('are left out as the rows of their processes are', () => {
    const rig = begun();
    const { frames } = rig;
    rig.source.setScopes?.({ scopes: [{ pid: 44, record: true, tree: false }], skipOthers: true });
    rig.push(
      frames.records(process(0, 3, 44), process(0, 3, 45)),
      frames.ports(10, undefined, [
        { pid: 44, port: 80 },
        { pid: 45, port: 81 },
      ]),
      // Nothing of the kind was told before: frames were lost on the way.
      frames.ports(260, 10, [{ pid: 44, port: 82, isGone: true }]),
    );
    rig.source.drain();
    expect(rig.rows('operation', 'path')).toEqual(['TCP Listen | 127.0.0.1:80']);
  });
});
