import { beforeEach, describe, expect, it } from 'vitest';
import {
  addRule,
  cancelFilter,
  chooseFilter,
  installFilter,
  removeRules,
  resetFilter,
  setDefaults,
  undoFilter,
} from '../../../src/renderer/filter/filter-actions.ts';
import { effectiveRules, mostOwnRules } from '../../../src/renderer/filter/effective-rules.ts';
import type { FilterHolder } from '../../../src/renderer/filter/filter-actions.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import { MAX_RULES } from '../../../src/shared/api/schemas.ts';
import { ProcscopeError, cancelled } from '../../../src/shared/errors.ts';
import { defaultRules } from '../../../src/shared/filter/default-rules.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { exclude, include, off } from './rules.ts';

const A = exclude('operation', 'RegQueryKey');
const B = include('processName', 'a.exe');

/** An engine that puts rules in force when it is told to; a later call ends an earlier one, as the contract says. */
class Engine {
  inForce: readonly FilterRule[] = [];
  readonly asked: (readonly FilterRule[])[] = [];
  #pending:
    { rules: readonly FilterRule[]; resolve: () => void; reject: (error: unknown) => void } | undefined;

  setRules(rules: readonly FilterRule[]): Promise<void> {
    this.asked.push(rules);
    this.#pending?.reject(cancelled());
    return new Promise((resolve, reject) => (this.#pending = { rules, resolve, reject }));
  }

  async answer(): Promise<void> {
    const pending = this.#pending;
    if (pending !== undefined) this.inForce = pending.rules;
    this.#pending = undefined;
    pending?.resolve();
    await settled();
  }

  async refuse(error: unknown): Promise<void> {
    this.#pending?.reject(error);
    this.#pending = undefined;
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the filter of the window', () => {
  let app: FilterHolder;
  let engine: Engine;
  const state = () => app.store.getState();

  beforeEach(async () => {
    engine = new Engine();
    app = { store: createAppStore() };
    installFilter({ ...app, session: engine });
    await engine.answer();
  });

  it('begins with the default exclusions in force', () => {
    expect(engine.inForce).toEqual(defaultRules('pml'));
    expect(effectiveRules(state())).toEqual(engine.inForce);
  });

  it('adds a rule, and enables one that says the same instead', async () => {
    addRule(app, A);
    await engine.answer();
    expect(engine.inForce).toEqual([...defaultRules('pml'), A]);
    chooseFilter(app, { rules: [off(A), B], usesDefaults: false });
    addRule(app, exclude('operation', 'regquerykey'));
    await engine.answer();
    expect(engine.inForce).toEqual([A, B]);
  });

  it('undoes every change, one after the other', async () => {
    addRule(app, A);
    addRule(app, B);
    setDefaults(app, false);
    removeRules(app, [0]);
    resetFilter(app);
    const rules = () => [state().filter.usesDefaults, ...state().filter.rules];
    expect(rules()).toEqual([true]);
    const seen: unknown[] = [];
    while (state().filterHistory.length > 0) {
      undoFilter(app);
      seen.push(rules());
    }
    expect(seen).toEqual([[false, B], [false, A, B], [true, A, B], [true, A], [true]]);
    undoFilter(app);
    expect(rules()).toEqual([true]);
    await engine.answer();
    expect(engine.inForce).toEqual(defaultRules('pml'));
  });

  it('a filter that is the same is no change', () => {
    addRule(app, A);
    addRule(app, A);
    setDefaults(app, true);
    expect(state().filterHistory).toHaveLength(1);
  });

  it('goes back to the filter in force when a scan is cancelled', async () => {
    addRule(app, A);
    await engine.answer();
    addRule(app, B);
    addRule(app, exclude('pid', '4'));
    cancelFilter(app);
    expect(state().filter.rules).toEqual([A]);
    expect(state().filterHistory).toHaveLength(1);
    await engine.answer();
    expect(engine.inForce).toEqual(effectiveRules(state()));
    expect(engine.inForce).toEqual([...defaultRules('pml'), A]);
  });

  it('says why a filter was refused, and goes back to the one in force', async () => {
    addRule(app, A);
    await engine.answer();
    addRule(app, B);
    await engine.refuse(new ProcscopeError('file/io', 'The file went away.'));
    expect(state().message).toEqual({
      kind: 'failure',
      sentence: 'The filter was not changed. The file went away.',
    });
    expect(state().filter.rules).toEqual([A]);
    await engine.answer();
    expect(engine.inForce).toEqual(effectiveRules(state()));
  });

  it('a cancelled Undo leaves what it would have undone, and can be repeated', async () => {
    addRule(app, A);
    await engine.answer();
    undoFilter(app);
    cancelFilter(app);
    expect(state().filter.rules).toEqual([A]);
    undoFilter(app);
    await engine.answer();
    expect(state().filter.rules).toEqual([]);
    expect(engine.inForce).toEqual(defaultRules('pml'));
  });

  it('takes no more rules than the engine does', async () => {
    const rules = Array.from({ length: mostOwnRules('pml') }, (_, pid) => exclude('pid', String(pid)));
    chooseFilter(app, { rules, usesDefaults: true });
    await engine.answer();
    expect(engine.inForce).toHaveLength(MAX_RULES);
    addRule(app, A);
    expect(state().message?.kind).toBe('failure');
    expect(state().filter.rules).toHaveLength(rules.length);
  });
});
