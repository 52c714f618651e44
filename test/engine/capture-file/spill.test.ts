import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { attachSpill, removeStaleSpills } from '../../../src/engine/capture-file/spill.ts';
import type { Spill } from '../../../src/engine/capture-file/spill.ts';
import type { EventStore } from '../../../src/engine/store/event-store.ts';
import type { OperationId, ProcessId, RelTicks, ResultId, StringId } from '../../../src/shared/units.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { numberedStore } from './numbered-events.ts';

/** Fills an external store with one process, operation, result, and path. */
async function fill(store: EventStore, events: number, spill: Spill): Promise<void> {
  for (let i = 0; i < events; i++) {
    const epoch = store.reserve(0);
    if (epoch.results.size === 0) {
      epoch.results.intern(7);
      epoch.operations.intern(2 ** 25);
      for (let k = 0; k < 1000; k++) epoch.strings.intern(`path ${k}`);
    }
    const no = store.end;
    const text = epoch.strings.intern(`path ${no % 1000}`);
    store.appendExternal(
      0 as ProcessId,
      no,
      0 as OperationId,
      0 as ResultId,
      (no * 3) as RelTicks,
      no % 5,
      text,
      2 ** 40,
      no * 100,
    );
    if (i % 4096 === 0) await (spill.ready() ?? setTimeout(0));
  }
}

it('keeps an opened log within its memory budget and reads all of it', async () => {
  const folder = temporaryFolder();
  const budget = 32 * 1024 * 1024;
  const store = numberedStore({ external: true, memoryBudget: budget });
  const spill = attachSpill(store, folder);
  await fill(store, 200_000, spill);
  expect(readdirSync(folder)).toEqual([]);
  let highest = 0;
  for (let i = 0; i < 10; i++) {
    await fill(store, 100_000, spill);
    highest = Math.max(highest, store.memoryBytes);
  }
  expect(highest).toBeLessThan(budget + 160 * 1024 * 1024);
  for (let wait = 0; wait < 100 && !store.hasRoom(0); wait++) await setTimeout(50);
  expect(store.hasRoom(0)).toBe(true);
  expect(readdirSync(folder).some((name) => name.startsWith('procscope-spill-'))).toBe(true);
  for (const segment of store.segments) {
    const times = store.column(segment, 'time');
    const offsets = store.column(segment, 'payloadOffset');
    const paths = store.column(segment, 'path');
    expect(store.column(segment, 'stack').length).toBe(0);
    for (let i = 0; i < segment.length; i += 997) {
      const no = segment.first + i;
      expect([times[i], offsets[i]]).toEqual([no * 3, (no * 100) % 2 ** 32]);
      expect(segment.epoch.strings.get((paths[i] ?? 0) as StringId)).toBe(`path ${no % 1000}`);
    }
  }
  expect(spill.failure).toBeUndefined();
  // What another process left goes; what this one uses stays.
  writeFileSync(join(folder, 'procscope-spill-999999999-dead'), '');
  writeFileSync(join(folder, `procscope-spill-${process.pid}-earlier`), '');
  writeFileSync(join(folder, 'procscope-spill-1-alive'), '');
  await removeStaleSpills(folder);
  const names = readdirSync(folder);
  expect(names).toContain('procscope-spill-1-alive');
  expect(names.filter((name) => name.endsWith('-dead') || name.endsWith('-earlier'))).toEqual([]);
  await spill.close();
  expect(readdirSync(folder)).toEqual(['procscope-spill-1-alive']);
});

it('keeps everything in memory when there is nowhere to write', async () => {
  const store = numberedStore({ external: true, memoryBudget: 1024 });
  const spill = attachSpill(store, join(temporaryFolder(), 'none'));
  await fill(store, 70_000, spill);
  for (let wait = 0; wait < 100 && spill.failure === undefined; wait++) await setTimeout(20);
  expect(spill.failure?.code).toBe('file/not-found');
  expect(store.column(store.segments[0]!, 'time')[9]).toBe(27);
  await spill.close();
});
