import { expect, it } from 'vitest';
import { HOST_CONTRACT } from '../../../src/shared/api/host-contract.ts';
import { parseEnvelope } from '../../../src/shared/api/envelope.ts';
import type { Contract } from '../../../src/shared/api/contract.ts';
import { VIEWER_CONTRACT } from '../../../src/shared/api/viewer-contract.ts';

it('no schema compiles code at run time, which a strict content policy forbids', () => {
  const original = globalThis.Function;
  const compiled: unknown[] = [];
  globalThis.Function = new Proxy(original, {
    construct: (target, args: string[]) => {
      compiled.push(args);
      return new target(...args);
    },
  });
  try {
    const contracts: readonly Contract[] = [VIEWER_CONTRACT, HOST_CONTRACT];
    for (const { calls, events } of contracts) {
      for (const { input, output } of Object.values(calls)) {
        input.safeParse({});
        output.safeParse({});
      }
      for (const event of Object.values(events)) event.safeParse({});
    }
    parseEnvelope({ kind: 'cancel', seq: 0, id: 0 });
  } finally {
    globalThis.Function = original;
  }
  expect(compiled).toEqual([]);
});
