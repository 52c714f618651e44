import { expect, test } from 'vitest';
import { ruleProblem } from '../../../src/renderer/filter/rule-problem.ts';
import { MAX_RULE_TEXT } from '../../../src/shared/api/schemas.ts';
import { exclude } from './rules.ts';

test('numbers and times are asked for where they are compared, and only there', () => {
  expect(ruleProblem(exclude('pid', 'abc', 'less than'))).toContain('PID is compared as a number');
  expect(ruleProblem(exclude('duration', 'long', 'more than'))).toContain('number');
  expect(ruleProblem(exclude('timeOfDay', 'noon', 'more than'))).toContain('1:18:20.9427358 AM');
  expect(ruleProblem(exclude('pid', 'abc', 'contains'))).toBeUndefined();
  expect(ruleProblem(exclude('pid', '0x1A4', 'less than'))).toBeUndefined();
  expect(ruleProblem(exclude('timeOfDay', '1:18 AM', 'more than'))).toBeUndefined();
  expect(ruleProblem(exclude('path', 'abc', 'less than'))).toBeUndefined();
});

test('only what equals or does not equal nothing can be compared with nothing', () => {
  expect(ruleProblem(exclude('result', ''))).toBeUndefined();
  expect(ruleProblem(exclude('result', '', 'is not'))).toBeUndefined();
  expect(ruleProblem(exclude('result', '', 'contains'))).toBe('Type a value, or choose one from the list.');
});

test('a value has the length that the engine takes', () => {
  expect(ruleProblem(exclude('path', 'x'.repeat(MAX_RULE_TEXT)))).toBeUndefined();
  expect(ruleProblem(exclude('path', 'x'.repeat(MAX_RULE_TEXT + 1)))).toContain('65,536');
});
