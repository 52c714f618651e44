import { describe, expect, it } from 'vitest';
import { resultText, resultTone } from '../../../../src/engine/dialect/pml/results.ts';

describe('results', () => {
  it.each([
    [0, 'SUCCESS', 'plain'],
    [0x103, '', 'plain'],
    [0x104, 'REPARSE', 'plain'],
    [0x368, '0x368', 'plain'],
    [0x80000005, 'BUFFER OVERFLOW', 'miss'],
    [0x80000006, 'NO MORE FILES', 'miss'],
    [0xc0000011, 'END OF FILE', 'miss'],
    [0xc0000023, 'BUFFER TOO SMALL', 'miss'],
    [0xc0000034, 'NAME NOT FOUND', 'miss'],
    [0xc0000022, 'ACCESS DENIED', 'failure'],
    [0xc0000035, 'NAME COLLISION', 'failure'],
    [0xc0000043, 'SHARING VIOLATION', 'failure'],
    [0xc000046f, '0xC000046F', 'failure'],
    [0xc01c0004, 'FAST IO DISALLOWED', 'miss'],
    [0xffffffff, '0xFFFFFFFF', 'failure'],
  ])('%d is %s, %s', (code, text, tone) => {
    expect(resultText(code)).toBe(text);
    expect(resultTone(code)).toBe(tone);
  });
});
