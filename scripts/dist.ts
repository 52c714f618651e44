/**
 * `npm run dist`: builds the packaged app into `dist`, unpacked; `npm run dist -- --linux AppImage deb` and the like build
 * what users install. The Electron runtime is that of ELECTRON_OVERRIDE_DIST_PATH or of the npm package `electron`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { runtimeFolderForUsers } from './electron-runtime.mjs';
import { freshLinuxHelper, NativeBuildError, nativeTarget } from './native/build-linux.ts';
import { freshWindowsHelper } from './native/fresh-windows.ts';
import { ROOT } from './setup/project-node.mjs';
import { SetupError } from './setup/setup-error.mjs';

/**
 * electron-builder makes no Debian package without a home page, and an empty one counts as none. Procscope has none yet, so the
 * package names an address that can lead nowhere (RFC 2606). It is given for Linux alone, because an installer for Windows would
 * show it as a link.
 */
const HOME_PAGE = '--config.extraMetadata.homepage=https://procscope.example';

async function main(args: readonly string[]): Promise<number> {
  const electronDist = runtimeFolderForUsers();
  await buildIfStale();
  const what = args.length === 0 ? ['--dir'] : args;
  buildHelpers(what);
  const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  // Other systems' runtimes are electron-builder's own business.
  const runtime = isForThisSystem(what) ? [`--config.electronDist=${electronDist}`] : [];
  const home = isForLinux(what) ? [HOME_PAGE] : [];
  const result = spawnSync(process.execPath, [builder, ...what, ...runtime, ...home, '--publish=never'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.error !== undefined) throw result.error;
  return result.status ?? 1;
}

function isForThisSystem(what: readonly string[]): boolean {
  return !what.some((arg) => ['--linux', '--win', '--mac', '-l', '-w', '-m'].includes(arg));
}

function isForLinux(what: readonly string[]): boolean {
  return what.some((arg) => ['--linux', '-l'].includes(arg));
}

function isForWindows(what: readonly string[]): boolean {
  return what.some((arg) => ['--win', '-w'].includes(arg));
}

/** The capture helpers that the packages contain. Errors: a {@link NativeBuildError}. */
function buildHelpers(what: readonly string[]): void {
  const isOwn = isForThisSystem(what);
  if (isForWindows(what) || (isOwn && process.platform === 'win32')) freshWindowsHelper();
  if (!isForLinux(what) && !(isOwn && process.platform === 'linux')) return;
  const asked = ['x64', 'arm64'].filter((arch) => what.includes(`--${arch}`));
  for (const arch of asked.length === 0 ? [process.arch] : asked) freshLinuxHelper(nativeTarget(arch));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError) && !(error instanceof NativeBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
