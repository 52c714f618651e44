import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RawRecord, RecordKind, ExtendedType } from '../../../../../src/engine/etw/raw-record.ts';
import { ProviderTable } from '../../../../../src/engine/etw/providers.ts';
import { TraceSchemas } from '../../../../../src/engine/formats/etl/schema/trace-schemas.ts';
import { listedFields } from './listed-fields.ts';

const utf16 = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');
const bytes = (...values: number[]): Buffer => Buffer.from(values);
const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'utf8');

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

/** The schema of an event `E` with fields, each a name and the bytes behind it. */
function schemaOf(fields: readonly (readonly [name: string, ...type: number[]])[]): Buffer {
  const body = Buffer.concat([
    bytes(0),
    text('E'),
    ...fields.flatMap(([name, ...type]) => [text(name), bytes(...type)]),
  ]);
  return Buffer.concat([u16(body.length + 2), body]);
}

function recordOf(schema: Buffer, payload: Buffer, traits = Buffer.alloc(0)): RawRecord {
  const record = new RawRecord();
  record.useBytes(Buffer.concat([schema, traits, payload]));
  record.kind = RecordKind.Event;
  record.isClassic = false;
  record.addExtended(ExtendedType.TraceLoggingSchema, 0, schema.length);
  if (traits.length > 0) {
    record.addExtended(ExtendedType.ProviderTraits, schema.length, schema.length + traits.length);
  }
  record.start = schema.length + traits.length;
  record.end = record.bytes.length;
  return record;
}

function fieldsOf(schema: Buffer, payload: Buffer): readonly string[] | undefined {
  const event = new TraceSchemas(new ProviderTable()).describe(recordOf(schema, payload));
  return event === undefined
    ? undefined
    : listedFields(event.fields).map(([name, value]) => `${name}=${value}`);
}

describe('TraceLogging events', () => {
  it('say their names, and that of their provider', () => {
    const traits = Buffer.concat([u16(2 + 11), text('MyProvider')]);
    const record = recordOf(schemaOf([]), Buffer.alloc(0), traits);
    const event = new TraceSchemas(new ProviderTable()).describe(record);
    expect(event).toMatchObject({ provider: 'MyProvider', event: 'E' });
    expect(event?.fields.count).toBe(0);
  });

  it.each([
    ['text', 1, utf16('héllo'), 'héllo'],
    ['narrow text', 2, text('abc'), 'abc'],
    ['i8', 3, bytes(0xff), '-1'],
    ['u8', 4, bytes(0xff), '255'],
    ['i16', 5, bytes(0xfe, 0xff), '-2'],
    ['u16', 6, bytes(0xfe, 0xff), '65534'],
    ['i32', 7, bytes(0xfd, 0xff, 0xff, 0xff), '-3'],
    ['u32', 8, bytes(0xfd, 0xff, 0xff, 0xff), '4294967293'],
    ['i64', 9, Buffer.alloc(8, 0xff), '-1'],
    ['u64', 10, Buffer.alloc(8, 0xff), '18446744073709551615'],
    ['float', 11, bytes(0, 0, 0xc0, 0x3f), '1.5'],
    ['double', 12, bytes(0, 0, 0, 0, 0, 0, 0xf8, 0x3f), '1.5'],
    ['bool', 13, bytes(1, 0, 0, 0), 'true'],
    ['binary', 14, bytes(2, 0, 0xab, 0xcd), 'abcd'],
    [
      'guid',
      15,
      Buffer.from('0df0ad8b34127856aabbccddeeff0011', 'hex'),
      '{8badf00d-1234-5678-aabb-ccddeeff0011}',
    ],
    ['pointer', 16, bytes(0x10, 0, 0, 0, 0, 0, 0, 0x80), '0x8000000000000010'],
    ['time', 17, Buffer.from('0080350cd1dfd601', 'hex'), '2021-01-01T00:00:00Z'],
    ['date', 18, bytes(0xe5, 7, 1, 0, 5, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0), '2021-01-02T03:04:05.006'],
    ['sid', 19, Buffer.from('010100000000000512000000', 'hex'), 'S-1-5-18'],
    ['hex32', 20, bytes(0x22, 0, 0, 0xc0), '0xc0000022'],
    ['hex64', 21, bytes(1, 0, 0, 0, 1, 0, 0, 0), '0x100000001'],
    ['counted text', 22, bytes(4, 0, 0x61, 0, 0x62, 0), 'ab'],
    ['counted narrow text', 23, bytes(2, 0, 0x61, 0x62), 'ab'],
    ['counted binary', 25, bytes(1, 0, 0xee), 'ee'],
  ] as const)('have a %s', (name, type, payload, value) => {
    const after: readonly [string, number] = ['after', 4];
    expect(fieldsOf(schemaOf([[name, type], after]), Buffer.concat([payload, bytes(7)]))).toEqual([
      `${name}=${value}`,
      'after=7',
    ]);
  });

  it('may say how a value is to be read, with tags behind it', () => {
    const schema = schemaOf([
      ['port', 6 | 0x80, 22],
      ['code', 8 | 0x80, 31 | 0x80, 0x81, 0x01],
      ['address', 8 | 0x80, 23],
      ['json', 2 | 0x80, 35],
    ]);
    const payload = Buffer.concat([
      bytes(0x01, 0xbb),
      bytes(0x22, 0, 0, 0xc0),
      bytes(10, 0, 0, 1),
      text('é'),
    ]);
    expect(fieldsOf(schema, payload)).toEqual(['port=443', 'code=0xc0000022', 'address=10.0.0.1', 'json=é']);
  });

  it('have arrays and structures', () => {
    const schema = schemaOf([
      ['fixed', 4 | 0x20, 3, 0],
      ['open', 6 | 0x40],
      ['s', 24 | 0x80, 2],
      ['x', 4],
      ['t', 24 | 0x80, 1],
      ['y', 4],
      ['list', 24 | 0x80 | 0x40, 1],
      ['z', 4],
      ['last', 4],
    ]);
    const payload = bytes(1, 2, 3, 2, 0, 1, 0, 2, 0, 9, 8, 2, 0, 5, 6, 4);
    expect(fieldsOf(schema, payload)).toEqual([
      ...['fixed=[1, 2, 3]', 'open=[1, 2]', 's.x=9', 's.t.y=8'],
      ...['list[0].z=5', 'list[1].z=6', 'last=4'],
    ]);
  });

  it('lose the fields that are not there, and no others', () => {
    const schema = schemaOf([
      ['a', 8],
      ['b', 8],
    ]);
    expect(fieldsOf(schema, bytes(1, 0, 0, 0, 2, 0))).toEqual(['a=1']);
    expect(fieldsOf(schema.subarray(0, schema.length - 2), bytes(1, 0, 0, 0, 2, 0, 0, 0))).toEqual(['a=1']);
  });

  it('of very many fields have the first ones, and say that there are more', () => {
    const schema = schemaOf([
      ['list', 24 | 0x80 | 0x40, 1],
      ['x', 4],
    ]);
    const fields = fieldsOf(schema, Buffer.concat([u16(200), Buffer.alloc(200, 1)]));
    expect(fields).toHaveLength(129);
    expect(fields?.slice(-2)).toEqual(['list[127].x=1', '=...']);
  });

  it('never throw, and never run on, whatever schema and payload are', () => {
    const arbitrary = fc.uint8Array({ maxLength: 120 }).map((each) => Buffer.from(each));
    fc.assert(
      fc.property(arbitrary, arbitrary, (schema, payload) => {
        const sized = Buffer.concat([u16(schema.length + 2), schema]);
        expect((fieldsOf(sized, payload) ?? []).length).toBeLessThanOrEqual(129);
      }),
      { numRuns: 2000 },
    );
  });
});
