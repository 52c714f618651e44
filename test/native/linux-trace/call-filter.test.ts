import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeWithCompiler } from '../linux/support/native-test.ts';
import { compileParts } from './support/trace-run.ts';

describeWithCompiler('the seccomp filter of the tracer', () => {
  it('stops at what the table of calls says, on every architecture', () => {
    const program = compileParts('call-filter', [
      'trace/call-filter.c',
      'helper/selection.c',
      'helper/tables.c',
    ]);
    expect(execFileSync(program, { encoding: 'utf8' })).toBe('0 failures\n');
  });
});
