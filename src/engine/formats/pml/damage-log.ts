import { ProcscopeError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** Warnings beyond this number of one log are left out: they come from hostile files. */
const MAX_WARNINGS = 100;

/** Makes a sentence of how often something was met. */
type Sentence = (count: number) => string;

/**
 * Collects what is damaged or missing in a log, as sentences. What is met again and again is counted and told once.
 */
export class DamageLog {
  readonly #counts = new Map<string, { count: number; code: ErrorCode; sentence: Sentence }>();
  readonly #warnings: ProcscopeError[] = [];

  /** Notes one thing. */
  warn(code: ErrorCode, sentence: string, facts: Readonly<Record<string, string | number>> = {}): void {
    if (this.#warnings.length < MAX_WARNINGS) this.#warnings.push(new ProcscopeError(code, sentence, facts));
  }

  /** Counts something; the sentence is made when everything is read. `key` tells kinds apart. */
  count(key: string, code: ErrorCode, sentence: Sentence): void {
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { count: 1, code, sentence });
    else known.count++;
  }

  /** Everything that was noted, counted things last. */
  warnings(): readonly ProcscopeError[] {
    const counted = [...this.#counts.values()]
      .slice(0, MAX_WARNINGS)
      .map(({ count, code, sentence }) => new ProcscopeError(code, sentence(count), { count }));
    return [...this.#warnings, ...counted];
  }
}

/** `1 event`, `1,234 events`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
