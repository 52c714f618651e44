import { describe, expect, it } from 'vitest';
import { noteDamage } from '../../../../src/engine/formats/etl/trace-damage.ts';
import { DamageLog } from '../../../../src/engine/formats/pml/damage-log.ts';
import { BUILT_RAW, buildEtl, perfinfoRecord } from '../../../support/etl-builder.ts';
import type { BuiltBuffer, BuiltTrace } from '../../../support/etl-builder.ts';
import { readTrace } from '../../../support/read-trace.ts';
import type { ReadTrace } from '../../../support/read-trace.ts';

const SIZE = 1024;

/** Buffers of one processor with three records each, at 10, 11, 12, then 20, 21, 22. */
function threeEach(buffers: number): readonly BuiltBuffer[] {
  return Array.from({ length: buffers }, (_, i) => ({
    records: [0, 1, 2].map((k) =>
      perfinfoRecord({
        group: 4,
        opcode: k,
        time: BUILT_RAW + BigInt(10 * (i + 1) + k),
        payload: Buffer.alloc(8, 1),
      }),
    ),
  }));
}

function trace(buffers: number, options: BuiltTrace = {}): Buffer {
  return buildEtl({ bufferSize: SIZE, buffers: threeEach(buffers), ...options });
}

function times({ records }: ReadTrace): readonly number[] {
  return records.slice(1).map(({ time }) => time);
}

function sentences({ file, damage }: ReadTrace): readonly string[] {
  const log = new DamageLog();
  noteDamage(file, damage, log);
  return log.warnings().map(({ message }) => message);
}

describe('a trace that is damaged', () => {
  it('has no warnings when nothing is wrong', async () => {
    const read = await readTrace(trace(3));
    expect(times(read)).toEqual([10, 11, 12, 20, 21, 22, 30, 31, 32]);
    expect(sentences(read)).toEqual([]);
  });

  it('is read up to its end where it is cut', async () => {
    const bytes = trace(2);
    const read = await readTrace(bytes.subarray(0, 2 * SIZE + 72 + 24 + 24 + 10));
    expect(times(read)).toEqual([10, 11, 12, 20, 21]);
    expect(sentences(read)).toEqual([
      '"trace.etl" is cut off: it ends within a buffer. The events up to there are shown.',
    ]);
  });

  it('is shown as far as it goes when its session was not ended', async () => {
    const read = await readTrace(trace(2, { endTime: 0n }));
    expect(times(read)).toHaveLength(6);
    expect(sentences(read)).toEqual([
      'The session of "trace.etl" was not ended: the file was copied while it was recorded, or the system stopped suddenly. What had been written is shown.',
    ]);
  });

  it('ends where the space begins that was kept for more', async () => {
    const read = await readTrace(Buffer.concat([trace(1), Buffer.alloc(4 * SIZE)]));
    expect(times(read)).toEqual([10, 11, 12]);
    expect(sentences(read)).toEqual([]);
  });

  it('goes on behind a buffer whose header has no sense', async () => {
    const bytes = trace(4);
    bytes.fill(0xee, 2 * SIZE, 2 * SIZE + 72);
    const read = await readTrace(bytes);
    expect(times(read)).toEqual([10, 11, 12, 30, 31, 32, 40, 41, 42]);
    expect(sentences(read)).toEqual([
      '1,024 bytes of "trace.etl" are damaged; the events that were there are missing.',
    ]);
  });

  it('goes on behind bytes that are missing, where buffers lie at other places', async () => {
    const bytes = trace(4);
    const read = await readTrace(
      Buffer.concat([bytes.subarray(0, 2 * SIZE + 300), bytes.subarray(3 * SIZE - 13)]),
    );
    // The second buffer seems to be whole and has the beginning of the third.
    expect(times(read)).toEqual([10, 11, 12, 20, 21, 22, 40, 41, 42]);
    expect(sentences(read)).toEqual([
      '313 bytes of "trace.etl" are damaged; the events that were there are missing.',
    ]);
  });

  it('gives the records in front of one that has no sense', async () => {
    const bytes = trace(2);
    bytes.writeUInt32LE(0x0123_4567, SIZE + 72 + 24);
    const read = await readTrace(bytes);
    expect(times(read)).toEqual([10, 20, 21, 22]);
    expect(sentences(read)).toEqual([
      '1 buffer of "trace.etl" is damaged; some of the events in it are missing.',
    ]);
  });

  it('leaves out a record that is shorter than its header', async () => {
    const bytes = trace(1);
    bytes.writeUInt16LE(8, SIZE + 72 + 24 + 4);
    bytes.fill(0, SIZE + 72 + 32, SIZE + 72 + 48);
    const read = await readTrace(bytes);
    expect(times(read)).toEqual([10]);
    expect(sentences(read)).toEqual(['1 record of "trace.etl" is of no known kind and was left out.']);
  });

  it('reads its first buffer even when the header of that has no sense', async () => {
    const bytes = trace(2);
    bytes.writeUInt32LE(3, 0);
    const read = await readTrace(bytes);
    expect(read.records[0]?.key).toBe('Header/0/v2');
    expect(times(read)).toEqual([10, 11, 12, 20, 21, 22]);
  });

  it('says how it is compressed when that cannot be read', async () => {
    const read = await readTrace(trace(2, { compression: 4 }));
    expect(times(read)).toEqual([]);
    expect(sentences(read)).toEqual([
      '2 buffers of "trace.etl" are compressed in a way that cannot be read (XPRESS Huffman).',
    ]);
  });

  it('gives the records in front of the damage in a compressed buffer', async () => {
    const bytes = trace(1, { compression: 3 });
    // A match that reaches in front of the first byte.
    bytes.fill(0xff, SIZE + 72 + 4 + 20);
    const read = await readTrace(bytes);
    expect(times(read).length).toBeLessThan(3);
    expect(sentences(read)).toEqual([
      '1 buffer of "trace.etl" is damaged; some of the events in it are missing.',
    ]);
  });

  it('with a buffer that claims to be gigantic once unpacked takes no memory for it', async () => {
    const bytes = trace(1, { compression: 3 });
    bytes.writeUInt32LE(0xffff_fff0, SIZE + 4);
    const before = process.memoryUsage().arrayBuffers;
    const read = await readTrace(bytes);
    expect(times(read)).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    expect(sentences(read)).toHaveLength(1);
  });
});

describe('a file that is no trace', () => {
  it('is refused with what it looks like', async () => {
    await expect(readTrace(Buffer.from('PK\x03\x04 and so on', 'latin1'))).rejects.toMatchObject({
      code: 'etl/not-an-etl',
      message: '"trace.etl" is not an event trace (ETL). It looks like a ZIP archive: unpack it first.',
    });
  });

  it('or that ends within its header, says so', async () => {
    await expect(readTrace(trace(1).subarray(0, 200))).rejects.toMatchObject({
      code: 'etl/truncated',
      message:
        '"trace.etl" ends within its header: only 200 bytes of an event trace are there, and no events.',
    });
  });
});
