import { ProcscopeError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { DamageKind } from '../../../shared/damage.ts';

/** Warnings beyond this number of one log are left out: they come from hostile files. */
const MAX_WARNINGS = 100;

/** Makes a sentence of how often something was met. */
type Sentence = (count: number) => string;

interface Counted {
  count: number;
  readonly code: ErrorCode;
  readonly kind: DamageKind;
  readonly file: string;
  readonly sentence: Sentence;
}

/**
 * Collects what is damaged or missing in a log, as sentences. What is met again and again is counted and told once.
 */
export class DamageLog {
  readonly #counts = new Map<string, Counted>();
  readonly #warnings: ProcscopeError[] = [];

  /** Notes one thing that is wrong with a file, which is named without its folder. */
  warn(
    code: ErrorCode,
    kind: DamageKind,
    file: string,
    sentence: string,
    facts: Readonly<Record<string, string | number>> = {},
  ): void {
    if (this.#warnings.length >= MAX_WARNINGS) return;
    this.#warnings.push(new ProcscopeError(code, sentence, { ...facts, kind, file }));
  }

  /** Counts something that is wrong with a file; the sentence is made when everything is read. */
  count(code: ErrorCode, kind: DamageKind, file: string, sentence: Sentence): void {
    const known = this.#counts.get(`${kind}/${file}`);
    if (known === undefined) this.#counts.set(`${kind}/${file}`, { count: 1, code, kind, file, sentence });
    else known.count++;
  }

  /** Everything that was noted, counted things last. */
  warnings(): readonly ProcscopeError[] {
    const counted = [...this.#counts.values()]
      .slice(0, MAX_WARNINGS)
      .map(
        ({ count, code, kind, file, sentence }) =>
          new ProcscopeError(code, sentence(count), { count, kind, file }),
      );
    return [...this.#warnings, ...counted];
  }
}

/** `1 event`, `1,234 events`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
