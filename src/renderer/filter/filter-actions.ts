import { ProcscopeError, isCancelled } from '../../shared/errors.ts';
import type { DialectName } from '../../shared/capture-info.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { locale } from '../messages/locale.ts';
import type { Session } from '../engine/session.ts';
import type { AppState, AppStore } from '../state/app-store.ts';
import { INITIAL_FILTER } from '../state/filter-state.ts';
import type { Filter } from '../state/filter-state.ts';
import { setBusy } from '../state/idle.ts';
import { dialectOf, mostOwnRules, rulesOf } from './effective-rules.ts';
import { sameFilter, withRule } from './rule-list.ts';

/** The part of the app that holds the filter. */
export interface FilterHolder {
  readonly store: AppStore;
}

/** Adds a rule, or enables the one that is the same. */
export function addRule(app: FilterHolder, rule: FilterRule): void {
  const state = app.store.getState();
  chooseFilter(app, { ...state.filter, rules: withRule(state.filter.rules, rule) });
}

/** Takes rules out of the filter: those at the indexes. */
export function removeRules(app: FilterHolder, indexes: readonly number[]): void {
  const { filter } = app.store.getState();
  const gone = new Set(indexes);
  chooseFilter(app, { ...filter, rules: filter.rules.filter((_, index) => !gone.has(index)) });
}

/** Back to the default exclusions alone. */
export function resetFilter(app: FilterHolder): void {
  chooseFilter(app, INITIAL_FILTER);
}

/** Takes back the last change of the filter. */
export function undoFilter(app: FilterHolder): void {
  app.store.getState().filterUndone();
}

/** Switches the default exclusions on or off. */
export function setDefaults(app: FilterHolder, on: boolean): void {
  chooseFilter(app, { ...app.store.getState().filter, usesDefaults: on });
}

/** Puts a filter in the place of the present one; Undo goes back. A filter that is the same changes nothing. */
export function chooseFilter(app: FilterHolder, filter: Filter): void {
  const state = app.store.getState();
  if (sameFilter(filter, state.filter)) return;
  const most = mostOwnRules(dialectOf(state));
  if (filter.rules.length > most) {
    const sentence = locale.messages.filter.tooManyRules(locale.number(most));
    state.messageShown({ kind: 'failure', sentence });
    return;
  }
  state.filterChosen(filter);
}

/** Whether a filter is being applied that can be given up. */
export function canCancelFilter(state: AppState): boolean {
  return state.view?.scanning !== undefined && state.filter !== state.filterInForce.filter;
}

/** Gives up the filter that is being applied: the one in force stays. */
export function cancelFilter(app: FilterHolder): void {
  app.store.getState().filterReverted();
}

/**
 * Brings in force whatever filter the store holds, on the captures of whatever system. What the engine refuses is taken out
 * of the store again, so that both always agree. Returns what ends it.
 */
export function installFilter({
  store,
  session,
}: FilterHolder & { readonly session: Pick<Session, 'setRules'> }): () => void {
  const part = {};
  let last: { readonly filter: Filter; readonly dialect: DialectName } | undefined;

  const apply = async (filter: Filter, dialect: DialectName): Promise<void> => {
    const run = { filter, dialect };
    last = run;
    setBusy(part, true);
    try {
      await session.setRules(rulesOf(filter, dialect));
      if (last === run) store.getState().filterConfirmed(filter);
    } catch (error) {
      if (last === run) report(error);
    } finally {
      if (last === run) setBusy(part, false);
    }
  };

  const report = (error: unknown): void => {
    if (isCancelled(error) || !(error instanceof ProcscopeError)) return;
    if (error.code === 'api/closed' || error.code === 'api/protocol') return;
    const state = store.getState();
    state.messageShown({ kind: 'failure', sentence: locale.messages.filter.notApplied(error.message) });
    state.filterReverted();
  };

  const follow = (state: AppState): void => {
    const dialect = dialectOf(state);
    if (last?.filter !== state.filter || last.dialect !== dialect) void apply(state.filter, dialect);
  };
  follow(store.getState());
  return store.subscribe(follow);
}
