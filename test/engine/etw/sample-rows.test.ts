import { expect, it } from 'vitest';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { openEtl } from '../../../src/engine/formats/etl/open-etl.ts';
import { EventClass } from '../../../src/shared/event-class.ts';
import { TICKS_PER_SECOND } from '../../../src/shared/units.ts';
import { describeWithTraces } from '../../support/etl-samples.ts';
import { factsOf } from '../../support/etw-facts.ts';

interface Row {
  readonly relMs: number;
  readonly durationMs: number | null;
  readonly processName: string;
  readonly pid: number;
  readonly tid: number | null;
  readonly operation: string;
  readonly path: string | null;
  readonly result: string | null;
  readonly category: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** All rows but those of losses, as the expected files write them. */
function rowsOf(capture: Capture, expected: readonly Row[]): Row[] {
  const cells = new CellFormatter(capture);
  const losses = new Set<number>(capture.store.losses.map(({ event }) => event));
  const rows: Row[] = [];
  for (const segment of capture.store.segments) {
    const time = capture.store.column(segment, 'time');
    const duration = capture.store.column(segment, 'duration');
    for (let i = 0; i < segment.length; i++) {
      if (losses.has(segment.first + i)) continue;
      const known = expected[rows.length];
      cells.at(segment, i);
      const path = cells.text('path');
      const tid = Number(cells.text('tid'));
      const text = cells.text('duration');
      rows.push({
        relMs: time[i]! / (TICKS_PER_SECOND / 1000),
        // No duration is either none at all or the zero that Process Monitor shows for such events.
        durationMs:
          known?.durationMs === null && Number(text) === 0 ? null : duration[i]! / (TICKS_PER_SECOND / 1000),
        processName: cells.text('processName'),
        pid: Number(cells.text('pid')),
        tid: tid === 0 ? null : tid,
        operation: cells.text('operation'),
        // A name that nobody can know is a placeholder, or nothing where the event is about no object.
        path: path.startsWith('<Unknown') || (known?.path === null && path === '') ? null : path,
        result: known?.result === null && cells.text('result') === '' ? null : cells.text('result'),
        category: known?.category === null && cells.text('category') === '' ? null : cells.text('category'),
        facts: factsOf(capture, segment, i, known?.facts ?? {}),
      });
    }
  }
  return rows;
}

describeWithTraces('rows of event traces', (samples) => {
  const withRows = samples.filter(({ expected }) => expected.rows !== undefined);

  it('are known for two samples', () => {
    expect(withRows.map(({ name }) => name)).toEqual(['synthetic-win10-x64', 'synthetic-win7-x86']);
  });

  it.each(withRows)('$name', async ({ path, expected }) => {
    const { capture, finished } = await openEtl(path);
    expect((await finished).warnings).toEqual([]);
    const known = (expected.rows ?? []) as unknown as readonly Row[];
    expect(rowsOf(capture, known)).toEqual(known);
    await capture.close();
  });

  it('of a truncated trace are those of its whole one up to the cut, and one operation has no end', async () => {
    const whole = samples.find(({ name }) => name === 'synthetic-win10-x64')!;
    const cut = samples.find(({ name }) => name === 'synthetic-win10-x64-truncated')!;
    const { capture, finished } = await openEtl(cut.path);
    await finished;
    const known = (whole.expected.rows ?? []) as unknown as readonly Row[];
    const rows = rowsOf(capture, known);
    await capture.close();
    expect(rows.map(({ operation, pid, tid, relMs }) => ({ operation, pid, tid, relMs }))).toEqual(
      known.map(({ operation, pid, tid, relMs }) => ({ operation, pid, tid, relMs })),
    );
  });

  it.each(samples)('$name: every row has a class, an operation and a time in the trace', async ({ path }) => {
    const { capture, finished } = await openEtl(path);
    await finished;
    const cells = new CellFormatter(capture);
    const wrong: string[] = [];
    for (const segment of capture.store.segments) {
      const operation = capture.store.column(segment, 'operation');
      const losses = new Set<number>(capture.store.losses.map(({ event }) => event));
      for (let i = 0; i < segment.length; i++) {
        const info = segment.epoch.operations.get(operation[i]!);
        if (losses.has(segment.first + i)) continue;
        if (info.name === '' || info.name === '<Unknown>' || info.eventClass === EventClass.Lost)
          wrong.push(`${segment.first + i}: ${info.name}`);
        if (i % 97 !== 0) continue;
        cells.at(segment, i);
        expect(cells.text('detail').length).toBeLessThan(100_000);
      }
    }
    await capture.close();
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});
