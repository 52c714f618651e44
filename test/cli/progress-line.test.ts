import { expect, it } from 'vitest';
import { ProgressLine } from '../../src/cli/progress-line.ts';

function screen(isTTY: boolean): {
  readonly isTTY: boolean;
  readonly texts: string[];
  write(text: string): void;
} {
  const texts: string[] = [];
  return { isTTY, texts, write: (text) => void texts.push(text) };
}

it('draws nothing where there is no terminal', () => {
  const stream = screen(false);
  const line = new ProgressLine(stream);
  line.step('Opening')({ done: 1, total: 2 });
  line.clear();
  expect(stream.texts).toEqual([]);
});

it('draws one line, not more often than people can read, and takes it away', () => {
  const stream = screen(true);
  const line = new ProgressLine(stream);
  const step = line.step('Opening');
  for (let done = 1; done <= 1000; done++) step({ done, total: 1000 });
  line.clear();
  line.clear();
  expect(stream.texts[0]).toBe('\r\x1b[KOpening 0 %');
  expect(stream.texts.at(-1)).toBe('\r\x1b[K');
  expect(stream.texts.length).toBeLessThan(100);
});

it('draws no share while the total is not known', () => {
  const stream = screen(true);
  new ProgressLine(stream).step('Filtering')({ done: 5, total: 0 });
  expect(stream.texts).toEqual(['\r\x1b[KFiltering']);
});
