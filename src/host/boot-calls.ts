import { basename } from 'node:path';
import type { CallName, EventData, Handlers } from '../shared/api/contract.ts';
import type { SHELL_CONTRACT } from '../shared/api/shell-contract.ts';
import type { BootHost } from './boot-host.ts';
import { capturesNothing } from './live-calls.ts';
import type { ShellService } from './shell-service.ts';

type ShellContract = typeof SHELL_CONTRACT;
export type BootCall = Extract<CallName<ShellContract>, `boot/${string}`>;

/** What a page can ask about boot logging. Where pages capture nothing, they change nothing of the system either. */
export function bootCalls(
  { boot, tokens, document }: ShellService,
  onCollecting: (progress: EventData<ShellContract, 'boot/collecting'>) => void,
): Pick<Handlers<ShellContract, AbortSignal>, BootCall> {
  const host = (): BootHost => {
    if (boot === undefined) throw capturesNothing();
    return boot;
  };
  return {
    'boot/status': async () => host().news(),
    'boot/enable': async (_input, signal) => host().enable(signal),
    'boot/disable': async (_input, signal) => host().disable(signal),
    'boot/discard': async ({ log }, signal) => host().discard(log, signal),
    'boot/collect': async ({ file, log, discard }, signal) => {
      const path = tokens.pathOf(file, 'target');
      const { collected, news } = await host().collect({ log, path, discard }, onCollecting, signal);
      tokens.take(file); // the user agreed to one file being written, once
      document.remember(path, collected.events);
      return { file: tokens.give('open', path), name: basename(path), collected, news };
    },
  };
}
