import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { allRows } from '../../../src/engine/export/event-rows.ts';
import { xmlName } from '../../../src/engine/export/xml.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import { utcTimeZone } from '../../../src/shared/format/time-zone.ts';
import { EXPORT_PROCESS, exportLog } from '../../support/export-log.ts';
import { exportedText } from '../../support/exported.ts';
import { openLog, writeLog } from '../../support/opened-log.ts';
import { buildPml, registryDetail, u16, u32 } from '../../support/pml-builder.ts';
import { elementsOf } from '../../support/xml-elements.ts';

const columns = COLUMN_NAMES;

interface Parsed {
  readonly procmon: {
    readonly processlist: { readonly process: readonly Record<string, unknown>[] };
    readonly eventlist: { readonly event: readonly Record<string, unknown>[] };
  };
}

/** The file as another program's parser reads it, every value as the text that it is. */
function parsed(xml: string): Parsed['procmon'] {
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => ['process', 'module', 'event', 'frame'].includes(name),
  });
  return (parser.parse(xml) as Parsed).procmon;
}

async function sample(): Promise<Capture> {
  return (await openLog(writeLog(exportLog()))).capture;
}

it('has the elements of Process Monitor in their order', async () => {
  const xml = await exportedText(await sample(), {
    format: 'xml',
    columns: ['timeOfDay', 'path'],
    stacks: true,
  });
  const elements = elementsOf(xml);
  const children = (parent: string): readonly string[] => {
    const first = elements.findIndex(({ path }) => path === parent);
    const next = elements.findIndex(({ path }, i) => i > first && path === parent);
    const inside = elements.slice(first + 1, next < 0 ? undefined : next);
    return inside
      .filter(({ path }) => path.startsWith(`${parent}/`) && !path.slice(parent.length + 1).includes('/'))
      .map(({ path }) => path.slice(parent.length + 1));
  };
  expect(elements[0]?.path).toBe('procmon');
  expect(children('procmon')).toEqual(['processlist', 'eventlist']);
  expect(children('procmon/processlist/process')).toEqual([
    'ProcessIndex',
    'ProcessId',
    'ParentProcessId',
    'ParentProcessIndex',
    'AuthenticationId',
    'CreateTime',
    'FinishTime',
    'IsVirtualized',
    'Is64bit',
    'Integrity',
    'Owner',
    'ProcessName',
    'ImagePath',
    'CommandLine',
    'CompanyName',
    'Version',
    'Description',
    'modulelist',
  ]);
  expect(children('procmon/processlist/process/modulelist/module')).toEqual([
    'Timestamp',
    'BaseAddress',
    'Size',
    'Path',
    'Version',
    'Company',
    'Description',
  ]);
  expect(children('procmon/eventlist/event')).toEqual(['ProcessIndex', 'Time_of_Day', 'Path', 'stack']);
  expect(children('procmon/eventlist/event/stack/frame')).toEqual(['depth', 'address', 'path', 'location']);
  // Programs that read such files line by line look for these.
  const lines = xml.split('\r\n');
  expect(lines.slice(0, 3)).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<procmon><processlist><process>',
    '<ProcessIndex>1</ProcessIndex>',
  ]);
  expect(lines).toContain('</processlist><eventlist>');
  expect(lines.filter((line) => line === '<event>')).toHaveLength(4);
  expect(lines.slice(-3)).toEqual(['</eventlist>', '</procmon>', '']);
});

it('is read back by another parser with every value', async () => {
  const { processlist, eventlist } = parsed(
    await exportedText(await sample(), { format: 'xml', columns, as: 'plain', stacks: true }),
  );
  expect(processlist.process).toHaveLength(2);
  expect(processlist.process[1]).toMatchObject({
    ProcessIndex: String(EXPORT_PROCESS),
    ProcessId: '4026531841',
    ParentProcessId: '4',
    ParentProcessIndex: '1',
    AuthenticationId: '00000000:000003e7',
    CreateTime: '132389900000000000',
    FinishTime: '132389990000000000',
    IsVirtualized: '1',
    Is64bit: '1',
    Owner: 'BOX\\me',
    CommandLine: '"C:\\Program Files\\App\\app.exe" --name="a, b" <x>&y',
    modulelist: {
      module: [
        { BaseAddress: '0x7ff600000000', Size: '65536', Path: 'C:\\Program Files\\App\\app.exe' },
        { BaseAddress: '0x7fffbf160000' },
      ],
    },
  });
  expect(eventlist.event).toHaveLength(4);
  expect(eventlist.event[0]).toMatchObject({
    ProcessIndex: String(EXPORT_PROCESS),
    TID: '4294967280',
    Sequence: '1',
    stack: {
      frame: [
        {
          depth: '0',
          address: '0xfffff803239018e6',
          path: 'C:\\Windows\\system32\\ntoskrnl.exe',
          location: 'ntoskrnl.exe + 0x4688e6',
        },
        { depth: '1', location: 'ntdll.dll + 0xa0b34' },
        { depth: '2', address: '0x1234', path: '', location: '0x1234' },
      ],
    },
  });
  expect(eventlist.event[1]).toMatchObject({ Path: 'HKCU\\A "quoted", <b>&amp;</b>\\]]>' });
  expect(eventlist.event[3]).toMatchObject({ Result: '', Duration: '', Completion_Time: '' });
});

it("has Process Monitor's underscores, or as much as XML can hold", async () => {
  const capture = await sample();
  const procmon = await exportedText(capture, { format: 'xml', columns: ['path', 'detail'], as: 'procmon' });
  expect(procmon).toContain('<Path>C:\\Users\\me\\한글 __\\_.txt</Path>');
  expect(procmon).toContain('Data: first&#xD;\nsecond___</Detail>');
  const plain = await exportedText(capture, { format: 'xml', columns: ['path', 'detail'], as: 'plain' });
  expect(plain).toContain('<Path>C:\\Users\\me\\한글 \u{1f600}\\\ufffd.txt</Path>');
  expect(plain).toContain('Data: first&#xD;\nsecond\ufffd\u{1f600}</Detail>');
});

it('leaves stacks out where they are not asked for', async () => {
  const xml = await exportedText(await sample(), { format: 'xml', columns: ['path'] });
  expect(xml).not.toContain('<stack>');
});

it('gives rows that stand for lost events no process', async () => {
  const capture = await sample();
  const [segment] = capture.store.segments;
  if (segment === undefined) throw new Error('The log has events');
  const event = (segment.first + 1) as typeof segment.first;
  capture.store.addLoss({ event, time: segment.minTime as never, count: 12, cause: 'A <full> buffer' });
  const { eventlist } = parsed(await exportedText(capture, { format: 'xml', columns, stacks: true }));
  expect(eventlist.event[1]).toMatchObject({
    Operation: 'Events Lost',
    Detail: 'Lost: 12, Cause: A <full> buffer',
    PID: '',
  });
  expect(eventlist.event[1]).not.toHaveProperty('ProcessIndex');
  expect(eventlist.event[1]).not.toHaveProperty('stack');
});

it('gives every column a name that an element can have, each another', () => {
  const names = COLUMN_NAMES.map((name) => xmlName(name));
  for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('Time_of_Day');
});

it('is well-formed and keeps the texts of the table, whatever they are', async () => {
  const odd = fc.oneof(
    fc
      .array(fc.integer({ min: 1, max: 0xffff }), { maxLength: 260 })
      .map((units) => String.fromCharCode(...units)),
    fc.constantFrom('', '<', ']]>', '&lt;', '\r\n', '\t', '\ud800', '\ufffe', '\u{1f600}', '&#0;'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 20 }), odd, async (paths, commandLine) => {
      const log = buildPml({
        processes: [{ index: 1, pid: 4, name: 'a', commandLine }],
        events: paths.map((path) => ({
          process: 1,
          eventClass: 2,
          operation: 0,
          detail: registryDetail(path, Buffer.concat([u16(0), u32(1)]), true),
        })),
      });
      const { capture } = await openLog(writeLog(log.bytes));
      const names: readonly ColumnName[] = ['path', 'commandLine', 'detail'];
      for (const as of ['procmon', 'plain'] as const) {
        const xml = await exportedText(capture, { format: 'xml', columns: names, as });
        const texts = elementsOf(xml).filter(({ path }) => path.startsWith('procmon/eventlist/event/'));
        const cells = new CellFormatter(capture, { timeZoneOffset: utcTimeZone });
        let at = 0;
        for (const { segment, index } of allRows(capture)) {
          cells.at(segment, index);
          expect(texts[at++]?.text).toBe('1');
          for (const name of names) {
            const text = cells.text(name);
            const expected = as === 'plain' ? holdable(text) : underscored(text);
            expect(texts[at++]).toEqual({ path: `procmon/eventlist/event/${xmlName(name)}`, text: expected });
          }
        }
        expect(at).toBe(texts.length);
      }
    }),
    { numRuns: 25 },
  );
}, 30_000);

/** A text with U+FFFD for every character that XML 1.0 does not know. */
function holdable(text: string): string {
  return Array.from(text.toWellFormed(), (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isKnown =
      code === 9 || code === 10 || code === 13 || (code >= 32 && code !== 0xfffe && code !== 0xffff);
    return isKnown ? character : '\ufffd';
  }).join('');
}

/** A text with an underscore for every unit that Process Monitor does not write. */
function underscored(text: string): string {
  return text
    .split('')
    .map((unit) => {
      const code = unit.charCodeAt(0);
      if (code === 9 || code === 10 || code === 13) return unit;
      const isControl = code < 32 || (code >= 0x7f && code <= 0x9f);
      return isControl || (code >= 0xd800 && code <= 0xdfff) || code >= 0xfffe ? '_' : unit;
    })
    .join('');
}
