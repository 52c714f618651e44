import { locale } from '../messages/locale.ts';
import type { Filter } from '../state/filter-state.ts';

/** What a filter is made of, such as `2 filter rules and the default exclusions`. */
export function contentsOf({ rules, usesDefaults }: Filter): string {
  const texts = locale.messages.configuration;
  const off = rules.filter(({ enabled }) => !enabled).length;
  const parts = [
    ...(rules.length === 0 ? [] : [texts.rules(locale.number(rules.length), rules.length)]),
    ...(usesDefaults ? [texts.defaults] : []),
  ];
  const whole = parts.length === 0 ? texts.noRules : texts.and(parts);
  return off === 0 ? whole : `${whole} (${texts.unchecked(locale.number(off), off)})`;
}
