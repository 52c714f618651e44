import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openLog } from '../../../../support/opened-log.ts';
import { checkPml } from '../../../../support/pml-checker.ts';
import {
  expectSame,
  firstDifference,
  isSameContent,
  processTexts,
  saveLog,
  saveNative,
} from '../../../../support/saved-log.ts';
import { describeWithData } from '../../../../support/test-data.ts';
import { eventNo } from '../../../../../src/shared/units.ts';
import type { EventNo } from '../../../../../src/shared/units.ts';

const TIMEOUT = 180_000;

function* every(step: number, count: number): Generator<EventNo> {
  for (let event = 0; event < count; event += step) yield eventNo(event);
}

describeWithData('logs of Process Monitor, read and written again', (logs) => {
  it.each(logs)(
    '$name is the same in all that the format defines',
    async ({ pmlPath }) => {
      const before = checkPml(readFileSync(pmlPath));
      const { capture } = await openLog(pmlPath);
      const { saved, parts, warnings, capture: again } = await saveLog(capture);
      expect(saved).toEqual({ events: capture.store.length, parts: 1, losses: 0 });
      expect(warnings).toEqual([]);
      const after = parts[0]!;
      expect(after.header.equals(before.header)).toBe(true);
      expect(after.events.length).toBe(before.events.length);
      const wrong = before.events.findIndex((event, i) => !isSameContent(event, after.events[i]));
      expect(wrong).toBe(-1);
      expect(after.processes).toEqual(before.processes);
      expect(after.icons).toEqual(before.icons);
      expect(after.hosts).toEqual(before.hosts);
      expect(after.ports).toEqual(before.ports);
      expect(new Set(after.strings)).toEqual(new Set(before.strings));
      expect({ ...again.meta, system: { ...again.meta.system } }).toEqual(capture.meta);
      expect(again.windows).toEqual(capture.windows);
      expect(processTexts(again)).toEqual(processTexts(capture));
      await expectSame(capture, again);
    },
    TIMEOUT,
  );

  it.each(logs)(
    '$name comes back from a log that was written of a capture file',
    async ({ pmlPath }) => {
      const { capture } = await openLog(pmlPath);
      const native = await saveNative(capture);
      const { parts, capture: again } = await saveLog(native);
      expect(parts[0]?.header.equals(checkPml(readFileSync(pmlPath)).header)).toBe(true);
      await expectSame(native, again);
      await expectSame(capture, again);
      expect(processTexts(again)).toEqual(processTexts(capture));
      const native2 = await saveNative(again);
      await expectSame(capture, native2);
      expect(native2.windows).toEqual(capture.windows);
    },
    TIMEOUT,
  );

  it.each(logs)(
    'chosen events of $name look as they did',
    async ({ pmlPath }) => {
      const { capture } = await openLog(pmlPath);
      const events = [...every(7, capture.store.length)];
      const { saved, capture: again } = await saveLog(capture, { events });
      expect(saved.events).toBe(events.length);
      expect(firstDifference(capture, again, (event) => event % 7 === 0)).toBeUndefined();
      // All processes go along, with their modules.
      expect(processTexts(again)).toEqual(processTexts(capture));
      const native = await saveNative(capture, events);
      const { capture: ofNative } = await saveLog(native);
      expect(firstDifference(capture, ofNative, (event) => event % 7 === 0)).toBeUndefined();
    },
    TIMEOUT,
  );

  it.each(logs)(
    '$name in several parts is the same',
    async ({ pmlPath }) => {
      const { capture } = await openLog(pmlPath);
      const partBytes = Math.ceil(statSync(pmlPath).size / 6);
      const { saved, parts, warnings, capture: again } = await saveLog(capture, { partBytes });
      expect(saved.parts).toBeGreaterThan(3);
      expect(warnings).toEqual([]);
      expect(parts.reduce((sum, { events }) => sum + events.length, 0)).toBe(capture.store.length);
      for (const { events } of parts) expect(events.at(-1)!.end).toBeLessThanOrEqual(partBytes);
      await expectSame(capture, again);
      expect(processTexts(again)).toEqual(processTexts(capture));
      // Written in parts and read so, then in one.
      const { saved: joined, capture: one } = await saveLog(again);
      expect(joined.parts).toBe(1);
      await expectSame(capture, one);
    },
    TIMEOUT,
  );
});
