import { describe, expect, it } from 'vitest';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { exportDialect } from '../../../../src/engine/dialect/export-dialect.ts';
import { PROCMON_VERSIONS } from '../../../../src/engine/dialect/export-style.ts';
import type { ProcmonVersion } from '../../../../src/engine/dialect/export-style.ts';
import { pmlOperationKey } from '../../../../src/engine/dialect/pml/operation-key.ts';
import { everyOperation } from '../../../../src/engine/dialect/pml/operations.ts';
import { utcTimeZone } from '../../../../src/shared/format/time-zone.ts';
import { goldenRecords } from '../../../support/golden-records.ts';
import type { GoldenRecord } from '../../../support/golden-records.ts';
import { openLog, writeLog } from '../../../support/opened-log.ts';
import { buildPml } from '../../../support/pml-builder.ts';

const FILES = goldenRecords();
const VERSION_NAMES = { 3.4: '3.4', 3.5: '3.5', 3.6: '3.6', 4: '4' } as const;

function keyOf({ key: [eventClass, code, sub] }: GoldenRecord): number {
  return pmlOperationKey(eventClass, code, sub);
}

/** What the record must show in an export as a version of Process Monitor. */
function exported(record: GoldenRecord, version: ProcmonVersion): GoldenRecord['plain'] {
  return record.versions?.[VERSION_NAMES[version]] ?? record.procmon ?? record.plain;
}

/** The records of one bitness as a log, opened. */
async function opened(records: readonly GoldenRecord[], bits: 32 | 64): ReturnType<typeof openLog> {
  const { bytes } = buildPml({
    is64Bit: bits === 64,
    processes: [{ index: 1, pid: 2, name: 'a.exe' }],
    events: records.map(({ key: [eventClass, operation], tid, status, detail, extra }) => ({
      process: 1,
      eventClass,
      operation,
      tid,
      status: Number(status),
      detail,
      ...(extra !== undefined && { extra }),
    })),
  });
  return openLog(writeLog(bytes));
}

describe('records of our own making show what they must', () => {
  const rows = FILES.flatMap(([name, records]) =>
    ([32, 64] as const).map(
      (bits) => [name, bits, records.filter((record) => record.bits === bits)] as const,
    ),
  ).filter(([, , records]) => records.length > 0);

  it.each(rows)('%s, %s bits', async (_name, bits, records) => {
    const { capture, warnings } = await opened(records, bits);
    expect(warnings).toEqual([]);
    const cellsOf = (options?: Parameters<typeof exportDialect>[1]): CellFormatter =>
      new CellFormatter(capture, {
        timeZoneOffset: utcTimeZone,
        ...(options !== undefined && { dialect: exportDialect(capture, options) }),
      });
    const plain = cellsOf();
    const styles = PROCMON_VERSIONS.map(
      (procmonVersion) => [procmonVersion, cellsOf({ as: 'procmon', procmonVersion })] as const,
    );
    const texts = (cells: CellFormatter): GoldenRecord['plain'] => ({
      operation: cells.text('operation'),
      category: cells.text('category'),
      detail: cells.text('detail'),
    });

    const [segment] = capture.store.segments;
    expect(segment?.length).toBe(records.length);
    records.forEach((record, i) => {
      const about = `${record.plain.operation} ${record.about ?? ''}`;
      plain.at(segment!, i);
      expect(texts(plain), `${about}, plain`).toEqual(record.plain);
      expect(plain.text('path'), about).toBe(record.path);
      expect(plain.text('result'), about).toBe(record.result);
      expect(plain.evidence(), about).toBe(record.evidence);
      for (const [version, cells] of styles) {
        cells.at(segment!, i);
        expect(texts(cells), `${about}, as ${version}`).toEqual(exported(record, version));
      }
    });
  });
});

describe('the records are whole', () => {
  const records = FILES.flatMap(([, all]) => all);
  const recorded = new Set(records.map(keyOf));

  it('every operation of the tables has one', () => {
    const missing = [...everyOperation()].filter(([key]) => !recorded.has(key)).map(([, { name }]) => name);
    expect(missing).toEqual([]);
  });

  it('every operation that shows details has one with details', () => {
    const shown = new Set(records.filter(({ plain }) => plain.detail !== '').map(keyOf));
    const missing = [...everyOperation()]
      .filter(([key, { detail }]) => detail !== undefined && !shown.has(key))
      .map(([, { name }]) => name);
    expect(missing).toEqual([]);
  });

  it('every mistake of Process Monitor has one that shows it', () => {
    const isShown = (key: number, versions: readonly ProcmonVersion[]): boolean =>
      records.some((record) =>
        versions.some(
          (version) =>
            keyOf(record) === key &&
            JSON.stringify(exported(record, version)) !== JSON.stringify(record.plain),
        ),
      );
    const missing = [...everyOperation()].flatMap(([key, { name, quirks = [] }]) =>
      quirks
        .filter(({ from = 0, before = Infinity }) => {
          const versions = PROCMON_VERSIONS.filter((version) => version >= from && version < before);
          return !isShown(key, versions);
        })
        .map(({ says }) => `${name} ${says}`),
    );
    expect(missing).toEqual([]);
  });
});
