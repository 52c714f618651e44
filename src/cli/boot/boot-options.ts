import { resolve } from 'node:path';
import type { CommandInput } from '../command.ts';
import { UsageError } from '../usage-error.ts';

export const BOOT_ACTIONS = ['enable', 'disable', 'status', 'collect', 'discard'] as const;
export type BootAction = (typeof BOOT_ACTIONS)[number];

/** What `procscope boot` is to do. */
export type BootJob =
  | { readonly action: 'enable' | 'disable' }
  | { readonly action: 'status'; readonly asJson: boolean }
  | {
      readonly action: 'collect';
      /** Undefined: named after the time of the start, in the current folder. */
      readonly output: string | undefined;
      /** Leaves the log where it is. */
      readonly keep: boolean;
      readonly log: string | undefined;
    }
  | { readonly action: 'discard'; readonly log: string | undefined };

/** Options that belong to some actions alone. */
const OPTIONS_OF: Readonly<Record<BootAction, readonly string[]>> = {
  enable: [],
  disable: [],
  status: ['json'],
  collect: ['output', 'keep', 'log'],
  discard: ['log'],
};

/** Reads the command line. Errors: {@link UsageError}. */
export function readBootJob(input: CommandInput): BootJob {
  const action = BOOT_ACTIONS.find((name) => name === input.argument);
  if (action === undefined) {
    const list = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(BOOT_ACTIONS);
    throw new UsageError(`"${input.argument}" is nothing that procscope boot can do: write ${list}.`);
  }
  for (const option of ['json', 'output', 'keep', 'log']) {
    if (!OPTIONS_OF[action].includes(option) && (input.flag(option) || input.text(option) !== undefined)) {
      const owners = BOOT_ACTIONS.filter((name) => OPTIONS_OF[name].includes(option));
      throw new UsageError(`--${option} belongs to procscope boot ${owners.join(' and ')}.`);
    }
  }
  const log = input.text('log');
  switch (action) {
    case 'status':
      return { action, asJson: input.flag('json') };
    case 'collect': {
      const output = input.text('output');
      if (output === '') throw new UsageError('The name of the output file is empty.');
      if (output === '-') {
        throw new UsageError(
          'A capture file cannot be written to standard output: name a file with --output.',
        );
      }
      const path = output === undefined ? undefined : resolve(output);
      return { action, output: path, keep: input.flag('keep'), log };
    }
    case 'discard':
      return { action, log };
    case 'enable':
    case 'disable':
      return { action };
  }
}
