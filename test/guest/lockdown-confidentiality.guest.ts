import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HelperErrorCode } from '../../src/engine/wire/wire-format.ts';
import { helperForTests } from '../native/linux/support/native-test.ts';
import { refusal } from './captured.ts';

it('lockdown is set to confidentiality', () => {
  expect(readFileSync('/sys/kernel/security/lockdown', 'utf8')).toContain('[confidentiality]');
});

it.each(['', '--tier=storage', '--tier=hash'])(
  'root cannot capture, and is told why (options "%s")',
  async (option) => {
    const error = await refusal({ command: [helperForTests(), ...option.split(' ').filter(Boolean)] });
    expect(error?.code).toBe(HelperErrorCode.Lockdown);
    expect(error?.sentence).toBe(
      "Kernel lockdown is set to 'confidentiality', which forbids reading kernel data. Start the system with " +
        'lockdown=integrity to capture.',
    );
  },
);
