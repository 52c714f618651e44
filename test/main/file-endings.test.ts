import { expect, it } from 'vitest';
import { withEnding } from '../../src/main/file-endings.ts';

it('a name without an ending gets that of the format', () => {
  expect(withEnding('/a.b/capture', 'native')).toBe('/a.b/capture.procscope');
  expect(withEnding('/a.b/capture', 'csv')).toBe('/a.b/capture.csv');
  expect(withEnding('/a.b/capture.txt', 'csv')).toBe('/a.b/capture.txt');
});
