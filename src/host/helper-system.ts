import type { CAPTURE_SOURCES } from '../shared/api/live-contract.ts';
import { shellWords } from './shell-words.ts';
import { windowsWords } from './windows-words.ts';

/** What the capture helper of a system is like. */
export interface HelperSystem {
  readonly source: Exclude<(typeof CAPTURE_SOURCES)[number], 'ptrace'>;
  /** Name of its file. */
  readonly file: string;
  /** The folder that its build has in `.cache/native`, and in `out/native` of an installed command. */
  readonly folder: string;
  /** What `npm run build:native --` calls it. */
  readonly build: string;
  /** What it is given first to ask for its rights by itself; undefined where another command has to. */
  readonly elevation: readonly string[] | undefined;
  /** Whether it records a program that it starts without any rights. */
  readonly traces: boolean;
  /** Whether events can have their call stacks. */
  readonly stacks: boolean;
  /** Takes the arguments of a program apart as they are typed there. Errors: 'live/launch-failed'. */
  readonly words: (text: string) => string[];
}

/** The helper of a system; undefined for systems that are not captured. */
export function helperSystem(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): HelperSystem | undefined {
  switch (platform) {
    case 'linux':
      return {
        source: 'ebpf',
        file: 'procscope-helper',
        folder: `linux-${arch}`,
        build: 'linux',
        elevation: undefined,
        traces: true,
        stacks: false,
        words: shellWords,
      };
    case 'win32':
      return {
        source: 'etw',
        file: 'procscope-helper.exe',
        // Windows on ARM runs it, too.
        folder: 'windows-x64',
        build: 'windows',
        elevation: ['elevate'],
        traces: false,
        stacks: true,
        words: windowsWords,
      };
    default:
      return undefined;
  }
}
