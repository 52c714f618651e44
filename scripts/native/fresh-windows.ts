import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../setup/project-node.mjs';
import { NativeBuildError, run } from './build-linux.ts';
import { buildWindowsHelper, WINDOWS_SOURCE, windowsHelperPath } from './build-windows.ts';

/** What the helper is made of. */
const SOURCES = [WINDOWS_SOURCE, join(ROOT, 'native', 'protocol')];

/** Whether the helper is there and none of its sources is newer. */
export function isWindowsHelperFresh(
  path = windowsHelperPath(),
  sources: readonly string[] = SOURCES,
): boolean {
  if (!existsSync(path)) return false;
  const built = statSync(path).mtimeMs;
  return sources.every((folder) => newestChange(folder) < built);
}

/** Builds the Windows helper when its sources are newer; returns its path. Errors: a {@link NativeBuildError} with a sentence. */
export function freshWindowsHelper(): string {
  if (isWindowsHelperFresh()) return windowsHelperPath();
  return process.platform === 'win32' ? buildWithCMake() : buildWindowsHelper();
}

/** On Windows, where Visual Studio has what compiles it. */
function buildWithCMake(): string {
  const path = windowsHelperPath();
  if (spawnSync('cmake', ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new NativeBuildError(
      `The capture helper cannot be built: there is no CMake. Install Visual Studio's "Desktop development with C++" and start this in its developer prompt, or put procscope-helper.exe of a release into "${dirname(path)}".`,
    );
  }
  const folder = join(dirname(path), 'cmake');
  run('cmake', ['-S', WINDOWS_SOURCE, '-B', folder, '-A', 'x64']);
  run('cmake', ['--build', folder, '--config', 'Release', '--target', 'procscope-helper']);
  mkdirSync(dirname(path), { recursive: true });
  // Whoever runs the helper meanwhile finds the one before, or the whole new one.
  const half = `${path}.${process.pid}`;
  copyFileSync(join(folder, 'Release', 'procscope-helper.exe'), half);
  renameSync(half, path);
  return path;
}

/** Time of the newest change of a source below a folder, in ms. */
function newestChange(folder: string): number {
  const sources = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(cpp|h|rc|manifest|txt)$/.test(entry.name),
  );
  return Math.max(0, ...sources.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
