/** `npm start -- FILE...`: builds the app when its sources are newer than `out`, and opens the files in it. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { buildIfStale } from './build.ts';
import { runtimeForUsers } from './electron-runtime.mjs';
import { ROOT } from './setup/project-node.mjs';
import { SetupError } from './setup/setup-error.mjs';

async function main(args: readonly string[]): Promise<number> {
  if (process.platform === 'linux' && !isSet('DISPLAY') && !isSet('WAYLAND_DISPLAY')) {
    throw new SetupError('There is no display: start this in a desktop session, or under xvfb-run.');
  }
  const runtime = runtimeForUsers();
  await buildIfStale();

  // npm runs scripts in the repository; the files were named from where the user stands.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const files = args.map((arg) => (arg.startsWith('-') ? arg : resolve(from, arg)));
  // Chromium refuses to run its sandbox as root; for everybody else the sandbox stays.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = spawn(runtime, [...sandbox, ROOT, ...files], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.kill(signal));
  return new Promise((done, fail) => {
    app.on('error', fail);
    app.on('close', (code, signal) => done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

function isSet(name: string): boolean {
  return (process.env[name] ?? '') !== '';
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
