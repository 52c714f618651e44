import { expect, it } from 'vitest';
import { withConfigEnding, withEnding } from '../../src/main/file-endings.ts';

it('a name without an ending gets that of the format', () => {
  expect(withEnding('/a.b/capture', 'native')).toBe('/a.b/capture.procscope');
  expect(withEnding('/a.b/capture', 'csv')).toBe('/a.b/capture.csv');
  expect(withEnding('/a.b/capture.txt', 'csv')).toBe('/a.b/capture.txt');
});

it("a configuration without an ending gets Process Monitor's", () => {
  expect(withConfigEnding('/a.b/desk', 'configuration')).toBe('/a.b/desk.PMC');
  expect(withConfigEnding('/a.b/only writes', 'filter')).toBe('/a.b/only writes.PMF');
  expect(withConfigEnding('/a.b/desk.pmc', 'configuration')).toBe('/a.b/desk.pmc');
});
