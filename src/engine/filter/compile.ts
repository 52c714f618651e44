import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { highlightPredicate, rulesPredicate } from './predicate.ts';
import type { Predicate } from './predicate.ts';
import { Program } from './program.ts';

/**
 * Compiles a list of rules for a capture, with the meaning of `rulesPredicate`; with `highlighted`, for those of these events
 * that such highlight rules match as well.
 */
export function compileRules(
  capture: Capture,
  rules: readonly FilterRule[],
  cellOptions: CellOptions = {},
  highlighted?: readonly FilterRule[],
): Program {
  const shown = rulesPredicate(rules);
  const wanted: Predicate =
    highlighted === undefined ? shown : { kind: 'all', of: [shown, highlightPredicate(highlighted)] };
  return new Program(capture, wanted, cellOptions);
}
