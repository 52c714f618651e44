import type { CallInput } from '../../shared/api/contract.ts';
import type { HOST_CONTRACT } from '../../shared/api/host-contract.ts';
import { ProcscopeError, cancelled } from '../../shared/errors.ts';
import type { CaptureScope } from '../wire/control-frames.ts';
import { HelperProcess } from './helper-process.ts';
import type { HelperOptions } from './helper-process.ts';
import { LaunchedProgram, programEnvironment, programStreams } from './launched-program.ts';
import type { WaitingProgram } from './launched-program.ts';
import type { SourceScopes } from './live-source.ts';
import { SpawnedProgram } from './spawned-program.ts';

/** What a host asks for. */
export type LiveRequest = CallInput<typeof HOST_CONTRACT, 'live/start'>;

/** Descriptors of a tracing helper, whose first three are the program's. */
const OUTPUT = 3;
const INPUT = 4;

/** Milliseconds that events may wait in the helper: what comes together is cheaper, and this much is lost with it. */
const FLUSH_MS = 20;

/** A helper that is ready to record what was asked for, and the program that waits for it. */
export interface StartedHelper {
  readonly helper: HelperProcess;
  readonly launched: WaitingProgram | undefined;
  /** What it records. */
  readonly scopes: SourceScopes;
  /** Whether with call stacks. */
  readonly stacks: boolean;
}

/** Whether a helper that has recorded one request can record another as well. */
export function canServe(helper: HelperProcess, { source = 'ebpf', helper: wanted }: LiveRequest): boolean {
  const { command, args } = helper.command;
  const isSame = command === wanted.command && args.join('\0') === wanted.args.join('\0');
  return source !== 'ptrace' && isSame && !helper.hasEnded;
}

/**
 * Starts a helper, or takes `known`, and tells it what to record. Errors: those of `live/start`; nothing is left running then.
 */
export async function startHelper(
  request: LiveRequest,
  known: HelperProcess | undefined,
  signal: AbortSignal,
): Promise<StartedHelper> {
  const { source = 'ebpf', stacks = false } = request;
  if (stacks && source !== 'etw')
    throw new ProcscopeError('api/bad-request', 'Only captures of Windows have call stacks.');
  const helper = known ?? (await HelperProcess.start({ ...helperOptions(request), signal }));
  let launched: WaitingProgram | undefined;
  try {
    launched = await prepareProgram(request, helper);
    const scopes = captureScopes(request, launched);
    await helper.setRate({ flushMilliseconds: FLUSH_MS });
    await helper.setFilter(scopes);
    if (signal.aborted) throw cancelled();
    return { helper, launched, scopes, stacks };
  } catch (error) {
    launched?.cancel();
    await helper.shutdown();
    throw error;
  }
}

function helperOptions({ source = 'ebpf', helper, launch }: LiveRequest): HelperOptions {
  if (source !== 'ptrace') return { command: helper.command, args: helper.args };
  if (launch === undefined) {
    throw new ProcscopeError('api/bad-request', 'Tracing without privileges needs a program to launch.');
  }
  const directory = launch.directory === undefined ? [] : ['--directory', launch.directory];
  return {
    command: helper.command,
    args: [
      ...helper.args,
      'trace',
      ...['--output', String(OUTPUT), '--input', String(INPUT)],
      ...directory,
      ...['--', launch.program, ...launch.arguments],
    ],
    channel: { output: OUTPUT, input: INPUT, stdio: [...programStreams(launch.streams), 'pipe', 'pipe'] },
    environment: programEnvironment(launch),
  };
}

async function prepareProgram(
  { source = 'ebpf', launch, launcher }: LiveRequest,
  { pid }: HelperProcess,
): Promise<WaitingProgram | undefined> {
  if (launch === undefined || source === 'ptrace') return undefined;
  if (source === 'etw') return new SpawnedProgram(launch, pid === undefined ? [] : [pid]);
  if (launcher === undefined) {
    throw new ProcscopeError('api/bad-request', 'Launching a program needs its launcher.');
  }
  return LaunchedProgram.prepare(launcher, launch);
}

function captureScopes(
  { source = 'ebpf', scope, exclude = [], excludeAlone = [] }: LiveRequest,
  launched: WaitingProgram | undefined,
): SourceScopes {
  if (source === 'ptrace') return { scopes: [], skipOthers: false };
  const wanted: CaptureScope[] = [...(launched?.scopes ?? [])];
  if (scope !== undefined) wanted.push({ pid: scope.pid, record: true, tree: scope.tree ?? false });
  // The nearest scope decides: what this process launches is recorded although its own tree is not.
  const own = new Set([process.pid, ...exclude]);
  const alone = excludeAlone.filter((pid) => !own.has(pid));
  const left: CaptureScope[] = [
    ...[...own].map((pid) => ({ pid, record: false, tree: true })),
    ...alone.map((pid) => ({ pid, record: false, tree: false })),
  ];
  return {
    skipOthers: wanted.length > 0,
    scopes: [...left.filter(({ pid }) => !wanted.some((each) => each.pid === pid)), ...wanted],
  };
}
