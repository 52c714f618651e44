import { basename } from 'node:path';
import { toErrorInfo } from '../shared/api/envelope.ts';
import type { CallInput, CallName, Handlers } from '../shared/api/contract.ts';
import type { SHELL_CONTRACT } from '../shared/api/shell-contract.ts';
import { ProcscopeError } from '../shared/errors.ts';
import type { CaptureHelper } from './capture-helper.ts';
import { cannotStack, cannotTrace, captureWays, checkMachine } from './capture-ways.ts';
import type { Desk } from './desk.ts';
import type { FileTokens } from './file-tokens.ts';
import type { HelperSystem } from './helper-system.ts';
import type { LiveInput } from './open-document.ts';
import type { ShellService } from './shell-service.ts';

type ShellContract = typeof SHELL_CONTRACT;
export type LiveCall = Extract<CallName<ShellContract>, `live/${string}`>;
type StartInput = CallInput<ShellContract, 'live/start'>;
type LaunchInput = NonNullable<StartInput['launch']>;

/** How a host captures; it captures nothing without. */
export interface CaptureHost {
  readonly helper: CaptureHelper;
  /** Where launched programs start unless a folder is chosen. */
  readonly directory: string;
}

/** What a page can ask about captures of this machine. */
export function liveCalls(
  service: ShellService,
  desk: Desk,
): Pick<Handlers<ShellContract, AbortSignal>, LiveCall> {
  const { tokens, document, engine, capture } = service;
  const chosen = (use: 'program' | 'folder' | 'target', path: string | undefined) =>
    path === undefined ? {} : { file: tokens.give(use, path), name: basename(path) };
  return {
    'live/ways': async () => {
      if (capture !== undefined) return captureWays(capture.helper);
      const none = { available: false, needsElevation: false, error: toErrorInfo(capturesNothing()) };
      return { system: none, launch: { ...none, withoutPrivileges: false } };
    },
    'live/start': async ({ backing, ...input }, signal) => {
      if (capture === undefined) throw capturesNothing();
      const file = backing === undefined ? undefined : tokens.pathOf(backing, 'target');
      const log = { file: service.captureLog, version: desk.info.version };
      const wanted = await liveInput(service, capture, input, file);
      const started = await document.startCapture({ ...wanted, log }, signal);
      if (backing !== undefined) tokens.take(backing); // the user agreed to one file being written, once
      return started;
    },
    'live/stop': async () => {
      await engine.call('live/stop', {});
      return {};
    },
    'live/clear': async () => {
      await engine.call('live/clear', {});
      return {};
    },
    'live/history': async ({ history }) => {
      await engine.call('live/history', { history });
      return {};
    },
    'live/drop': async ({ drop }) => {
      await engine.call('live/drop', { drop });
      return {};
    },
    'live/choose-program': async () => {
      if (desk.chooseProgram === undefined) throw noDialog();
      return chosen('program', await desk.chooseProgram());
    },
    'live/choose-directory': async () => {
      if (desk.chooseDirectory === undefined) throw noDialog();
      return chosen('folder', await desk.chooseDirectory());
    },
    'live/choose-backing': async ({ name }) => {
      if (desk.chooseBacking === undefined) throw noDialog();
      return chosen('target', await desk.chooseBacking(name));
    },
  };
}

async function liveInput(
  { tokens }: ShellService,
  { helper, directory }: CaptureHost,
  { launch, history, drop, stacks }: Omit<StartInput, 'backing'>,
  file: string | undefined,
): Promise<LiveInput> {
  const program = launch === undefined ? undefined : programOf(launch, tokens, directory, helper.system);
  if (stacks === true && !helper.system.stacks) throw cannotStack();
  const common = { file, history, drop, stacks, launch: program };
  if (launch?.withoutPrivileges === true) {
    if (!helper.system.traces) throw cannotTrace();
    return { ...common, source: 'ptrace', helper: { command: helper.path(), args: [] } };
  }
  checkMachine(helper);
  return { ...common, ...(await helper.forCapture()), exclude: [process.pid] };
}

function programOf(
  { program, arguments: text, environment, directory }: LaunchInput,
  tokens: FileTokens,
  usual: string,
  { words }: HelperSystem,
): LiveInput['launch'] {
  return {
    program: tokens.pathOf(program, 'program', 'open'),
    arguments: words(text),
    environment,
    directory: directory === undefined ? usual : tokens.pathOf(directory, 'folder'),
  };
}

/** The error of a host that captures nothing. */
export function capturesNothing(): ProcscopeError {
  return new ProcscopeError(
    'shell/unsupported',
    'Pages of this server record nothing. To let them, start it with: procscope serve --capture',
  );
}

function noDialog(): ProcscopeError {
  return new ProcscopeError('shell/unsupported', 'This window shows no dialog for files.');
}
