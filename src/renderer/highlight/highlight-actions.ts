import { MAX_RULES } from '../../shared/api/schemas.ts';
import { ProcscopeError, isCancelled } from '../../shared/errors.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { HighlightColors } from '../../shared/settings.ts';
import type { Session } from '../engine/session.ts';
import { chooseFilter } from '../filter/filter-actions.ts';
import { withRule } from '../filter/rule-list.ts';
import type { Shell } from '../host/shell.ts';
import { locale } from '../messages/locale.ts';
import type { AppState, AppStore } from '../state/app-store.ts';
import type { Filter } from '../state/filter-state.ts';
import { setBusy } from '../state/idle.ts';

/** The part of the app that holds the highlight rules: they are settings, which all windows share. */
export interface HighlightHolder {
  readonly store: AppStore;
  readonly shell: Pick<Shell, 'changeSettings'>;
}

/** Whether any row can be highlighted. */
export function hasHighlight(state: Pick<AppState, 'settings'>): boolean {
  return state.settings.highlight.rules.some((rule) => rule.enabled);
}

/** Highlights by these rules, now and at the next start. */
export function chooseHighlight(app: HighlightHolder, rules: readonly FilterRule[]): void {
  const state = app.store.getState();
  if (rules.length > MAX_RULES) {
    const sentence = locale.messages.highlight.tooManyRules(locale.number(MAX_RULES));
    state.messageShown({ kind: 'failure', sentence });
    return;
  }
  app.shell.changeSettings({ highlight: { ...state.settings.highlight, rules } });
}

/** Adds a highlight rule, or enables the one that is the same. */
export function addHighlight(app: HighlightHolder, rule: FilterRule): void {
  chooseHighlight(app, withRule(app.store.getState().settings.highlight.rules, rule));
}

/** Paints highlighted rows in these colours, now and at the next start. */
export function chooseHighlightColors(app: HighlightHolder, colors: HighlightColors): void {
  const { rules } = app.store.getState().settings.highlight;
  app.shell.changeSettings({ highlight: { rules, colors } });
}

/** Shows only what highlight rules highlight of what is shown; Undo goes back. */
export function makeFilter(app: HighlightHolder, rules: readonly FilterRule[]): void {
  chooseFilter(app, filterOfHighlight(app.store.getState().filter, rules));
}

/**
 * A filter with enabled highlight rules added. Its own Include rules on columns for which highlight rules include would let
 * other events in beside the highlighted ones, as alternatives: they are switched off.
 */
export function filterOfHighlight(filter: Filter, rules: readonly FilterRule[]): Filter {
  const marking = rules.filter((rule) => rule.enabled);
  const included = new Set(marking.filter(({ action }) => action === 'Include').map(({ column }) => column));
  const own = filter.rules.map((rule) =>
    rule.action === 'Include' && included.has(rule.column) ? { ...rule, enabled: false } : rule,
  );
  return { ...filter, rules: marking.reduce(withRule, own) };
}

/** Has the engine highlight by whatever rules the settings hold. Returns what ends it. */
export function installHighlight({
  store,
  session,
}: {
  readonly store: AppStore;
  readonly session: Pick<Session, 'setHighlight'>;
}): () => void {
  const part = {};
  let last: readonly FilterRule[] = [];

  const apply = async (rules: readonly FilterRule[]): Promise<void> => {
    last = rules;
    setBusy(part, true);
    try {
      await session.setHighlight(rules);
    } catch (error) {
      if (last === rules) report(error);
    } finally {
      if (last === rules) setBusy(part, false);
    }
  };

  const report = (error: unknown): void => {
    if (isCancelled(error) || !(error instanceof ProcscopeError)) return;
    if (error.code === 'api/closed' || error.code === 'api/protocol') return;
    const sentence = locale.messages.highlight.notApplied(error.message);
    store.getState().messageShown({ kind: 'failure', sentence });
  };

  const follow = ({ settings }: AppState): void => {
    const { rules } = settings.highlight;
    // Settings come back as a copy from the host.
    if (rules !== last && JSON.stringify(rules) !== JSON.stringify(last)) void apply(rules);
  };
  follow(store.getState());
  return store.subscribe((state, before) => {
    if (state.settings !== before.settings) follow(state);
  });
}
