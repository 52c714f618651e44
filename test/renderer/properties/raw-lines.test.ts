import { describe, expect, it } from 'vitest';
import { MAX_RAW_BYTES, rawBlocks, rawReason } from '../../../src/renderer/properties/raw-lines.ts';
import { propertiesText } from '../../../src/renderer/properties/copy-text.ts';
import { en } from '../../../src/renderer/messages/en.ts';
import { someProperties } from './some-properties.ts';

const payload = Uint8Array.from({ length: 18 }, (_, i) => 0x41 + i);

describe('raw data', () => {
  it('are lines of offset, bytes and what can be printed', () => {
    const [block] = rawBlocks(someProperties({ raw: 'unknown', payload }));
    expect(block).toEqual({
      name: 'payload',
      size: 18,
      lines: [
        '0000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP',
        '0010  51 52                                             QR',
      ],
      rest: 0,
    });
  });

  it('show what has no shape as a point', () => {
    const [block] = rawBlocks(
      someProperties({ raw: 'unknown', payload: Uint8Array.of(0, 0x20, 0x7e, 0x7f, 0xe4) }),
    );
    expect(block?.lines).toEqual(['0000  00 20 7e 7f e4                                    . ~..']);
  });

  it('have the block that was returned behind them', () => {
    const properties = someProperties({ raw: 'unproven', payload, extra: Uint8Array.of(1) });
    expect(rawBlocks(properties).map(({ name, size }) => [name, size])).toEqual([
      ['payload', 18],
      ['extra', 1],
    ]);
    expect(rawBlocks({ ...properties, extra: new Uint8Array(0) })).toHaveLength(1);
  });

  it('are there only where the details do not say it all', () => {
    expect(rawBlocks(someProperties({ payload }))).toEqual([]);
  });

  it('end after some thousand bytes, and say how many more there are', () => {
    const [block] = rawBlocks(someProperties({ raw: 'unknown', payload: new Uint8Array(MAX_RAW_BYTES + 5) }));
    expect(block?.lines).toHaveLength(MAX_RAW_BYTES / 16);
    expect(block?.rest).toBe(5);
  });

  it('have what is behind the known fields of a newer version', () => {
    const newer = [
      { isReturned: false, version: 5, known: 4, size: 3, bytes: Uint8Array.of(1, 2) },
      { isReturned: true, version: 5, known: 4, size: 0, bytes: new Uint8Array(0) },
      { isReturned: true, version: 5, known: 4, size: 1, bytes: Uint8Array.of(9) },
    ];
    const properties = someProperties({ raw: 'newer', payload, newer });
    expect(rawBlocks(properties).map(({ name, size, rest }) => [name, size, rest])).toEqual([
      ['payload', 18, 0],
      ['newer', 3, 1],
      ['newerExtra', 1, 0],
    ]);
    expect(rawReason(properties, en.properties)).toMatch(/^version 5 of the event, newer than 4, /);
    const text = propertiesText(properties, en);
    expect(text).toContain('Raw data, Event, behind the known fields, 3 bytes (version 5 of the event,');
    expect(text).toContain('1 more bytes are not shown.');
    // The version alone is worth a line.
    const alone = someProperties({ raw: 'newer', newer: newer.slice(1, 2) });
    expect(propertiesText(alone, en)).toContain('\nRaw data (version 5 of the event, newer than 4,');
  });

  it('are copied with the properties', () => {
    const text = propertiesText(someProperties({ raw: 'unproven', payload }), en);
    expect(text).toContain(
      'Raw data, Event, 18 bytes (name and details were not compared with those of Process Monitor):\n0000  41 42',
    );
    expect(propertiesText(someProperties({ payload }), en)).not.toContain('Raw data');
  });
});
