import { isCancelled } from '../../shared/errors.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { setBusy } from '../state/idle.ts';

/** Counts the events that rules show. Errors: whatever the engine says. */
export type CountRules = (rules: readonly FilterRule[], signal: AbortSignal) => Promise<number>;

/**
 * How many events each rule alone matches. Rules are counted one after the other, those asked for last first: they are the
 * ones in view. What is known is kept.
 */
export class RuleCounter {
  readonly #count: CountRules;
  readonly #known = new Map<string, number | undefined>();
  readonly #waiting = new Map<string, FilterRule>();
  readonly #listeners = new Set<() => void>();
  /** The one that is being counted. */
  #current: string | undefined;
  #stop = new AbortController();
  #isRunning = false;

  constructor(count: CountRules) {
    this.#count = count;
  }

  /** Events that the rule matches; undefined while that is not known. Asks for it when nobody has. */
  matches(rule: FilterRule): number | undefined {
    return this.#known.get(keyOf(rule));
  }

  /** Has a rule counted that is not. */
  want(rule: FilterRule): void {
    const key = keyOf(rule);
    if (this.#known.has(key) || this.#current === key) return;
    this.#waiting.delete(key);
    this.#waiting.set(key, { ...rule, enabled: true, action: 'Include' });
    if (!this.#isRunning) void this.#run();
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Forgets all counts: the capture has other events. */
  clear(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#current = undefined;
    this.#known.clear();
    this.#waiting.clear();
    this.#tell();
  }

  /** Ends what is being counted; what is known stays. */
  close(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#current = undefined;
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    setBusy(this, true);
    for (;;) {
      const last = [...this.#waiting].at(-1);
      if (last === undefined) break;
      const [key, rule] = last;
      this.#waiting.delete(key);
      const { signal } = this.#stop;
      this.#current = key;
      try {
        const events = await this.#count([rule], signal);
        if (!signal.aborted) this.#known.set(key, events);
      } catch (error) {
        // A count that cannot be had stays open; another try would fail alike.
        if (!isCancelled(error) && !signal.aborted) this.#known.set(key, undefined);
      }
      if (!signal.aborted) this.#current = undefined;
      this.#tell();
    }
    this.#isRunning = false;
    setBusy(this, false);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function keyOf(rule: FilterRule): string {
  return `${rule.column}\n${rule.relation}\n${rule.value.toLowerCase()}`;
}
