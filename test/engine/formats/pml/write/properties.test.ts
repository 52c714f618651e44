import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPml } from '../../../../../src/engine/formats/pml/open-pml.ts';
import type { Capture } from '../../../../../src/engine/capture/capture.ts';
import type { ColumnName } from '../../../../../src/shared/columns.ts';
import { eventNo } from '../../../../../src/shared/units.ts';
import { temporaryFolder } from '../../../../support/opened-log.ts';
import { arbitraryPml } from '../../../../support/pml-arbitrary.ts';
import { buildPml } from '../../../../support/pml-builder.ts';
import { checkPml } from '../../../../support/pml-checker.ts';
import { content, eventTexts, writtenParts } from '../../../../support/saved-log.ts';

async function withLog(path: string, use: (capture: Capture) => Promise<void> | void): Promise<void> {
  const { capture, finished } = await openPml(path);
  try {
    await finished;
    await use(capture);
  } finally {
    await capture.close();
  }
}

/** Each case opens two logs, which makes room for some ten thousand events each time, and forces others to the disk. */
const TIMEOUT = 120_000;

describe.each([
  { bits: 64, is64Bit: true },
  { bits: 32, is64Bit: false },
])('arbitrary logs of $bits bits', ({ is64Bit }) => {
  it(
    'hold the same when they are written again, in one part or many',
    async () => {
      const folder = temporaryFolder();
      const [log, target] = [join(folder, 'log.pml'), join(folder, 'saved.pml')];
      await fc.assert(
        fc.asyncProperty(
          arbitraryPml(is64Bit, true),
          fc.constantFrom(undefined, 2500, 1200),
          async (description, partBytes) => {
            const { bytes } = buildPml(description);
            writeFileSync(log, bytes);
            const before = checkPml(bytes);
            await withLog(log, async (capture) => {
              const options = partBytes === undefined ? {} : { partBytes };
              const { parts, saved } = await writtenParts(capture, target, options);
              expect(saved.events).toBe(before.events.length);
              expect(parts.flatMap((part) => part.events.map(content))).toEqual(before.events.map(content));
              for (const part of parts) {
                const { header, processes, icons, hosts, ports } = part;
                expect({ header, processes, icons, hosts, ports }).toEqual({
                  header: before.header,
                  processes: before.processes,
                  icons: before.icons,
                  hosts: before.hosts,
                  ports: before.ports,
                });
              }
              const texts = [...eventTexts(capture)];
              await withLog(target, (again) => expect([...eventTexts(again)]).toEqual(texts));
            });
          },
        ),
        { numRuns: 40 },
      );
    },
    TIMEOUT,
  );

  it(
    'of any order of time become sorted, and chosen events stay what they were',
    async () => {
      const folder = temporaryFolder();
      const [log, target] = [join(folder, 'log.pml'), join(folder, 'saved.pml')];
      const columns: readonly ColumnName[] = ['dateAndTime', 'path', 'detail', 'processName', 'operation'];
      await fc.assert(
        fc.asyncProperty(
          arbitraryPml(is64Bit, false),
          fc.integer({ min: 1, max: 3 }),
          async (description, step) => {
            writeFileSync(log, buildPml(description).bytes);
            await withLog(log, async (capture) => {
              const all = Array.from({ length: capture.store.length }, (_, i) => i);
              const numbers = all.filter((i) => i % step === 0);
              await writtenParts(capture, target, { events: numbers.map(eventNo) });
              const texts = [...eventTexts(capture, columns)];
              const time = (i: number): bigint => description.events?.[i]?.time ?? 0n;
              const expected = numbers
                .sort((a, b) => (time(a) === time(b) ? a - b : Number(time(a) - time(b))))
                .map((i) => texts[i]);
              await withLog(target, (again) => expect([...eventTexts(again, columns)]).toEqual(expected));
            });
          },
        ),
        { numRuns: 40 },
      );
    },
    TIMEOUT,
  );
});
