import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { StoredPayloads } from '../../../src/engine/capture/stored-payloads.ts';
import { CellFormatter, processCell } from '../../../src/engine/cells/cell-formatter.ts';
import { PAYLOAD_HEAD_BYTES, writePayloadHead } from '../../../src/engine/dialect/payload.ts';
import { pmlOperationKey } from '../../../src/engine/dialect/pml/operation-key.ts';
import { pmlDialect } from '../../../src/engine/dialect/pml/pml-dialect.ts';
import type { Epoch } from '../../../src/engine/store/epoch.ts';
import { EventStore } from '../../../src/engine/store/event-store.ts';
import type { ProcessRecord } from '../../../src/engine/store/process-table.ts';
import { COLUMN_NAMES, EVENT_COLUMNS } from '../../../src/shared/columns.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import { utcTimeZone } from '../../../src/shared/format/time-zone.ts';
import { fileTime } from '../../../src/shared/units.ts';
import type { OperationId, RelTicks, ResultId, StackId, StringId } from '../../../src/shared/units.ts';

/** 7/11/2020 4:33:19.6062458 PM UTC */
const START = fileTime((0x01d657a0n << 32n) | 0xfc7732fan);

function processRecord(epoch: Epoch, changes: Partial<ProcessRecord> = {}): ProcessRecord {
  const text = (value: string): StringId => epoch.strings.intern(value);
  return {
    uid: 7,
    pid: 4242,
    parentPid: 400,
    parentUid: undefined,
    session: 1,
    authenticationId: 0x1_0000_03e7n,
    start: undefined,
    end: undefined,
    virtualized: false,
    is64Bit: true,
    integrity: text('Medium'),
    user: text('HOST\\ä'),
    name: text('app.exe'),
    imagePath: text('C:\\app.exe'),
    commandLine: text('app.exe -x'),
    company: text('Company'),
    version: text('1.0'),
    description: text('Description'),
    smallIcon: 0,
    largeIcon: 0,
    modules: [],
    ...changes,
  };
}

interface Row {
  readonly key: number;
  readonly result?: number;
  readonly time?: number;
  readonly duration?: number;
  readonly path?: string;
  readonly detail?: Buffer;
  readonly extra?: Buffer;
}

/** A capture of the given events, all of one process. */
function captureOf(rows: readonly Row[]): Capture {
  const store = new EventStore({ operation: pmlDialect.operation, resultText: pmlDialect.resultText });
  for (const row of rows) {
    const epoch = store.reserve(0);
    const detail = row.detail ?? Buffer.alloc(0);
    const head = Buffer.alloc(PAYLOAD_HEAD_BYTES);
    writePayloadHead(head, 0, detail.length, row.extra?.length);
    const payload = Buffer.concat([head, detail, row.extra ?? Buffer.alloc(0)]);
    const process = epoch.processes.find(7) ?? epoch.processes.put(processRecord(epoch));
    store.append(
      process,
      99,
      epoch.operations.intern(row.key) as OperationId,
      epoch.results.intern(row.result ?? 0) as ResultId,
      (row.time ?? 0) as RelTicks,
      row.duration ?? 0,
      epoch.strings.intern(row.path ?? ''),
      0 as StackId,
      payload,
      0,
      payload.length,
    );
  }
  return {
    meta: {
      format: 'native',
      dialect: 'pml',
      bitness: 64,
      system: {
        computer: '',
        operatingSystem: '',
        systemRoot: '',
        major: 10,
        minor: 0,
        build: 0,
        servicePack: '',
        processors: 1,
        memory: 0,
        highestUserAddress: 0n,
      },
      startTime: START,
    },
    store,
    dialect: pmlDialect,
    payloads: new StoredPayloads(store),
    icons: [],
    hosts: [],
    ports: [],
    accountOf: () => undefined,
    close: () => Promise.resolve(),
  };
}

function cellsAt(capture: Capture, index: number): (column: ColumnName) => string {
  const cells = new CellFormatter(capture, { timeZoneOffset: utcTimeZone });
  cells.at(capture.store.segments[0]!, index);
  return (column) => cells.text(column);
}

const threadCreate = pmlOperationKey(1, 3, 0);
const openKey = pmlOperationKey(2, 0, 0);
const openDetail = Buffer.from('018000001900020041', 'hex');

describe('cells', () => {
  it('shows every column of an event', () => {
    const extra = Buffer.from('1900020001000000', 'hex');
    const text = cellsAt(
      captureOf([
        { key: threadCreate },
        { key: openKey, time: 36_610_000_001, duration: 7, path: 'HKLM\\A', detail: openDetail, extra },
      ]),
      1,
    );
    expect(COLUMN_NAMES.map((name) => [EVENT_COLUMNS[name].title, text(name)])).toEqual([
      ['Time of Day', '5:34:20.6062459 PM'],
      ['Process Name', 'app.exe'],
      ['PID', '4242'],
      ['Operation', 'RegOpenKey'],
      ['Path', 'HKLM\\A'],
      ['Result', 'SUCCESS'],
      ['Detail', 'Desired Access: Read, Disposition: REG_CREATED_NEW_KEY'],
      ['Date & Time', '7/11/2020 5:34:20 PM'],
      ['Relative Time', '01:01:01.0000001'],
      ['Duration', '0.0000007'],
      ['Completion Time', '5:34:20.6062466 PM'],
      ['Event Class', 'Registry'],
      ['Sequence', 'n/a'],
      ['Image Path', 'C:\\app.exe'],
      ['Company', 'Company'],
      ['Description', 'Description'],
      ['Version', '1.0'],
      ['User', 'HOST\\ä'],
      ['Authentication ID', '00000001:000003e7'],
      ['Session', '1'],
      ['Command Line', 'app.exe -x'],
      ['TID', '99'],
      ['Virtualized', 'False'],
      ['Integrity', 'Medium'],
      ['Category', 'Write'],
      ['Parent PID', '400'],
      ['Architecture', '64-bit'],
    ]);
  });

  it('leaves result, duration and completion of a pending operation empty', () => {
    const text = cellsAt(captureOf([{ key: openKey, result: 0x103, duration: -1 }]), 0);
    expect([text('result'), text('duration'), text('completionTime')]).toEqual(['', '', '']);
  });

  it('gives the fields of the detail as a list too', () => {
    const capture = captureOf([{ key: openKey, detail: openDetail }]);
    const cells = new CellFormatter(capture);
    cells.at(capture.store.segments[0]!, 0);
    const fields = cells.detailFields();
    cells.text('detail');
    expect(fields).toEqual([{ name: 'Desired Access', value: 'Read' }]);
  });

  it('shows what is not known of a process as such', () => {
    const capture = captureOf([{ key: threadCreate }]);
    const { epoch } = capture.store.segments[0]!;
    const record = processRecord(epoch, { virtualized: undefined, is64Bit: false });
    expect(processCell(epoch, record, 'virtualized')).toBe('n/a');
    expect(processCell(epoch, record, 'architecture')).toBe('32-bit');
    expect(() => processCell(epoch, record, 'path')).toThrow('Path is not a column of the process');
  });

  it('sees what becomes known of a process later', () => {
    const capture = captureOf([{ key: threadCreate }]);
    const text = cellsAt(capture, 0);
    expect(text('company')).toBe('Company');
    const { epoch } = capture.store.segments[0]!;
    epoch.processes.put(processRecord(epoch, { company: epoch.strings.intern('Other') }));
    expect(text('company')).toBe('Other');
  });

  it('follows segments into other epochs', () => {
    const capture = captureOf([{ key: threadCreate, path: 'first' }]);
    const epoch = capture.store.beginEpoch();
    const process = epoch.processes.put(processRecord(epoch, { name: epoch.strings.intern('other.exe') }));
    const operation = epoch.operations.intern(openKey) as OperationId;
    const result = epoch.results.intern(0) as ResultId;
    const path = epoch.strings.intern('second');
    capture.store.append(
      process,
      1,
      operation,
      result,
      5 as RelTicks,
      0,
      path,
      0 as StackId,
      Buffer.alloc(0),
      0,
      0,
    );
    const cells = new CellFormatter(capture);
    const seen = [0, 1, 0].map((no) => {
      cells.at(capture.store.segments[no]!, 0);
      return [cells.text('processName'), cells.text('operation'), cells.text('path')];
    });
    const first = ['app.exe', 'Thread Create', 'first'];
    expect(seen).toEqual([first, ['other.exe', 'RegOpenKey', 'second'], first]);
  });

  it('refuses rows that there are not', () => {
    const capture = captureOf([{ key: threadCreate }]);
    expect(() => new CellFormatter(capture).text('path')).toThrow('No row was chosen');
    capture.store.seal();
    expect(() => cellsAt(capture, 1)('tid')).toThrow(RangeError);
  });
});
