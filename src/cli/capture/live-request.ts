import { resolve } from 'node:path';
import type { LiveRequest } from '../../engine/live/start-helper.ts';
import type { CaptureHelper, HelperChoice } from '../../host/capture-helper.ts';
import { cannotStack, cannotTrace, checkMachine } from '../../host/capture-ways.ts';
import { ALL_CLASSES } from '../../shared/event-class.ts';
import type { CaptureJob } from './capture-options.ts';
import { outputReaders } from './output-readers.ts';

/** Bytes of events that wait for whoever reads the output. The oldest go when there are more. */
const MOST_WAITING = 1024 * 1024 * 1024;

/** Most readers that are left out. Source: `excludeAlone` of the host contract. */
const MOST_READERS = 64;

/**
 * What the engine is asked for. `folder` is where events wait for those who read the output; a capture file is written where
 * it is to be. Errors: 'live/helper-missing', 'live/kernel-too-old', 'live/no-btf', 'live/no-privileges', 'shell/unsupported'.
 */
export async function liveRequest(
  job: CaptureJob,
  helper: CaptureHelper,
  folder: string,
): Promise<LiveRequest> {
  const { to, output, rules, pid, withDescendants, program, withoutPrivileges, stacks } = job;
  if (stacks && !helper.system.stacks) throw cannotStack();
  if (withoutPrivileges && !helper.system.traces) throw cannotTrace();
  if (!withoutPrivileges) checkMachine(helper);
  const by: HelperChoice = withoutPrivileges
    ? { source: 'ptrace', helper: { command: helper.path(), args: [] } }
    : await helper.forCapture();
  return {
    ...by,
    folder,
    ...(to === 'native' ? { file: resolve(output) } : { history: { disk: MOST_WAITING } }),
    ...(pid === undefined ? {} : { scope: { pid, tree: withDescendants } }),
    ...(program === undefined
      ? {}
      : {
          launch: {
            program: program.name,
            arguments: [...program.arguments],
            environment: program.environment.map(([name, value]) => [name, value]),
            directory: program.directory,
            streams: output === '-' ? 'stderr' : 'inherit',
          },
        }),
    ...(stacks ? { stacks } : {}),
    ...(rules.length === 0 ? {} : { drop: { rules: [...rules], classes: ALL_CLASSES } }),
    ...(output === '-' ? { excludeAlone: outputReaders().slice(0, MOST_READERS) } : {}),
  };
}
