import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCaptureFile } from '../../../../src/engine/capture-file/open-capture-file.ts';
import { saveCapture } from '../../../../src/engine/capture-file/save-capture.ts';
import type { Capture } from '../../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { DetailKey } from '../../../../src/engine/dialect/detail-key.ts';
import { DetailWriter } from '../../../../src/engine/dialect/dialect.ts';
import type { FormatContext } from '../../../../src/engine/dialect/dialect.ts';
import { etwDialect } from '../../../../src/engine/dialect/etw/etw-dialect.ts';
import { EtwField } from '../../../../src/engine/dialect/etw/etw-fields.ts';
import {
  EtwCategory,
  EtwOperation,
  FirstOperation,
  etwKey,
  etwKeyParts,
  etwOtherKey,
} from '../../../../src/engine/dialect/etw/etw-key.ts';
import { EtwPayload } from '../../../../src/engine/dialect/etw/etw-payload.ts';
import { PayloadArena } from '../../../../src/engine/dialect/etw/payload-arena.ts';
import { Payload, PAYLOAD_HEAD_BYTES, readStoredPayload } from '../../../../src/engine/dialect/payload.ts';
import { savePml } from '../../../../src/engine/formats/pml/write/save-pml.ts';
import { Provider } from '../../../../src/engine/etw/providers.ts';
import { COLUMN_NAMES } from '../../../../src/shared/columns.ts';
import { EventClass, classBit, toggleClasses } from '../../../../src/shared/event-class.ts';
import { defaultRules } from '../../../../src/shared/filter/default-rules.ts';
import { DecodedTrace } from '../../../support/etw-trace.ts';
import { exportedText } from '../../../support/exported.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';

function contextOf(key: number): FormatContext {
  return {
    operation: etwDialect.operation(key),
    result: 0,
    tid: 8,
    is64Bit: true,
    date: () => '',
    accountOf: () => undefined,
  };
}

/** The Detail text of fields that `write` adds. */
function detailOf(write: (payload: EtwPayload) => void): string {
  const made = new EtwPayload(new PayloadArena());
  made.beginPayload();
  write(made);
  made.closePayload();
  const payload = new Payload();
  readStoredPayload(made.bytes, made.start, made.length, payload);
  const out = new DetailWriter();
  out.beginText();
  etwDialect.writeDetail(payload, contextOf(etwKey(EtwOperation.CreateFile)), out);
  return out.text;
}

describe('operations', () => {
  it('have keys that are read back', () => {
    expect(etwKeyParts(etwKey(0x530, EtwCategory.WriteMetadata))).toEqual({
      operation: 0x530,
      category: EtwCategory.WriteMetadata,
      isOther: false,
    });
    expect(etwKeyParts(etwOtherKey(15, 46))).toEqual({ operation: 0xf2e, category: 0, isOther: true });
  });

  it('keep their numbers: captures that were saved name them', () => {
    const names = [
      1, 2, 3, 4, 0x105, 0x214, 0x30e, 0x400, 0x405, 0x50c, 0x54b, 0x602, 0x80a, 0x840, 0xf000,
    ].map((operation) => etwDialect.operation(etwKey(operation)).name);
    expect(names).toEqual([
      ...['CreateFile', 'CloseFile', 'IRP_MJ_CLOSE', 'ReadFile'],
      ...['QueryStandardInformationFile', 'SetEndOfFileInformationFile', 'RegSetValue', 'Process Create'],
      ...[
        'Load Image',
        'TCP Connect',
        'UDP Receive',
        'SetWindowsHookEx',
        'Disk Read',
        'Hard Fault',
        'Trace Event',
      ],
    ]);
  });

  it('are described whatever the key', () => {
    fc.assert(
      fc.property(fc.integer(), (key) => {
        const info = etwDialect.operation(key);
        expect(info.name).not.toBe('');
        expect(Object.values(EventClass)).toContain(info.eventClass);
        expect(['', 'Read', 'Write', 'Read Metadata', 'Write Metadata']).toContain(info.category);
      }),
    );
    expect(etwDialect.operation(etwKey(0xeeee)).name).toBe('<Unknown>');
  });

  it('that watch the user, and those on devices and drivers, are of the class Process', () => {
    const { DeviceIoControl, LoadDriver, SetWindowsHookEx, GetAsyncKeyState, RegisterRawInputDevices } =
      EtwOperation;
    for (const operation of [
      ...[DeviceIoControl, LoadDriver, SetWindowsHookEx, GetAsyncKeyState, RegisterRawInputDevices],
      FirstOperation.Audit + 5,
    ])
      expect(etwDialect.operation(etwKey(operation)).eventClass).toBe(EventClass.Process);
  });

  it('have classes with a toggle, and a filter that hides what Process Monitor hides', () => {
    const mask = toggleClasses('etw').reduce((sum, value) => sum | classBit(value), 0);
    for (const eventClass of [
      EventClass.FileSystem,
      EventClass.Profiling,
      EventClass.System,
      EventClass.Device,
    ])
      expect(mask & classBit(eventClass)).not.toBe(0);
    expect(defaultRules('etw').map(({ value }) => value)).toEqual(
      expect.arrayContaining(['IRP_MJ_', 'Unload Image', 'System']),
    );
  });
});

describe('results', () => {
  it.each([
    [0, 'SUCCESS', 'plain'],
    [0x103, '', 'plain'],
    [0xc000_0034, 'NAME NOT FOUND', 'miss'],
    [0xc000_0022, 'ACCESS DENIED', 'failure'],
    [0xc000_0016, 'MORE PROCESSING', 'failure'],
    [0xc000_abcd, '0xC000ABCD', 'failure'],
  ])('%i', (code, text, tone) => {
    expect([etwDialect.resultText(code), etwDialect.resultTone(code)]).toEqual([text, tone]);
  });
});

describe('details', () => {
  it.each([
    [EtwField.Disposition, 5, 'Disposition: OverwriteIf'],
    [EtwField.Disposition, 9, 'Disposition: <unknown>'],
    [EtwField.Options, 0, 'Options: '],
    [EtwField.Attributes, 0, 'Attributes: n/a'],
    [EtwField.ShareMode, 0, 'ShareMode: None'],
    [
      EtwField.IoFlags,
      0x6_0043,
      'I/O Flags: Non-cached, Paging I/O, Synchronous Paging I/O, Priority: Normal',
    ],
    [EtwField.IoFlags, 0x6_0000, 'Priority: Normal'],
    [EtwField.OpenResult, 4, 'OpenResult: Exists'],
    [EtwField.OpenResult, 6, 'OpenResult: <unknown>'],
    [EtwField.ExitStatus, 0xffff_ffff, 'Exit Status: -1'],
    [EtwField.UserTime, 15_000_000, 'User Time: 1.5000000 seconds'],
    [EtwField.HookType, 99, 'Hook: 99'],
    [EtwField.RawDevice, 0x1_0099, 'Device: usage page 1, usage 153'],
    [EtwField.ValueQuery, 77, 'Query: <Unknown: 77>'],
    [EtwField.KeyDisposition, 2, 'Disposition: REG_OPENED_EXISTING_KEY'],
  ])('field %i with %i', (field, value, text) => {
    expect(detailOf((payload) => payload.number(field, value))).toBe(text);
  });

  it('hold numbers of 64 bits and texts of any length', () => {
    expect(detailOf((payload) => payload.number64(EtwField.ImageBase, 0xffff_f800, 1))).toBe(
      'Image Base: 0xfffff80000000001',
    );
    expect(detailOf((payload) => payload.double(EtwField.Offset, 2 ** 40))).toBe('Offset: 1,099,511,627,776');
    for (const length of [0, 100, 127, 128, 300, 5000]) {
      const text = '가'.repeat(length);
      expect(detailOf((payload) => payload.text(EtwField.CommandLine, text))).toBe(`Command line: ${text}`);
      const narrow = 'a'.repeat(length);
      expect(detailOf((payload) => payload.named('n', narrow))).toBe(`n: ${narrow}`);
    }
    expect(detailOf((payload) => payload.named('이름', 'a\0b'))).toBe('이름: a b');
  });

  it.each([
    ['Latin-1', true, 'é'],
    ['others', false, '가'],
  ])('hold lists of names and values of characters of %s', (_, isNarrow, text) => {
    const units = Uint16Array.from(`-a\0${text}\0b\x002-`, (unit) => unit.charCodeAt(0));
    const detail = detailOf((payload) => payload.namedUnits(units, 1, units.length - 1, isNarrow));
    expect(detail).toBe(`a: ${text}, b: 2`);
  });

  it('of fields that another version wrote are shown by their numbers', () => {
    expect(detailOf((payload) => payload.number(180 as EtwField, 0x1234))).toBe('Field 180: 0x1234');
  });

  it('are written whatever the bytes, and nothing behind the payload is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, behind) => {
        const payload = new Payload();
        payload.bytes = Buffer.concat([bytes, Buffer.alloc(behind, 0x41)]);
        payload.detailEnd = bytes.length;
        payload.extraStart = bytes.length;
        payload.limit = bytes.length;
        const out = new DetailWriter();
        out.beginText();
        etwDialect.writeDetail(payload, contextOf(0), out);
        const same = new Payload();
        same.bytes = Buffer.from(bytes);
        same.detailEnd = same.extraStart = same.limit = bytes.length;
        const again = new DetailWriter();
        again.beginText();
        etwDialect.writeDetail(same, contextOf(0), again);
        expect(out.text).toBe(again.text);
      }),
    );
  });

  it('have keys: where they are the same, the texts are', () => {
    const payload = new Payload();
    const key = new DetailKey();
    const texts = new Map<string, string>();
    fc.assert(
      fc.property(fc.constantFrom(1, 5, 7, 40), fc.nat(3), (field, value) => {
        const made = new EtwPayload(new PayloadArena());
        made.beginPayload();
        made.number(field, value);
        made.beginReturned();
        made.number(EtwField.Bytes, value % 2);
        made.closePayload();
        readStoredPayload(made.bytes, made.start, made.length, payload);
        key.clear();
        etwDialect.writeDetailKey?.(payload, contextOf(0), key);
        const words = key.words.subarray(0, key.length).join(' ');
        const out = new DetailWriter();
        out.beginText();
        etwDialect.writeDetail(payload, contextOf(0), out);
        const known = texts.get(words);
        if (known !== undefined) expect(out.text).toBe(known);
        texts.set(words, out.text);
      }),
      // So often that none of the sixteen is left out.
      { numRuns: 1000 },
    );
    expect(texts.size).toBe(16);
  });
});

describe('the memory of payloads', () => {
  it('is that of each payload alone, however they grow and go', () => {
    const step = fc.record({ index: fc.nat(5), length: fc.nat(3000), isNew: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const arena = new PayloadArena();
        const payloads = Array.from({ length: 6 }, () => new EtwPayload(arena));
        const texts: (string | undefined)[] = [];
        for (const [i, { index, length, isNew }] of steps.entries()) {
          const payload = payloads[index]!;
          if (isNew || texts[index] === undefined) {
            if (texts[index] !== undefined) payload.freePayload();
            payload.beginPayload();
            texts[index] = '';
          }
          const text = String.fromCharCode(97 + (i % 26)).repeat(length);
          payload.named('n', text);
          texts[index] += text;
        }
        for (const [index, text] of texts.entries()) {
          if (text === undefined) continue;
          const { bytes, start, length } = payloads[index]!;
          // The head is written when a payload is closed: until then it is what was there before.
          const stored = bytes.toString('latin1', start + PAYLOAD_HEAD_BYTES, start + length);
          const letters = [...stored.matchAll(/n\0([a-z]*)/g)].map(([, found]) => found).join('');
          expect(letters).toBe(text);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function sample(): Capture {
  const trace = new DecodedTrace();
  trace.decoder.tellAccounts([['S-1-5-21-9', 'PC\\user']]);
  trace.live(
    {
      ...{ at: 1, provider: Provider.Process, opcode: 3, version: 4 },
      fields: { ProcessId: 44, ImageFileName: 'p.exe', UserSID: 'S-1-5-21-9', CommandLine: 'p 가' },
    },
    {
      ...{ at: 2, provider: Provider.FileIo, opcode: 64, version: 3, pid: 44, tid: 8 },
      fields: { Irp: 16, FileObject: 32, TTID: 8, CreateOptions: 0x0300_0060, OpenPath: 'C:\\가.txt' },
    },
    { ...{ at: 3, provider: Provider.FileIo, opcode: 76, version: 3 }, fields: { Irp: 16, ExtraInfo: 2 } },
    {
      ...{ at: 4, provider: Provider.Win32k, id: 1002, pid: 44, tid: 8 },
      fields: { FilterType: 13, pstrLib: 'a.dll' },
    },
  );
  trace.decoder.finish();
  return trace.capture;
}

function cellsOf(capture: Capture): string[][] {
  const cells = new CellFormatter(capture);
  return capture.store.segments.flatMap((segment) =>
    Array.from({ length: segment.length }, (_, i) => {
      cells.at(segment, i);
      return COLUMN_NAMES.map((column) => cells.text(column));
    }),
  );
}

describe('captures of traces', () => {
  it('come back from a capture file as they were', async () => {
    const capture = sample();
    const path = join(temporaryFolder(), 'trace.procscope');
    await saveCapture(capture, path);
    const { capture: opened, finished } = await openCaptureFile(path);
    onTestFinished(() => opened.close());
    expect((await finished).warnings).toEqual([]);
    expect(opened.meta.dialect).toBe('etw');
    expect(cellsOf(opened)).toEqual(cellsOf(capture));
  });

  it('keep what events of newer versions have behind the known fields', async () => {
    const trace = new DecodedTrace();
    const read = { provider: Provider.FileIo, opcode: 65, version: 9, pid: 44, tid: 8 };
    trace.live({ ...read, at: 1, payload: Buffer.from('00'.repeat(28) + 'c0ffee', 'hex') });
    trace.decoder.finish();
    const path = join(temporaryFolder(), 'newer.procscope');
    await saveCapture(trace.capture, path);
    const { capture, finished } = await openCaptureFile(path);
    onTestFinished(() => capture.close());
    await finished;
    const payload = new Payload();
    capture.payloads.load(capture.store.segments[0]!, 0, payload);
    const [part] = capture.dialect.newerParts?.(payload) ?? [];
    expect(part).toMatchObject({ version: 9, known: 3, length: 3, isReturned: false });
    expect(payload.bytes.toString('hex', part!.start, part!.end)).toBe('c0ffee');
  });

  it('are exported as text', async () => {
    const text = await exportedText(sample(), {
      format: 'csv',
      columns: ['operation', 'path', 'result', 'detail'],
    });
    expect(text).toContain('"CreateFile","C:\\가.txt","SUCCESS","Disposition: OpenIf');
    expect(text).toContain('"SetWindowsHookEx"');
  });

  it('are no logs of Process Monitor', async () => {
    const path = join(temporaryFolder(), 'trace.pml');
    await expect(savePml(sample(), path)).rejects.toMatchObject({ code: 'shell/unsupported' });
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });
});
