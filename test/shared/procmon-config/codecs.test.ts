import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { fromHex, textBytes, textOf, toHex, u32Bytes } from '../../../src/shared/procmon-config/bytes.ts';
import { readColor, writeColor } from '../../../src/shared/procmon-config/color-ref.ts';
import { readConfigFile } from '../../../src/shared/procmon-config/config-file.ts';
import { readConfiguration } from '../../../src/shared/procmon-config/configuration.ts';
import { writeFilterFile } from '../../../src/shared/procmon-config/filter-file.ts';
import { readLogFont, writeLogFont } from '../../../src/shared/procmon-config/log-font.ts';
import { keyOf, readRecords, recordOf, writeRecords } from '../../../src/shared/procmon-config/records.ts';
import { readRuleList, writeRuleList } from '../../../src/shared/procmon-config/rule-list.ts';
import { golden } from './golden.ts';
import type { GoldenName } from './golden.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const u8 = fc.integer({ min: 0, max: 0xff });
const data = fc.uint8Array({ maxLength: 40 });

/** Names with whatever stands behind their terminators, as long as they have whole characters and one at least. */
const record = fc.record({
  name: fc.uint8Array({ minLength: 2, maxLength: 40 }).map((bytes) => bytes.slice(0, bytes.length & ~1)),
  data,
});
const rule = fc.record({
  column: u32,
  relation: u32,
  action: u8,
  value: data,
  integer: u32,
  reserved: u32,
});
const ruleList = fc.record({
  version: fc.constant(1),
  rules: fc.array(rule, { maxLength: 6 }),
  rest: fc.uint8Array({ maxLength: 4 }),
});
const logFont = fc.record({
  height: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  width: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  escapement: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  orientation: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  weight: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  style: fc.array(u8, { minLength: 8, maxLength: 8 }),
  face: fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 32 })
    .map((units) => String.fromCharCode(...units).replace(/\0+$/, '')),
});

/** Texts of any UTF-16 units, also those that are no characters. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 5000 })
  .map((units) => units.map((unit) => String.fromCharCode(unit)).join(''));

describe('what is written', () => {
  it('is read as it was: records', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        expect(readRecords(writeRecords(records), 'x')).toEqual(records);
      }),
    );
  });

  it('is read as it was: rules', () => {
    fc.assert(fc.property(ruleList, (list) => void expect(readRuleList(writeRuleList(list))).toEqual(list)));
  });

  it('is read as it was: filters', () => {
    fc.assert(
      fc.property(ruleList, data, (list, rest) => {
        const file = { kind: 'filter', file: { list, rest } };
        const bytes = writeFilterFile({ list, rest });
        // The size of a list comes first, and a configuration has 16 as its second number: no list can be taken for one.
        expect(readConfigFile(bytes, 'x')).toEqual(file);
      }),
    );
  });

  it('is read as it was: fonts, colours, texts', () => {
    fc.assert(fc.property(logFont, (font) => void expect(readLogFont(writeLogFont(font))).toEqual(font)));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const color = `#${value.toString(16).padStart(6, '0')}`;
        expect(readColor(writeColor(color))).toBe(color);
      }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const [first = ''] = text.split('\0');
        expect(textOf(textBytes(text))).toBe(first);
      }),
    );
    fc.assert(fc.property(data, (bytes) => void expect(fromHex(toHex(bytes))).toEqual(bytes)));
  });
});

/** Writes what was read of a file. */
function writtenAgain(bytes: Uint8Array): Uint8Array {
  const file = readConfigFile(bytes, 'x');
  return file.kind === 'filter' ? writeFilterFile(file.file) : writeRecords(file.records);
}

const GOLDEN: readonly GoldenName[] = ['worked-example.pmc', 'full.pmc', 'writes.PMF', 'odd.PMF'];

describe('what is read', () => {
  it.each(GOLDEN)('is written as it was: %s', (name) => {
    expect(writtenAgain(golden(name))).toEqual(golden(name));
  });

  it('is written as it was, whatever its settings hold', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
        const bytes = writeRecords(records);
        expect(writtenAgain(bytes)).toEqual(bytes);
      }),
    );
  });

  it('ends in a sentence or in sense when bytes are changed, cut off or added', () => {
    const change = fc.record({
      name: fc.constantFrom(...GOLDEN),
      at: fc.nat(),
      byte: u8,
      cut: fc.option(fc.nat(), { nil: undefined }),
      tail: fc.uint8Array({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(change, ({ name, at, byte, cut, tail }) => {
        const whole = golden(name);
        whole[at % whole.length] = byte;
        const kept = whole.subarray(0, cut === undefined ? whole.length : cut % whole.length);
        expectSense(new Uint8Array([...kept, ...tail]));
      }),
      { numRuns: 2000 },
    );
  });

  it('ends in a sentence or in sense for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectSense), { numRuns: 1000 });
    // Such bytes seldom get past the first numbers: these do.
    fc.assert(
      fc.property(data, u8, (bytes, key) => {
        const keys = ['Columns', 'ColumnCount', 'ColumnMap', 'HighlightFG', 'LogFont', 'FilterRules'];
        expectSense(writeRecords([recordOf(keys[key % keys.length] ?? '', bytes)]));
      }),
      { numRuns: 1000 },
    );
  });
});

function expectSense(bytes: Uint8Array): void {
  try {
    const file = readConfigFile(bytes, 'some.pmc');
    if (file.kind === 'configuration') readConfiguration(file.records);
    expect(writtenAgain(bytes)).toEqual(bytes);
  } catch (error) {
    if (!(error instanceof ProcscopeError)) throw error;
    expect(error.code).toMatch(/^config\//);
    expect(error.message).toMatch(/^"some\.pmc" .*\.$/);
  }
}

describe('the worked example of the format', () => {
  const file = readConfigFile(golden('worked-example.pmc'), 'x');
  if (file.kind !== 'configuration') throw new Error('It is a configuration.');

  it('has its four settings', () => {
    expect(file.records.map(keyOf)).toEqual([
      'ColumnCount',
      'DestructiveFilter',
      'FilterRules',
      'HighlightRules',
    ]);
    expect(file.records.map((item) => item.data.length)).toEqual([4, 4, 67, 5]);
  });

  it('has its two rules', () => {
    const rules = readRuleList(file.records[2]?.data ?? new Uint8Array())?.rules;
    expect(rules).toEqual([
      { column: 40054, relation: 0, action: 1, value: textBytes('4\0'), integer: 4, reserved: 0 },
      { column: 40056, relation: 1, action: 0, value: textBytes('SUCCESS\0'), integer: 0, reserved: 0 },
    ]);
  });
});

describe('a file that is none', () => {
  const sentence = (bytes: Uint8Array): string => {
    try {
      readConfigFile(bytes, 'x.pmc');
    } catch (error) {
      return error instanceof ProcscopeError ? `${error.code} ${error.message}` : 'another error';
    }
    return 'no error';
  };
  const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

  it.each([
    ['', 'empty'],
    ['PML_\x09\0\0\0', 'a Process Monitor log'],
    ['SQLite format 3\0....', 'an SQLite database, such as a Procscope capture'],
    ['<?xml version="1.0"?><procmon>', 'an XML file'],
    ['\xef\xbb\xbf<procmon/>', 'an XML file'],
    ['\xff\xfe<\0a\0/\0>\0', 'an XML file'],
    ['\xef\xbb\xbf"Time of Day","PID"\r\n', 'a CSV file'],
    ['\xff\xfeW\0i\0n\0d\0o\0w\0s\0 \0R\0e\0g\0i\0s\0t\0r\0y\0 \0E\0d\0i\0t\0o\0r\0', 'a registry file'],
    ['{"rules": []}', 'a JSON file'],
    ['Remember the milk.', 'a text file'],
    ['PK\x03\x04 \0\0\0', 'a ZIP archive'],
    ['\x01\x02\x03\x04\x05\x06', 'no configuration of Process Monitor'],
  ])('is named: %j is %s', (text, is) => {
    expect(sentence(ascii(text))).toContain(`config/not-a-configuration "x.pmc" is ${is}. `);
  });

  it('has a setting with sizes that contradict each other', () => {
    const heads = [
      u32Bytes(0, 16, 18, 0),
      u32Bytes(18, 16, 16, 2),
      u32Bytes(19, 16, 19, 0),
      u32Bytes(18, 16, 0xffff_fff2, 32),
      u32Bytes(0xffff_ffff, 16, 18, 0),
    ];
    for (const head of heads) {
      expect(sentence(new Uint8Array([...head, 0, 0, 0]))).toMatch(/^config\/damaged "x\.pmc" is damaged: /);
    }
  });

  it('has more rules than bytes, or a list that is cut off', () => {
    const huge = new Uint8Array([...u32Bytes(5), 1, ...u32Bytes(0xffff_ffff)]);
    expect(sentence(huge)).toBe(
      'config/damaged "x.pmc" is damaged: its list of rules cannot be read. Nothing of it was used; export it again in Process Monitor.',
    );
    expect(sentence(golden('writes.PMF').slice(0, -1))).toContain('its list of rules is cut off');
    expect(sentence(golden('full.pmc').slice(0, -1))).toContain('setting 22 ends behind the end of the file');
    expect(sentence(new Uint8Array([...golden('worked-example.pmc'), 0]))).toContain(
      'setting 5 is cut off at byte 258',
    );
  });
});
