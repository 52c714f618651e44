import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'golden', 'procmon-config');

export type GoldenName = 'worked-example.pmc' | 'full.pmc' | 'writes.PMF' | 'odd.PMF';

/** The bytes of a golden file, on memory of their own. */
export function golden(name: GoldenName): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(FOLDER, name)));
}
