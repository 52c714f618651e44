import { MAX_RULES } from '../../shared/api/schemas.ts';
import type { DialectName } from '../../shared/capture-info.ts';
import { defaultRules } from '../../shared/filter/default-rules.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { AppState } from '../state/app-store.ts';
import type { Filter } from '../state/filter-state.ts';

/** The system whose default exclusions hold while no capture is open: then the first capture's rows come filtered. */
const FIRST_DIALECT: DialectName = 'pml';

/** The system that the window's capture comes from. */
export function dialectOf(state: AppState): DialectName {
  return state.capture.meta?.dialect ?? FIRST_DIALECT;
}

/** All rules of a filter on the captures of a system: the default exclusions, then the user's own. */
export function rulesOf(filter: Filter, dialect: DialectName): readonly FilterRule[] {
  return filter.usesDefaults ? [...defaultRules(dialect), ...filter.rules] : filter.rules;
}

/** All rules that the window's list is shown by. */
export function effectiveRules(state: AppState): readonly FilterRule[] {
  return rulesOf(state.filter, dialectOf(state));
}

/** Most rules of their own that a user can have: the default exclusions need their place, whether on or off. */
export function mostOwnRules(dialect: DialectName): number {
  return MAX_RULES - defaultRules(dialect).length;
}
