import { MAX_RULES } from '../../shared/api/schemas.ts';
import { EventClass, classBit } from '../../shared/event-class.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import { defaultRules } from '../../shared/filter/default-rules.ts';
import type { Configuration, ConfigRules } from '../../shared/procmon-config/configuration.ts';
import { splitDefaults } from '../../shared/procmon-config/default-set.ts';
import type { HighlightSettings, Settings, SettingsChange } from '../../shared/settings.ts';
import type { Filter } from '../state/filter-state.ts';

/** What of a configuration was taken over. */
export type Applied =
  | { readonly what: 'columns'; readonly count: number }
  /** The user's own rules, and whether Process Monitor's default filter is the default exclusions. */
  | { readonly what: 'filter'; readonly count: number; readonly usesDefaults: boolean }
  | { readonly what: 'highlight'; readonly count: number }
  | { readonly what: 'colors' }
  | { readonly what: 'font' }
  | { readonly what: 'alwaysOnTop'; readonly isOn: boolean };

/** What could not be taken over, and stays in the configuration for the next export. */
export type NotApplied =
  | { readonly why: 'unknown-columns'; readonly count: number }
  | { readonly why: 'unknown-rules'; readonly list: 'filter' | 'highlight'; readonly count: number }
  | {
      readonly why: 'too-many-rules';
      readonly list: 'filter' | 'highlight';
      readonly count: number;
      readonly most: number;
    }
  | { readonly why: 'unreadable'; readonly key: string }
  /** Drop Filtered Events: nothing is dropped from a capture that is opened. */
  | { readonly why: 'destructive-filter' };

/** What importing a configuration does, and what its user is told. */
export interface ImportPlan {
  readonly change: SettingsChange;
  /** Undefined when the filter stays as it is. */
  readonly filter: Filter | undefined;
  readonly applied: readonly Applied[];
  readonly notApplied: readonly NotApplied[];
  /** Names of the file's settings that are none here. */
  readonly kept: readonly string[];
}

/** What of the present settings an import goes by. */
export type PlanBasis = Pick<Settings, 'highlight'> & { readonly classes: ClassMask };

/** Works out what importing a configuration changes. */
export function planImport(configuration: Configuration, basis: PlanBasis): ImportPlan {
  const { columns, font, alwaysOnTop } = configuration;
  const applied: Applied[] = [];
  const notApplied: NotApplied[] = [];
  const change: SettingsChange = {};
  if (columns !== undefined) {
    change.columns = [...columns.columns];
    applied.push({ what: 'columns', count: columns.columns.length });
    if (columns.unknown > 0) notApplied.push({ why: 'unknown-columns', count: columns.unknown });
  }
  const filter = filterPlan(configuration.filter, applied, notApplied);
  // Process Monitor hides profiling events by a rule, which is the toggle here.
  if (filter?.usesDefaults === true) change.classes = basis.classes & ~classBit(EventClass.Profiling);
  const highlight = highlightPlan(configuration, basis.highlight, applied, notApplied);
  if (highlight !== undefined) change.highlight = highlight;
  if (font !== undefined) {
    change.font = font;
    applied.push({ what: 'font' });
  }
  if (alwaysOnTop !== undefined) {
    change.alwaysOnTop = alwaysOnTop;
    applied.push({ what: 'alwaysOnTop', isOn: alwaysOnTop });
  }
  if (configuration.destructiveFilter === true) notApplied.push({ why: 'destructive-filter' });
  notApplied.push(...configuration.unreadable.map((key) => ({ why: 'unreadable', key }) as const));
  return { change, filter, applied, notApplied, kept: configuration.others };
}

function filterPlan(
  given: ConfigRules | undefined,
  applied: Applied[],
  notApplied: NotApplied[],
): Filter | undefined {
  if (given === undefined) return undefined;
  const filter = splitDefaults(given.rules);
  const { rules, usesDefaults } = filter;
  const most = MAX_RULES - defaultRules('pml').length;
  if (rules.length > most) {
    notApplied.push({ why: 'too-many-rules', list: 'filter', count: rules.length, most });
    return undefined;
  }
  applied.push({ what: 'filter', count: rules.length, usesDefaults });
  if (given.inactive > 0) notApplied.push({ why: 'unknown-rules', list: 'filter', count: given.inactive });
  return filter;
}

/** Rules and colours; undefined when the configuration says nothing about either. */
function highlightPlan(
  { highlight, highlightText, highlightBackground }: Configuration,
  present: HighlightSettings,
  applied: Applied[],
  notApplied: NotApplied[],
): HighlightSettings | undefined {
  let rules: HighlightSettings['rules'] | undefined;
  if (highlight !== undefined && highlight.rules.length > MAX_RULES) {
    const { length: count } = highlight.rules;
    notApplied.push({ why: 'too-many-rules', list: 'highlight', count, most: MAX_RULES });
  } else if (highlight !== undefined) {
    rules = highlight.rules;
    applied.push({ what: 'highlight', count: rules.length });
    const { inactive: count } = highlight;
    if (count > 0) notApplied.push({ why: 'unknown-rules', list: 'highlight', count });
  }
  const hasColors = highlightText !== undefined || highlightBackground !== undefined;
  if (hasColors) applied.push({ what: 'colors' });
  if (rules === undefined && !hasColors) return undefined;
  return {
    rules: rules ?? present.rules,
    colors: {
      ...present.colors,
      ...(highlightText === undefined ? {} : { text: highlightText }),
      ...(highlightBackground === undefined ? {} : { background: highlightBackground }),
    },
  };
}
