import * as z from 'zod';
import type { Contract } from '../../../src/shared/api/contract.ts';

/** A contract with one call of each kind, for tests of the machinery. */
export const ECHO = {
  name: 'echo',
  calls: {
    double: { input: z.object({ value: z.number() }), output: z.object({ value: z.number() }) },
    /** Answers when it is cancelled, or never. */
    wait: { input: z.object({}), output: z.object({}) },
    fail: {
      input: z.object({ how: z.enum(['expected', 'mistake', 'bad-output', 'uncloneable']) }),
      output: z.object({ text: z.string() }),
    },
  },
  events: { tick: z.object({ count: z.number() }) },
} as const satisfies Contract;
