/** Kernel events of Windows into an event store: layouts, names, ends, rows. Argument: number of records. */
import { EtwDecoder } from '../../../src/engine/etw/etw-decoder.ts';
import { ProviderTable } from '../../../src/engine/etw/providers.ts';
import { RawRecord } from '../../../src/engine/etw/raw-record.ts';
import { TraceClock } from '../../../src/engine/etw/trace-clock.ts';
import { etwDialect } from '../../../src/engine/dialect/etw/etw-dialect.ts';
import { EventStore } from '../../../src/engine/store/event-store.ts';
import { TICKS_PER_SECOND, fileTime } from '../../../src/shared/units.ts';
import { EtwRecords } from '../etw-records.ts';
import { grouped, report, residentMiB } from '../measure.ts';

const total = Number(process.argv[2]);
/** Rows that are kept: as in a live capture, so that memory is the decoder's and not that of ten million rows. */
const KEPT_EVENTS = 1_000_000;

interface Run {
  readonly recordsPerSecond: number;
  readonly rows: number;
}

/** Decodes `total` records; `twice` as a file is gone through: names first. */
function run(records: EtwRecords, twice: boolean): Run {
  const store = new EventStore({
    operation: (key) => etwDialect.operation(key),
    resultText: (code) => etwDialect.resultText(code),
    history: { events: KEPT_EVENTS },
  });
  const decoder = new EtwDecoder({
    store,
    clock: new TraceClock({
      start: fileTime(132_539_328_000_000_000n),
      raw: 0n,
      frequency: TICKS_PER_SECOND,
    }),
    providers: new ProviderTable(),
  });
  decoder.tellVolumes([{ nt: '\\Device\\HarddiskVolume3', dos: 'C:' }]);
  const record = new RawRecord();
  const start = performance.now();
  if (twice) {
    const names = new EtwRecords();
    for (let i = 0; i < total; i++) {
      names.next(record);
      decoder.learn(record);
    }
    decoder.beginRows();
  }
  for (let i = 0; i < total; i++) {
    records.next(record);
    decoder.decode(record);
  }
  decoder.finish();
  return { recordsPerSecond: total / ((performance.now() - start) / 1000), rows: store.end };
}

const live = run(new EtwRecords(), false);
const memory = residentMiB();
const file = run(new EtwRecords(), true);
// Ends, names and states make no rows; everything else does.
if (live.rows < total / 3 || live.rows !== file.rows) {
  throw new Error(`${live.rows} rows came of the records, and ${file.rows} with a pass for the names before`);
}

const input = `synthetic, ${grouped(total)} records, ${grouped(live.rows)} rows`;
report([
  {
    name: 'etw: decode, as it comes',
    input,
    value: live.recordsPerSecond,
    unit: 'records/s',
    least: 500_000,
  },
  { name: 'etw: names, then decode', input, value: file.recordsPerSecond, unit: 'records/s', least: 300_000 },
  { name: 'memory of the decoder and its rows', input, value: memory.now, unit: 'MiB', most: 700 },
]);
