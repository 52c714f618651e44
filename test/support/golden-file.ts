import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Holds an output against the golden file of that name below test/golden; with UPDATE_GOLDEN=1 writes it anew. */
export function expectGolden(name: string, output: string): void {
  const path = fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, output);
  }
  expect(output).toBe(readFileSync(path, 'utf8'));
}
