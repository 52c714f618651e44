import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { rulesPredicate } from '../../../src/engine/filter/predicate.ts';
import { Program } from '../../../src/engine/filter/program.ts';
import { plainRelation, textTest } from '../../../src/engine/filter/text-test.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';

import { UTC, include } from '../../support/filters.ts';
import { openLog, writeLog } from '../../support/opened-log.ts';
import { buildPml, fileDetail, registryDetail, sid, u32, utf16 } from '../../support/pml-builder.ts';
import type { PmlEvent } from '../../support/pml-builder.ts';
import { SeededRandom } from '../../support/random.ts';
import { describeWithData } from '../../support/test-data.ts';

const RULES: readonly FilterRule[] = [
  include('detail', 'contains', 'length: 144'),
  include('detail', 'contains', 'Length: 1'),
  include('detail', 'contains', 'read'),
  include('detail', 'begins with', 'desired access: '),
  include('detail', 'ends with', 'Opened'),
  include('detail', 'contains', 'S-1-5-21'),
  include('detail', 'contains', 'Thread ID: 2'),
  include('detail', 'excludes', 'length'),
  include('detail', 'is', 'Query: Name'),
  include('detail', 'more than', 'N'),
];

/** Rows on which the compiled rule and the plain test of every cell's text do not agree, and how many pass. */
function disagreements(
  capture: Capture,
  rules: readonly FilterRule[],
): { wrong: string[]; passing: number[] } {
  const cells = new CellFormatter(capture, UTC);
  const tests = rules.map(({ relation, value }) => {
    const plain = plainRelation(relation);
    const test = textTest('detail', plain.relation, value);
    return (text: string): boolean => test(text) !== plain.negated;
  });
  const programs = rules.map((rule) => new Program(capture, rulesPredicate([rule]), UTC));
  const wrong: string[] = [];
  const passing = rules.map(() => 0);
  for (const segment of capture.store.segments) {
    const bits = programs.map((program) => {
      const words = new Uint32Array(Math.ceil(segment.length / 32));
      program.testRange(segment, 0, segment.length, words);
      return words;
    });
    for (let row = 0; row < segment.length; row++) {
      cells.at(segment, row);
      const text = cells.text('detail');
      tests.forEach((test, i) => {
        const answer = ((bits[i]![row >>> 5]! >>> (row & 31)) & 1) === 1;
        if (answer) passing[i]!++;
        if (answer !== test(text)) wrong.push(`${rules[i]!.relation} ${rules[i]!.value}: ${text}`);
      });
    }
  }
  return { wrong, passing };
}

/** Events of few forms and many paths, with all that makes two of the same form differ. */
function manyEvents(is64Bit: boolean, seed: number): PmlEvent[] {
  const random = new SeededRandom(seed);
  const slots = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(is64Bit ? 48 : 28);
    values.forEach((value, i) => bytes.writeUInt32LE(value >>> 0, i * (is64Bit ? 8 : 4)));
    return bytes;
  };
  const account = (): Buffer => {
    const id = random.pick([
      Buffer.alloc(0),
      sid(5, 18),
      sid(5, 21, 1, 2, 3, random.below(3)),
      Buffer.alloc(5, 1),
    ]);
    return Buffer.concat([u32(random.pick([0x80, 0x12_0089])), Buffer.from([id.length, 0, 0, 0]), id]);
  };
  const value = (): Buffer => {
    const text = utf16(random.pick(['abc\0', 'read\0', 'open', 'x'.repeat(400)]));
    const said = random.pick([text.length, text.length, text.length + 2, 4]);
    return Buffer.concat([u32(0), u32(random.pick([1, 3, 4, 7])), u32(said), text]);
  };
  return Array.from({ length: 3000 }, (): PmlEvent => {
    const path = `C:\\${'a'.repeat(random.below(60))}`;
    const extra = random.below(3) === 0 ? undefined : u32(random.below(4));
    const event = { process: 1, tid: random.below(4), ...(extra === undefined ? {} : { extra }) };
    switch (random.below(6)) {
      case 0:
        return { ...event, eventClass: 1, operation: 4, detail: Buffer.alloc(20) };
      case 1: {
        const parameters = slots(random.below(9), 0x0100_0021, 0x0007_0080, 0, 0, random.below(3));
        const detail = fileDetail(path, is64Bit, { parameters, tail: account() });
        return { ...event, eventClass: 3, operation: 20, detail };
      }
      case 2: {
        const detail = fileDetail(path, is64Bit, {
          parameters: slots(random.pick([1, 144, 20]), 0, random.below(2)),
        });
        return { ...event, eventClass: 3, operation: 23, detail };
      }
      case 3:
        return {
          ...event,
          eventClass: 2,
          operation: 0,
          detail: registryDetail(path, Buffer.concat([Buffer.alloc(2), u32(random.pick([1, 0x2_0019]))])),
        };
      case 4: {
        const fixed = Buffer.concat([Buffer.alloc(2), u32(144), u32(2)]);
        return { ...event, eventClass: 2, operation: 5, detail: registryDetail(path, fixed), extra: value() };
      }
      default: {
        const fixed = Buffer.concat([Buffer.alloc(2), u32(random.pick([144, 10])), u32(random.below(6))]);
        return { ...event, eventClass: 2, operation: 3, detail: registryDetail(path, fixed) };
      }
    }
  });
}

describe('a rule on Detail gives what the text of every cell gives', () => {
  it.each([
    [false, 1],
    [true, 2],
    [true, 3],
  ])('for random events, 64 bits: %s, seed %i', async (is64Bit, seed) => {
    const log = buildPml({ is64Bit, processes: [{ index: 1, pid: 1 }], events: manyEvents(is64Bit, seed) });
    const { capture } = await openLog(writeLog(log.bytes));
    const { wrong, passing } = disagreements(capture, RULES);
    expect(wrong).toEqual([]);
    // Every rule decides something.
    expect(passing.filter((count) => count === 0 || count === 3000)).toEqual([]);
  });
});

describeWithData('a rule on Detail gives what the text of every cell gives, in real logs', (logs) => {
  it.each(logs)('$name', { timeout: 60_000 }, async ({ pmlPath }) => {
    const { capture } = await openLog(pmlPath);
    expect(disagreements(capture, RULES.slice(0, 5)).wrong).toEqual([]);
  });
});
