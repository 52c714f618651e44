import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, chmod, copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileError } from '../engine/index.ts';
import type { CallInput } from '../shared/api/contract.ts';
import type { HOST_CONTRACT } from '../shared/api/host-contract.ts';
import { ProcscopeError } from '../shared/errors.ts';
import { helperSystem } from './helper-system.ts';
import type { HelperSystem } from './helper-system.ts';

/** The repository or the installed package: two folders up, both from the source and from the bundle. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the helper needs where no root and no question is wanted. Source: native/linux/README.md. */
const CAPABILITIES = 'cap_bpf,cap_perfmon,cap_sys_ptrace,cap_dac_read_search=ep';

const ROOTS_FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin', '/run/wrappers/bin'];

/** Where a helper may be that was built here or came with an installed command, the first that is there is used. */
export function builtHelpers(): readonly string[] {
  const system = helperSystem();
  if (system === undefined) return [];
  const { folder, file } = system;
  return [join(ROOT, '.cache', 'native', folder, file), join(ROOT, 'out', 'native', folder, file)];
}

/** Where the helper of a packaged app is, in the folder of its resources. */
export function packagedHelper(resources: string): string {
  return join(resources, 'native', helperSystem()?.file ?? '');
}

/** Who is asked when more rights are needed, and how. */
export type Elevation =
  /** A desktop session: a dialog. */
  | 'desktop'
  /** A person at a terminal, on which the command runs. */
  | 'terminal'
  /** Nobody but who runs a server: only what asks no question, and dialogs where there is a desktop. */
  | 'server';

/** The part of a request that says which helper records. */
export type HelperChoice = Pick<
  CallInput<typeof HOST_CONTRACT, 'live/start'>,
  'source' | 'helper' | 'launcher'
>;

/** A program and what it is given first. */
export interface ElevatedCommand {
  readonly command: string;
  readonly args: readonly string[];
}

export interface CaptureHelperOptions {
  /** Where the helper may be; the first that is there is used. */
  readonly places: readonly string[];
  readonly elevation: Elevation;
  /** Which helper it is. Default: this system's; none captures nothing. */
  readonly system?: HelperSystem | undefined;
  /** Where sudo and pkexec may be. Default: where root puts them, because a PATH of the user's may name others. */
  readonly commands?: readonly string[];
  /** Default: this process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether there is a terminal on which sudo can ask. Default: whether this process has one. */
  readonly hasTerminal?: () => Promise<boolean>;
}

/** The program that captures: where it is, and how it gets the rights that it needs. */
export class CaptureHelper {
  readonly #places: readonly string[];
  readonly #elevation: Elevation;
  readonly #system: HelperSystem | undefined;
  readonly #commands: readonly string[];
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #hasTerminal: () => Promise<boolean>;

  constructor(options: CaptureHelperOptions) {
    this.#places = options.places;
    this.#elevation = options.elevation;
    this.#system = 'system' in options ? options.system : helperSystem();
    this.#commands = options.commands ?? ROOTS_FOLDERS;
    this.#environment = options.environment ?? process.env;
    this.#hasTerminal = options.hasTerminal ?? canUseTerminal;
  }

  /** Which helper it is. Errors: 'shell/unsupported' on systems that are not captured. */
  get system(): HelperSystem {
    if (this.#system !== undefined) return this.#system;
    throw new ProcscopeError(
      'shell/unsupported',
      'Procscope does not capture on this system; it opens captures that were made elsewhere.',
    );
  }

  /** Errors: 'shell/unsupported' on other systems, 'live/helper-missing'. */
  path(): string {
    const { file, build } = this.system;
    const found = this.#places.find((place) => existsSync(place));
    if (found !== undefined) return found;
    throw new ProcscopeError(
      'live/helper-missing',
      `The capture helper is not there. Install Procscope again, or build the helper in its repository with: npm run build:native -- ${build}`,
      { helper: this.#places[0] ?? file },
    );
  }

  /** Whether the helper has its rights by itself: as root, or by its file's capabilities. Errors: as {@link path}. */
  async isPrivileged(): Promise<boolean> {
    const { status, error } = await run(this.path(), ['--may-capture']);
    if (status === undefined) {
      throw new ProcscopeError(
        'live/helper-missing',
        `The capture helper cannot be run (${error}). Install Procscope again${this.#elevatesItself ? '' : `, or allow it with: chmod +x ${shellWord(this.path())}`}.`,
        { helper: this.path() },
      );
    }
    return status === 0;
  }

  /**
   * The helper with what gives it its rights, of which only starting it may ask a question. Errors: as {@link path};
   * 'live/no-privileges' where there is no way to get them.
   */
  async elevated(): Promise<ElevatedCommand> {
    const helper = this.path();
    if (await this.isPrivileged()) return { command: helper, args: [] };
    const { elevation } = this.system;
    if (elevation !== undefined) return { command: helper, args: elevation };
    const way = await this.#way();
    const [command = '', ...args] = way ?? [];
    if (way === undefined) throw this.#noWay(helper);
    return { command, args: [...args, await this.#forRoot(helper)] };
  }

  /**
   * The helper as root itself, which boot logging needs: the capabilities of its file do not let it change the system. Only
   * starting it may ask a question. Errors: as {@link path}; 'live/no-privileges' where there is no way to ask one.
   */
  async asRoot(isRoot = process.getuid?.() === 0): Promise<ElevatedCommand> {
    const helper = this.path();
    // What asks by itself does so for each of its commands.
    if (isRoot || this.#elevatesItself) return { command: helper, args: [] };
    const [command, ...args] = (await this.#way()) ?? [];
    if (command !== undefined) return { command, args: [...args, await this.#forRoot(helper)] };
    throw new ProcscopeError(
      'live/no-privileges',
      `Boot logging needs administrator rights, and there is no way to ask for them here (pkexec or sudo). Start ${this.#who()} as root.`,
      { boot: 1 },
    );
  }

  /** What a capture of everything needs of the helper. Errors: as {@link elevated}. */
  async forCapture(): Promise<HelperChoice> {
    const { source } = this.system;
    const { command, args } = await this.elevated();
    return { source, helper: { command, args: [...args] }, launcher: { command: this.path(), args: [] } };
  }

  get #elevatesItself(): boolean {
    return this.#system?.elevation !== undefined;
  }

  /** The command to put in front of the helper; undefined where there is none that could work. */
  async #way(): Promise<readonly string[] | undefined> {
    const pkexec = this.#find('pkexec');
    const sudo = this.#find('sudo');
    const silentSudo = async (): Promise<readonly string[] | undefined> => {
      if (sudo === undefined) return undefined;
      // Says whether sudo would ask; runs nothing.
      const { status } = await run(sudo, ['-n', '-l', this.path()]);
      return status === 0 ? [sudo, '-n', '--'] : undefined;
    };
    // On a terminal pkexec can ask by itself; elsewhere it would fail to, also where nothing need be asked.
    const dialog = pkexec === undefined ? undefined : [pkexec, '--disable-internal-agent'];
    switch (this.#elevation) {
      case 'desktop':
        return dialog ?? (await silentSudo());
      case 'terminal':
        if (!(await this.#hasTerminal())) return (await silentSudo()) ?? dialog;
        if (sudo !== undefined) return [sudo, '--'];
        return pkexec === undefined ? undefined : [pkexec];
      case 'server':
        return (await silentSudo()) ?? (this.#hasDisplay() ? dialog : undefined);
    }
  }

  #hasDisplay(): boolean {
    const { DISPLAY = '', WAYLAND_DISPLAY = '' } = this.#environment;
    return DISPLAY !== '' || WAYLAND_DISPLAY !== '';
  }

  #find(name: string): string | undefined {
    return this.#commands.map((folder) => join(folder, name)).find((path) => existsSync(path));
  }

  /**
   * Where root can run the helper: an AppImage is mounted for its user alone, so that a copy is made there. Errors: file
   * errors.
   */
  async #forRoot(helper: string): Promise<string> {
    const { APPDIR = '', XDG_CACHE_HOME = '' } = this.#environment;
    if (APPDIR === '' || !helper.startsWith(`${APPDIR}/`)) return helper;
    const cache = XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
    const copy = join(cache, 'procscope', this.system.file);
    try {
      await mkdir(dirname(copy), { recursive: true });
      const isThere = await isSame(helper, copy);
      if (!isThere) {
        const beside = `${copy}.${process.pid}`;
        await copyFile(helper, beside);
        await chmod(beside, 0o755);
        await rename(beside, copy);
      }
      return copy;
    } catch (error) {
      throw fileError(error, copy);
    }
  }

  /**
   * The command that gives the helper its rights for good, to be typed by an administrator; undefined where there is none.
   * Errors: as {@link path}.
   */
  grant(): string | undefined {
    if (this.#elevatesItself) return undefined;
    return `sudo setcap ${CAPABILITIES} ${shellWord(this.path())}`;
  }

  #who(): string {
    return this.#elevation === 'server' ? 'the server' : 'Procscope';
  }

  #noWay(helper: string): ProcscopeError {
    return new ProcscopeError(
      'live/no-privileges',
      `Capturing needs administrator rights, and there is no way to ask for them here (pkexec or sudo). Start ${this.#who()} as root, or allow the capture helper once with: ${this.grant()}`,
      { helper },
    );
  }
}

/** A path as it is typed in a shell. Not between quotes: windows are not told the folders of what stands there. */
function shellWord(path: string): string {
  return path.replace(/[^A-Za-z0-9/._+@%-]/g, '\\$&');
}

async function isSame(a: string, b: string): Promise<boolean> {
  if (!existsSync(b)) return false;
  const [first, second] = await Promise.all([readFile(a), readFile(b)]);
  return first.equals(second);
}

/** Whether this process has a terminal, whatever its own input and output are. Source: tty(4). */
function canUseTerminal(): Promise<boolean> {
  return access('/dev/tty', constants.R_OK | constants.W_OK)
    .then(() => run('/bin/sh', ['-c', ': </dev/tty']))
    .then(({ status }) => status === 0)
    .catch(() => false);
}

/** Runs a command without input and output. `status` is undefined when it could not be run, for which there is a reason. */
function run(
  command: string,
  args: readonly string[],
): Promise<{ status: number | undefined; error: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, [...args], { timeout: 10_000, windowsHide: true }, (error) => {
      if (error === null) resolve({ status: 0, error: '' });
      else if (typeof error.code === 'number') resolve({ status: error.code, error: '' });
      else resolve({ status: undefined, error: error.message });
    });
    child.stdin?.end();
  });
}
