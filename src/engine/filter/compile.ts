import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { rulesPredicate } from './predicate.ts';
import { Program } from './program.ts';

/** Compiles a list of rules for a capture, with the meaning of `rulesPredicate`. */
export function compileRules(
  capture: Capture,
  rules: readonly FilterRule[],
  cellOptions: CellOptions = {},
): Program {
  return new Program(capture, rulesPredicate(rules), cellOptions);
}
