import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project-node.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @typedef {object} LockedPackage one entry of package-lock.json, as far as it matters here
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 */

/** The packages that package-lock.json asks for, by their folders. */
export function wantedPackages() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  if (wanted === undefined) {
    throw new SetupError('package-lock.json is missing or damaged: restore it from the repository.');
  }
  return wanted;
}

/**
 * Why node_modules is not what package-lock.json asks for, in a few words; undefined when it is. npm writes what it has
 * installed into node_modules/.package-lock.json when it is done, so an interrupted run is noticed as well.
 * @returns {string | undefined}
 */
export function difference() {
  const installed = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return 'none are installed';
  const wanted = wantedPackages();
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === '') continue;
    const found = installed[folder];
    if (found === undefined) {
      if (isForThisSystem(entry)) return `${folder} is missing`;
    } else if (found.version !== entry.version || found.integrity !== entry.integrity) {
      return `${folder} has another version`;
    }
  }
  // The package "node" puts its program for this system into a folder of its own that no lock file mentions.
  const extra = Object.keys(installed).find(
    (folder) => wanted[folder] === undefined && !folder.startsWith('node_modules/node/'),
  );
  return extra === undefined ? undefined : `${extra} is no longer used`;
}

/** @param {LockedPackage} entry */
function isForThisSystem(entry) {
  if (entry.optional !== true && entry.devOptional !== true) return true;
  if (entry.os === undefined && entry.cpu === undefined) return false; // part of an optional package of another system
  const matches =
    entry.os?.includes(process.platform) !== false && entry.cpu?.includes(process.arch) !== false;
  return matches && (entry.libc === undefined || entry.libc.includes(systemLibc()));
}

function systemLibc() {
  if (process.report === undefined) return 'glibc';
  Object.assign(process.report, { excludeNetwork: true }); // else it looks up names
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function packagesOf(file) {
  try {
    const lock = /** @type {{ packages?: Record<string, LockedPackage> }} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    );
    return lock.packages;
  } catch {
    return undefined;
  }
}
