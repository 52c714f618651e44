import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The oldest Node the product runs on; the npm package `node` of package.json brings it. */
export const NODE_MAJOR = 24;

/** Where the npm package `node` puts its program. */
export const PACKAGED_NODE = join(
  ROOT,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Whether the Node that runs this is new enough for the product. */
export function runningNodeIsNewEnough() {
  return Number.parseInt(process.versions.node, 10) >= NODE_MAJOR;
}

/** The Node that runs the repository's scripts: the one from npm, else the running one. */
export function projectNode() {
  return existsSync(PACKAGED_NODE) ? PACKAGED_NODE : process.execPath;
}

/** The name of the variable PATH, which Windows spells otherwise. */
export function pathVariable() {
  return Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
}

/**
 * This process's environment with the programs of node_modules first in the PATH, so that children get the project's
 * Node even when npm was started before node_modules existed.
 */
export function projectEnvironment() {
  const name = pathVariable();
  const bin = join(ROOT, 'node_modules', '.bin');
  const others = (process.env[name] ?? '').split(delimiter).filter((entry) => entry !== bin && entry !== '');
  return { ...process.env, [name]: [bin, ...others].join(delimiter) };
}
