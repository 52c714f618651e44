import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { windowsHelper, wineCommand, winePath, wineServer } from './wine.ts';

/** A machine stays for so long when nothing runs on it. */
const KEPT_SECONDS = 600;

const CACHE = join(import.meta.dirname, '..', '..', '..', '..', '.cache');

/** Values of a registry key by name, as `reg export` writes them; below it keys of the same form. */
export type ExportedKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * A machine of Wine's that nothing else uses, so that it can be started anew: with its own registry, services and files. Made
 * once, which takes long.
 */
export class WineMachine {
  readonly #prefix: string;
  /** Programs for this system that run the helper on that machine, as Windows 10 or 7. */
  readonly helper: string;
  readonly helperOnWindows7: string;

  constructor(name: string) {
    this.#prefix = join(CACHE, name);
    mkdirSync(this.#prefix, { recursive: true });
    const helper = windowsHelper();
    this.#start();
    for (const [program, version] of [
      ['procscope-helper.exe', 'win10'],
      ['boot.exe', 'win10'],
      ['windows-7.exe', 'win7'],
    ] as const) {
      const key = `HKCU\\Software\\Wine\\AppDefaults\\${program}`;
      this.run('reg', ['add', key, '/v', 'Version', '/d', version, '/f']);
    }
    this.helper = this.#script('helper', helper);
    const copy = join(this.#prefix, 'windows-7.exe');
    writeFileSync(copy, readFileSync(helper));
    this.helperOnWindows7 = this.#script('helper-7', copy);
  }

  /** Runs a program of Windows to its end, without anything to read. */
  run(
    program: string,
    args: readonly string[],
  ): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const { command, args: all } = wineCommand(program, args, this.#prefix);
    const { status, stdout, stderr } = spawnSync(command, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    const text = (bytes: Buffer): string => bytes.toString('utf8').replaceAll('\r', '');
    return { status, stdout: text(stdout), stderr: text(stderr) };
  }

  /** A path on its drive C, for this system. */
  path(...parts: readonly string[]): string {
    return join(this.#prefix, 'drive_c', ...parts);
  }

  /** Ends all programs as a power loss does, and starts the machine with its services. */
  restart(): void {
    this.stop();
    this.#start();
  }

  stop(): void {
    this.#server('-k');
    this.#server('-w');
  }

  /**
   * Starts what all programs share, and keeps it: it would end with each program. Any program makes Wine do so; `wineboot` would
   * start a second manager of services beside the first. What is started keeps the streams that it is given.
   */
  #start(): void {
    this.#server(`-p${KEPT_SECONDS}`);
    const { command, args } = wineCommand('cmd', ['/c', 'exit'], this.#prefix);
    spawnSync(command, args, { stdio: 'ignore' });
  }

  #server(option: string): void {
    const server = wineServer();
    if (server === undefined) throw new Error('There is no wineserver');
    spawnSync(server, [option], { env: { ...process.env, WINEPREFIX: this.#prefix }, stdio: 'ignore' });
  }

  /** A key of HKEY_LOCAL_MACHINE with those below it; empty when it is not there. */
  keys(path: string): ExportedKeys {
    const file = join(this.#prefix, 'exported.reg');
    rmSync(file, { force: true });
    this.run('reg', ['export', `HKLM\\${path}`, winePath(file), '/y']);
    if (!existsSync(file)) return {};
    const found: Record<string, Record<string, string>> = {};
    let values: Record<string, string> = {};
    // Long values go on in lines of their own.
    const text = readFileSync(file, 'utf16le')
      .replaceAll('\r', '')
      .replaceAll(/\\\n\s*/g, '');
    for (const line of text.split('\n')) {
      const key = /^\[HKEY_LOCAL_MACHINE\\(.*)\]$/.exec(line)?.[1];
      const value = /^"([^"]*)"=(.*)$/.exec(line);
      if (key !== undefined) found[key] = values = {};
      else if (value !== null) values[value[1]!] = value[2]!;
    }
    return found;
  }

  #script(name: string, program: string): string {
    const { command, args } = wineCommand(program, [], this.#prefix);
    const script = join(this.#prefix, name);
    const words = [command, ...args].map((word) => `'${word}'`).join(' ');
    writeFileSync(script, `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(script, 0o755);
    return script;
  }
}
