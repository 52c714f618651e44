import { parseFilterRule } from '../../src/shared/filter/filter-rule.ts';
import type { FilterRule } from '../../src/shared/filter/filter-rule.ts';

/** The filter that the bounds speak of: four rules, two of them on Path. */
export const FOUR_RULES: readonly FilterRule[] = [
  'Operation;begins with;Reg;Include',
  'Path;contains;\\software\\;Include',
  'Path;ends with;classes;Exclude',
  'Result;is;SUCCESS;Include',
].map(parseFilterRule);

/** The same filter over a table `event(operation, path, result)`. */
export const FOUR_RULES_SQL =
  `SELECT count(*) AS count FROM event WHERE operation LIKE 'Reg%' AND path LIKE '%\\software\\%'` +
  ` AND NOT path LIKE '%classes' AND result LIKE 'SUCCESS'`;

/** A filter that only the formatted Detail text can decide. */
export const DETAIL_RULES: readonly FilterRule[] = [parseFilterRule('Detail;contains;length: 144;Include')];
