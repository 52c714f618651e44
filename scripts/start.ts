/**
 * `npm start -- FILE...`: builds the app and its capture helper when their sources are newer, and opens the files in it. Where no window
 * can be had it says why, and serves the app to a browser instead.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { buildIfStale } from './build.ts';
import { runtimeForUsers } from './electron-runtime.mjs';
import { NativeBuildError } from './native/build-linux.ts';
import { freshSystemHelper } from './native/system-helper.ts';
import { ROOT } from './setup/project-node.mjs';
import { SetupError } from './setup/setup-error.mjs';

/** npm runs scripts in the repository; files are named from where the user stands. */
const FROM = process.env['INIT_CWD'] ?? process.cwd();

async function main(args: readonly string[]): Promise<number> {
  const runtime = windowRuntime();
  await buildIfStale();
  buildHelper();
  const files = args.map((arg) => (arg.startsWith('-') ? arg : resolve(FROM, arg)));
  return runtime === undefined ? runInBrowser(files) : runInWindow(runtime, files);
}

/** The app opens captures without its helper, so that what keeps it from being built is only said. */
function buildHelper(): void {
  try {
    freshSystemHelper();
  } catch (error) {
    if (!(error instanceof NativeBuildError)) throw error;
    console.error(`${error.message}\nUntil then the app opens captures and records none.`);
  }
}

/** The program that shows the app's window; undefined where there can be none, for which the reason is said. */
function windowRuntime(): string | undefined {
  try {
    // Set by scripts/setup.mjs, which has looked for a display and for what Electron needs of the system.
    const reason = process.env['PROCSCOPE_NO_WINDOW'] ?? '';
    if (reason !== '') throw new SetupError(reason);
    return runtimeForUsers();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`${error.message}\nThe app is served to a browser instead.`);
    return undefined;
  }
}

function runInWindow(runtime: string, files: readonly string[]): Promise<number> {
  // Chromium refuses to run its sandbox as root; for everybody else the sandbox stays.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return run(runtime, [...sandbox, ROOT, ...files]);
}

/** One file at a time can be open; what else the command line says is meant for Electron. */
function runInBrowser(files: readonly string[]): Promise<number> {
  const file = files.find((arg) => !arg.startsWith('-'));
  const command = join(ROOT, 'out', 'cli', 'procscope.js');
  return run(process.execPath, [command, 'serve', '--capture', ...(file === undefined ? [] : [file])]);
}

/** Runs a program to its end; signals go on to it. Resolves with its exit status. */
function run(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', cwd: FROM });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) =>
      done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
