/**
 * `npm run e2e`: builds the app and runs Playwright's tests on it in both its hosts, on a virtual display where there is
 * none. One host alone: `npm run e2e -- --project=desktop`, or `browser`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { chromiumForTests } from './chromium.mjs';
import { runtimeForTests } from './electron-runtime.mjs';
import { freshLinuxHelper, nativeTarget } from './native/build-linux.ts';
import { ROOT } from './setup/project-node.mjs';

await buildIfStale();
if (process.platform === 'linux') freshLinuxHelper(nativeTarget(process.arch));

const runtime = runtimeForTests();
if (runtime === undefined)
  throw new Error('There is no Electron runtime; scripts/setup.mjs should have fetched one.');
const browser = chromiumForTests();

const playwright = [
  process.execPath,
  join(ROOT, 'node_modules/@playwright/test/cli.js'),
  'test',
  ...process.argv.slice(2),
];
const onVirtualDisplay = process.platform === 'linux' && (process.env['DISPLAY'] ?? '') === '';
const [command = '', ...args] = onVirtualDisplay
  ? ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1920x1080x24', ...playwright]
  : playwright;
const result = spawnSync(command, args, {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    PROCSCOPE_ELECTRON: runtime,
    ...(browser === undefined ? {} : { PROCSCOPE_CHROMIUM: browser }),
  },
});
if (result.error !== undefined) throw result.error;
process.exitCode = result.status ?? 1;
