import { basename } from 'node:path';
import type { CallName, Handlers } from '../shared/api/contract.ts';
import type { SHELL_CONTRACT } from '../shared/api/shell-contract.ts';
import { ProcscopeError } from '../shared/errors.ts';
import { readConfigBytes, writeConfigBytes } from './config-files.ts';
import type { Desk } from './desk.ts';
import type { ShellService } from './shell-service.ts';

type ShellContract = typeof SHELL_CONTRACT;
export type ConfigCall = Extract<CallName<ShellContract>, `config/${string}`>;

/** What a page can ask about files of Process Monitor's configurations and filters. */
export function configCalls(
  { tokens, document, keptConfiguration }: ShellService,
  desk: Desk,
): Pick<Handlers<ShellContract, AbortSignal>, ConfigCall> {
  return {
    'config/choose': async ({ kind }) => {
      if (desk.chooseConfig === undefined) throw noDialog();
      const path = await desk.chooseConfig(kind);
      return path === undefined ? {} : { file: tokens.give('open', path), name: basename(path) };
    },
    'config/choose-target': async ({ name, kind }) => {
      if (desk.chooseConfigTarget === undefined) throw noDialog();
      const path = await desk.chooseConfigTarget(name, kind);
      return path === undefined ? {} : { file: tokens.give('target', path), name: basename(path) };
    },
    'config/read': async ({ file }) => {
      const path = tokens.pathOf(file, 'open');
      return { name: basename(path), bytes: await readConfigBytes(path) };
    },
    'config/write': async ({ file, bytes }) => {
      const path = tokens.pathOf(file, 'target');
      await writeConfigBytes(path, bytes, document.path);
      tokens.take(file); // the user agreed to one file being written, once
      return { name: basename(path) };
    },
    'config/kept': async () => {
      const bytes = await keptConfiguration.read();
      return bytes === undefined ? {} : { bytes };
    },
    'config/keep': async ({ bytes }) => {
      await keptConfiguration.write(bytes);
      return {};
    },
  };
}

function noDialog(): ProcscopeError {
  return new ProcscopeError('shell/unsupported', 'This window shows no dialog for files.');
}
