import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { everyOperation } from '../../../../src/engine/dialect/pml/operations.ts';

/** The page that lists every difference, in one line a paragraph. */
const page = readFileSync(new URL('../../../../docs/procmon-fidelity.md', import.meta.url), 'utf8').replace(
  /\s+/g,
  ' ',
);

it('the page on fidelity names every mistake of Process Monitor that is reproduced', () => {
  const says = [...everyOperation()].flatMap(([, { quirks = [] }]) => quirks.map((quirk) => quirk.says));
  expect(says.length).toBeGreaterThan(20);
  expect(says.filter((text) => !page.includes(text))).toEqual([]);
});
