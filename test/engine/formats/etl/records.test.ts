import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExtendedType, NO_ID, RecordKind } from '../../../../src/engine/etw/raw-record.ts';
import {
  BUILT_RAW,
  buildEtl,
  compactRecord,
  eventRecord,
  fullRecord,
  messageRecord,
  perfinfoRecord,
  systemRecord,
} from '../../../support/etl-builder.ts';
import { readTrace } from '../../../support/read-trace.ts';

const GUID = '12345678-9abc-def0-0123-456789abcdef';
const NONE = { pid: NO_ID, tid: NO_ID, extended: [] };

/** A raw time so many units after the start. */
function at(units: number): bigint {
  return BUILT_RAW + BigInt(units);
}

/** Compares lists of numbers by the first that differ. */
function byNumbers(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing < 0 ? 0 : a[differing]! - b[differing]!;
}

describe('records', () => {
  it('of every kind are read', async () => {
    const payload = Buffer.from('c0ffee', 'hex');
    const ids = { pid: 4, tid: 8 };
    const sid = Buffer.from('010500000000', 'hex');
    const related = Buffer.alloc(16, 7);
    const extended = [
      { type: ExtendedType.Sid, data: sid },
      { type: ExtendedType.RelatedActivity, data: related },
    ];
    const { records, damage } = await readTrace(
      buildEtl({
        buffers: [
          {
            cpu: 5,
            records: [
              systemRecord({ group: 3, opcode: 1, version: 4, time: at(1), payload, ...ids }),
              compactRecord({ group: 9, opcode: 16, version: 2, time: at(2), payload, wide: false, ...ids }),
              perfinfoRecord({ group: 3, opcode: 10, version: 3, time: at(3), payload }),
              fullRecord({ guid: GUID, opcode: 33, version: 1, time: at(4), payload, ...ids }),
              eventRecord({ guid: GUID, id: 1002, version: 2, time: at(5), payload, extended, ...ids }),
              messageRecord({ guid: GUID, number: 10, time: at(6), payload }),
            ],
          },
        ],
      }),
    );
    expect(damage).toEqual({ buffers: 0, records: 0, failed: 0, missing: 0 });
    const common = { cpu: 5, payload: 'c0ffee', extended: [] };
    expect(records.slice(1)).toEqual([
      { ...common, key: 'Process/1/v4', kind: RecordKind.System, time: 1, ...ids },
      { ...common, key: 'Registry/16/v2', kind: RecordKind.Compact, time: 2, ...ids },
      { ...common, ...NONE, key: 'Process/10/v3', kind: RecordKind.PerfInfo, time: 3 },
      { ...common, key: `{${GUID}}/33/v1`, kind: RecordKind.Full, time: 4, ...ids },
      {
        ...common,
        ...{ key: `{${GUID}}#1002/v2`, kind: RecordKind.Event, time: 5, ...ids },
        extended: [
          [ExtendedType.Sid, sid.toString('hex')],
          [ExtendedType.RelatedActivity, related.toString('hex')],
        ],
      },
      // The builder leaves thread and process of a message zero.
      { ...common, key: 'message', kind: RecordKind.Message, time: 6, pid: 0, tid: 0 },
    ]);
  });

  it('with counters and an index behind a perfinfo header have their payload behind these', async () => {
    const payload = Buffer.concat([Buffer.alloc(24, 0xee), Buffer.from('abcd', 'hex')]);
    const version = 0x8000 | (2 << 8) | 3;
    const { records } = await readTrace(
      buildEtl({
        buffers: [{ records: [perfinfoRecord({ group: 15, opcode: 46, version, time: at(1), payload })] }],
      }),
    );
    expect(records[1]).toMatchObject({ key: 'PerfInfo/46/v3', payload: 'abcd' });
  });

  it('are given in order of time, then of processors, then as they were written', async () => {
    const record = (time: number, opcode: number): Buffer =>
      perfinfoRecord({ group: 4, opcode, time: at(time) });
    const { records } = await readTrace(
      buildEtl({
        buffers: [
          { cpu: 1, records: [record(10, 1), record(20, 2)] },
          { cpu: 0, records: [record(10, 3), record(10, 4), record(15, 5)] },
          { cpu: 300, records: [record(-5, 6)] },
          { cpu: 1, records: [record(20, 7)] },
        ],
      }),
    );
    expect(records.slice(1).map(({ key }) => key.split('/')[1])).toEqual(['6', '3', '4', '1', '5', '2', '7']);
  });

  it('of a circular file are given by the numbers of the buffers, not by their places', async () => {
    const record = (time: number): Buffer => perfinfoRecord({ group: 4, opcode: 0, time: at(time) });
    const { records } = await readTrace(
      buildEtl({
        mode: 2,
        buffers: [
          { sequence: 11, records: [record(110)] },
          { sequence: 12, records: [record(120)] },
          { sequence: 9, records: [record(90)] },
          { sequence: 10, records: [record(100)] },
        ],
      }),
    );
    expect(records.slice(1).map(({ time }) => time)).toEqual([90, 100, 110, 120]);
  });

  it('of a session that was appended come behind those of the session before', async () => {
    const session = (start: number): Buffer =>
      buildEtl({
        mode: 4,
        rawTimeAtStart: at(start),
        buffers: [1, 2].map((i) => ({
          records: [perfinfoRecord({ group: 4, opcode: 0, time: at(start + i) })],
        })),
      });
    const { records } = await readTrace(Buffer.concat([session(0), session(100)]));
    expect(records.map(({ time, key }) => `${time} ${key}`)).toEqual([
      ...['0 Header/0/v2', '1 FileIo/0/v0', '2 FileIo/0/v0'],
      ...['100 Header/0/v2', '101 FileIo/0/v0', '102 FileIo/0/v0'],
    ]);
  });

  it('are in the order of all their times, however they are spread over processors and buffers', async () => {
    const stream = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(stream, { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        async (cpus, each) => {
          const written = cpus.flatMap((steps, cpu) => {
            let time = 0;
            return steps.map((step, place) => ({ cpu, place, time: (time += step) }));
          });
          const buffers = cpus.flatMap((_, cpu) => {
            const own = written.filter((record) => record.cpu === cpu);
            return Array.from({ length: Math.ceil(own.length / each) }, (__, i) => ({
              cpu,
              records: own
                .slice(i * each, i * each + each)
                .map(({ time, place }) => perfinfoRecord({ group: 4, opcode: place, time: at(time) })),
            }));
          });
          const { records } = await readTrace(buildEtl({ bufferSize: 1024, buffers }));
          const expected = written.toSorted((a, b) =>
            byNumbers([a.time, a.cpu, a.place], [b.time, b.cpu, b.place]),
          );
          expect(records.slice(1).map(({ time, cpu, key }) => `${time} ${cpu} ${key}`)).toEqual(
            expected.map(({ time, cpu, place }) => `${time} ${cpu} FileIo/${place}/v0`),
          );
        },
      ),
    );
  });

  it('that several processors wrote into one buffer are put in order, also with those of the next buffer', async () => {
    const record = (time: number): Buffer => perfinfoRecord({ group: 4, opcode: 0, time: at(time) });
    const { records } = await readTrace(
      buildEtl({
        mode: 0x1000_0001,
        buffers: [
          { records: [record(1), record(5), record(3), record(12)] },
          { records: [record(10), record(11), record(9), record(22)] },
          { records: [record(20), record(21)] },
        ],
      }),
    );
    const times = records.slice(1).map(({ time }) => time);
    expect(times).toEqual([1, 3, 5, 9, 10, 11, 12, 20, 21, 22]);
  });

  it('of the first buffer come before all others', async () => {
    const record = (time: number): Buffer => perfinfoRecord({ group: 4, opcode: 0, time: at(time) });
    const { records } = await readTrace(
      buildEtl({ headRecords: [record(500)], buffers: [{ cpu: 0, records: [record(100)] }] }),
    );
    expect(records.map(({ time }) => time)).toEqual([0, 500, 100]);
  });

  it('are the same when the buffers are compressed', async () => {
    const records = Array.from({ length: 40 }, (_, i) =>
      eventRecord({ guid: GUID, id: i, time: at(i), payload: Buffer.alloc(i, i % 5) }),
    );
    const buffers = [
      { cpu: 0, records: records.slice(0, 20) },
      { cpu: 1, records: records.slice(20) },
    ];
    const plain = await readTrace(buildEtl({ buffers }));
    const packed = await readTrace(buildEtl({ buffers, compression: 3, mode: 0x400_0001 }));
    expect(packed.file.index).toMatchObject({ compressed: 2, compression: 3 });
    expect(packed.records.slice(1)).toEqual(plain.records.slice(1));
    expect(packed.damage).toEqual({ buffers: 0, records: 0, failed: 0, missing: 0 });
  });

  it('that say that an event could not be written are counted, not shown', async () => {
    const failed = Buffer.alloc(24);
    failed.writeUInt16LE(24, 0);
    failed.set([13, 0xc0], 2);
    const last = perfinfoRecord({ group: 4, opcode: 9, time: at(1) });
    const { records, damage } = await readTrace(buildEtl({ buffers: [{ records: [failed, last] }] }));
    expect(damage.failed).toBe(1);
    expect(records[1]?.key).toBe('FileIo/9/v0');
  });

  it('have exact times however far the clock has run', async () => {
    const rawTimeAtStart = (1n << 62n) + 12_345n;
    const { records } = await readTrace(
      buildEtl({
        rawTimeAtStart,
        buffers: [
          { records: [perfinfoRecord({ group: 4, opcode: 0, time: rawTimeAtStart + 987_654_321_012_345n })] },
        ],
      }),
    );
    expect(records[1]?.time).toBe(987_654_321_012_345);
  });
});
