import { expect, test } from 'vitest';
import { captureFromText } from '../../support/capture-from-text.ts';
import { exclude, include, visible } from '../../support/filters.ts';

/** One test for each sentence of Process Monitor's filter semantics. */

const { capture, ev } = captureFromText(`
  time  process   pid  operation      path                 result
  0     app.exe   41   CreateFile     C:\\data\\a.txt      SUCCESS         #open
  110   app.exe   41   ReadFile       C:\\data\\a.txt      END OF FILE     #read
  220   svc.exe   500  RegQueryValue  HKLM\\Software\\App  NAME NOT FOUND  #query
  330   SVC.EXE   9    WriteFile      C:\\Data\\LOG.TXT    SUCCESS         #write
`);
const all = [ev.open, ev.read, ev.query, ev.write];

test('is compares the whole value', async () => {
  expect(await visible(capture, [include('path', 'is', 'C:\\data\\a.txt')])).toEqual([ev.open, ev.read]);
  expect(await visible(capture, [include('path', 'is', 'C:\\data\\a')])).toEqual([]);
});

test('is not is the opposite of is', async () => {
  expect(await visible(capture, [include('result', 'is not', 'SUCCESS')])).toEqual([ev.read, ev.query]);
});

test('begins with, ends with, contains', async () => {
  expect(await visible(capture, [include('path', 'begins with', 'HKLM')])).toEqual([ev.query]);
  expect(await visible(capture, [include('path', 'ends with', '.txt')])).toEqual([
    ev.open,
    ev.read,
    ev.write,
  ]);
  expect(await visible(capture, [include('operation', 'contains', 'file')])).toEqual([
    ev.open,
    ev.read,
    ev.write,
  ]);
});

test('excludes is the opposite of contains', async () => {
  expect(await visible(capture, [include('path', 'excludes', 'data')])).toEqual([ev.query]);
});

test('values compare without case', async () => {
  expect(await visible(capture, [include('processName', 'is', 'Svc.Exe')])).toEqual([ev.query, ev.write]);
  expect(await visible(capture, [include('path', 'begins with', 'c:\\DATA')])).toEqual([
    ev.open,
    ev.read,
    ev.write,
  ]);
});

test('less than and more than compare numbers as numbers', async () => {
  expect(await visible(capture, [include('pid', 'less than', '100')])).toEqual([ev.open, ev.read, ev.write]);
  expect(await visible(capture, [include('pid', 'more than', '41')])).toEqual([ev.query]);
});

test('a hex form of a number is accepted', async () => {
  expect(await visible(capture, [include('pid', 'is', '0x1F4')])).toEqual([ev.query]);
  expect(await visible(capture, [include('pid', 'less than', '0x29')])).toEqual([ev.write]);
});

test('less than and more than compare text as text', async () => {
  expect(await visible(capture, [include('processName', 'less than', 'b')])).toEqual([ev.open, ev.read]);
  expect(await visible(capture, [include('path', 'more than', 'c:\\data\\b')])).toEqual([ev.query, ev.write]);
  // No number, so the digits compare as text: "41" and "9" are beyond "4", "500" as well.
  expect(await visible(capture, [include('pid', 'more than', '4 or so')])).toEqual([
    ev.open,
    ev.read,
    ev.query,
    ev.write,
  ]);
});

test('times and durations compare as times', async () => {
  expect(await visible(capture, [include('relativeTime', 'more than', '00:00:00.0000110')])).toEqual([
    ev.query,
    ev.write,
  ]);
  expect(await visible(capture, [include('timeOfDay', 'is', '1:18:20.9427468 am')])).toEqual([ev.read]);
  expect(await visible(capture, [include('timeOfDay', 'less than', '12:00:00 PM')])).toEqual(all);
  expect(await visible(capture, [include('dateAndTime', 'less than', '10/1/2020 12:00:00 AM')])).toEqual(all);
});

test('an event is not shown if an enabled Exclude rule matches it', async () => {
  const rules = [include('processName', 'is', 'app.exe'), exclude('result', 'is', 'SUCCESS')];
  expect(await visible(capture, rules)).toEqual([ev.read]);
});

test('Exclude wins over Include, in any order', async () => {
  const both = [include('pid', 'is', '41'), exclude('pid', 'is', '41')];
  expect(await visible(capture, both)).toEqual([]);
  expect(await visible(capture, both.toReversed())).toEqual([]);
});

test('Include rules on one column are alternatives', async () => {
  const rules = [include('result', 'is', 'END OF FILE'), include('result', 'is', 'NAME NOT FOUND')];
  expect(await visible(capture, rules)).toEqual([ev.read, ev.query]);
});

test('Include rules on different columns narrow each other', async () => {
  const rules = [include('processName', 'is', 'app.exe'), include('result', 'is', 'SUCCESS')];
  expect(await visible(capture, rules)).toEqual([ev.open]);
});

test('alternatives on one column and narrowing by another together', async () => {
  const rules = [
    include('processName', 'is', 'app.exe'),
    include('processName', 'is', 'svc.exe'),
    include('operation', 'ends with', 'File'),
    exclude('path', 'contains', 'log'),
  ];
  expect(await visible(capture, rules)).toEqual([ev.open, ev.read]);
});

test('rules that are not enabled do not count', async () => {
  expect(await visible(capture, [{ ...exclude('pid', 'is', '41'), enabled: false }])).toEqual(all);
  const rules = [include('pid', 'is', '9'), { ...include('result', 'is', 'NAME NOT FOUND'), enabled: false }];
  expect(await visible(capture, rules)).toEqual([ev.write]);
});

test('without rules every event is shown', async () => {
  expect(await visible(capture, [])).toEqual(all);
});

test('Sequence as a column of a rule is the number of the event from 1', async () => {
  const rules = [include('sequence', 'more than', '2'), exclude('sequence', 'is', '0x4')];
  expect(await visible(capture, rules)).toEqual([ev.query]);
});

test('an empty cell is no number: it compares as text', async () => {
  const drawn = captureFromText(`
    time  duration  operation
    0     -         ReadFile   #pending
    1     20        ReadFile   #short
    2     20000000  ReadFile   #long
  `);
  expect(await visible(drawn.capture, [include('duration', 'more than', '0.5')])).toEqual([drawn.ev.long]);
  expect(await visible(drawn.capture, [include('duration', 'less than', '0.5')])).toEqual([
    drawn.ev.pending,
    drawn.ev.short,
  ]);
  expect(await visible(drawn.capture, [include('duration', 'is', '')])).toEqual([drawn.ev.pending]);
  expect(await visible(drawn.capture, [include('duration', 'is', '2')])).toEqual([drawn.ev.long]);
  expect(await visible(drawn.capture, [include('completionTime', 'is not', '')])).toEqual([
    drawn.ev.short,
    drawn.ev.long,
  ]);
});

test('Detail and Category, whether the operation or the event decides them', async () => {
  const drawn = captureFromText(`
    operation      detail              category
    RegQueryValue  Type: REG_DWORD     -        #read
    RegCloseKey    -                   -        #close
    CreateFile     Access: Read        Write    #create
    WriteFile      Length: 5           Write    #write
  `);
  const { read, close, create, write } = drawn.ev;
  expect(await visible(drawn.capture, [include('detail', 'contains', 'read')])).toEqual([create]);
  expect(await visible(drawn.capture, [include('detail', 'is', '')])).toEqual([close]);
  expect(await visible(drawn.capture, [exclude('detail', 'begins with', 'type')])).toEqual([
    close,
    create,
    write,
  ]);
  expect(await visible(drawn.capture, [include('category', 'is', 'read')])).toEqual([read]);
  expect(await visible(drawn.capture, [include('category', 'is', 'write')])).toEqual([create, write]);
  expect(await visible(drawn.capture, [exclude('category', 'is', 'write')])).toEqual([read, close]);
});
