import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The golden vectors that both sides of the protocol are held to. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', 'native', 'protocol', 'vectors');

/** Who sends the bytes: every helper, or the Windows one alone, or the engine. */
export type VectorSource = 'helper' | 'windows-helper' | 'engine';

/** Bytes of a direction, and what they say. */
export interface Vector {
  readonly name: string;
  readonly description: string;
  readonly from: VectorSource;
  readonly bytes: string;
  /** From the helper: the messages. From the engine: a line a command, as the C side prints them. */
  readonly says: readonly unknown[];
}

/** All vectors of a direction. */
export function goldenVectors(from: VectorSource): Vector[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Vector)
    .filter((vector) => vector.from === from);
}
