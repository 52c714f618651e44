import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromiumForTests } from '../chromium.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @typedef {object} Need
 * @property {string} name what a person would look for on any system
 * @property {'library' | 'command' | 'font' | 'browser' | 'file'} kind
 * @property {string} probe soname, command, path of the file or language of the font; for the browser its usual command
 * @property {readonly string[]} packages names on Debian and Ubuntu, newest release first
 * @property {boolean} [testOnly] whether only automated tests need it
 */

/** What the app and its tests need on Linux beyond a bare system. @type {readonly Need[]} */
export const NEEDS = [
  { name: 'GTK 3', kind: 'library', probe: 'libgtk-3.so.0', packages: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { name: 'NSS', kind: 'library', probe: 'libnss3.so', packages: ['libnss3'] },
  { name: 'ALSA', kind: 'library', probe: 'libasound.so.2', packages: ['libasound2t64', 'libasound2'] },
  { name: 'GBM', kind: 'library', probe: 'libgbm.so.1', packages: ['libgbm1'] },
  {
    name: 'ATK bridge',
    kind: 'library',
    probe: 'libatk-bridge-2.0.so.0',
    packages: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  },
  {
    name: 'AT-SPI',
    kind: 'library',
    probe: 'libatspi.so.0',
    packages: ['libatspi2.0-0t64', 'libatspi2.0-0'],
  },
  { name: 'CUPS', kind: 'library', probe: 'libcups.so.2', packages: ['libcups2t64', 'libcups2'] },
  { name: 'DRM', kind: 'library', probe: 'libdrm.so.2', packages: ['libdrm2'] },
  { name: 'xkbcommon', kind: 'library', probe: 'libxkbcommon.so.0', packages: ['libxkbcommon0'] },
  { name: 'X Screen Saver', kind: 'library', probe: 'libXss.so.1', packages: ['libxss1'] },
  { name: 'X Composite', kind: 'library', probe: 'libXcomposite.so.1', packages: ['libxcomposite1'] },
  { name: 'X Damage', kind: 'library', probe: 'libXdamage.so.1', packages: ['libxdamage1'] },
  { name: 'X RandR', kind: 'library', probe: 'libXrandr.so.2', packages: ['libxrandr2'] },
  { name: 'Xvfb', kind: 'command', probe: 'Xvfb', packages: ['xvfb'], testOnly: true },
  { name: 'xauth', kind: 'command', probe: 'xauth', packages: ['xauth'], testOnly: true },
  { name: 'fontconfig', kind: 'command', probe: 'fc-list', packages: ['fontconfig'], testOnly: true },
  {
    name: 'Noto fonts',
    kind: 'font',
    probe: 'Noto Sans:lang=en',
    packages: ['fonts-noto-core'],
    testOnly: true,
  },
  { name: 'Chromium', kind: 'browser', probe: 'chromium', packages: ['chromium'], testOnly: true },
  {
    name: 'Noto CJK fonts',
    kind: 'font',
    probe: 'Noto Sans CJK KR:lang=ko',
    packages: ['fonts-noto-cjk'],
    testOnly: true,
  },
  // The capture helper.
  { name: 'clang', kind: 'command', probe: 'clang', packages: ['clang'], testOnly: true },
  { name: 'LLVM', kind: 'command', probe: 'llvm-strip', packages: ['llvm'], testOnly: true },
  { name: 'gcc', kind: 'command', probe: 'gcc', packages: ['gcc'], testOnly: true },
  {
    name: "C's headers",
    kind: 'file',
    probe: '/usr/include/stdio.h',
    packages: ['libc6-dev'],
    testOnly: true,
  },
  {
    name: "libbpf's headers",
    kind: 'file',
    probe: '/usr/include/bpf/libbpf.h',
    packages: ['libbpf-dev'],
    testOnly: true,
  },
  {
    name: "libelf's headers",
    kind: 'file',
    probe: '/usr/include/libelf.h',
    packages: ['libelf-dev'],
    testOnly: true,
  },
  {
    name: "zlib's headers",
    kind: 'file',
    probe: '/usr/include/zlib.h',
    packages: ['zlib1g-dev'],
    testOnly: true,
  },
  // The capture helper for Windows: built, and run as far as Wine goes.
  { name: 'g++', kind: 'command', probe: 'g++', packages: ['g++'], testOnly: true },
  {
    name: 'MinGW-w64',
    kind: 'command',
    probe: 'x86_64-w64-mingw32-g++',
    packages: ['g++-mingw-w64-x86-64'],
    testOnly: true,
  },
  { name: 'Wine', kind: 'command', probe: 'wine', packages: ['wine', 'wine64'], testOnly: true },
];

/**
 * Installs what is missing with apt-get on Debian and Ubuntu, after saying what and why; elsewhere says in one
 * sentence what to install. Systems other than Linux need nothing.
 * @param {'start' | 'test'} what
 */
export function installSystemPackages(what) {
  if (process.platform !== 'linux') return;
  const missing = missingNeeds(what);
  if (missing.length === 0) return;

  const names = missing.map((need) => need.name).join(', ');
  const why =
    what === 'test'
      ? 'the end-to-end tests start the real window on a virtual display, and open the served page in Chromium; ' +
        'the capture helper is built for its own'
      : "Electron's window needs them";
  if (!isDebianLike() || !hasCommand('apt-get')) {
    throw new SetupError(`Please install ${names} with your system's package manager: ${why}.`);
  }
  console.log(`Missing on this system: ${names} (${why}).`);
  aptGet(['update', '-q'], 'refresh the list of packages', missing);
  const packages = missing.map(availablePackage);
  aptGet(
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
    `install ${packages.join(' ')}`,
    missing,
  );

  const still = missingNeeds(what);
  if (still.length > 0) {
    throw new SetupError(`Still missing after apt-get: ${still.map((need) => need.name).join(', ')}.`);
  }
}

/** @param {'start' | 'test'} what */
function missingNeeds(what) {
  const libraries = sharedLibraries();
  return NEEDS.filter((need) => {
    if (need.testOnly === true && what !== 'test') return false;
    if (need.kind === 'command') return !hasCommand(need.probe);
    if (need.kind === 'file') return !existsSync(need.probe);
    if (need.kind === 'browser') return chromiumForTests() === undefined;
    if (need.kind === 'font') return !hasFont(need.probe);
    return !libraries.has(need.probe);
  });
}

/** Names of the shared libraries that the dynamic linker knows. */
function sharedLibraries() {
  const program = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path)) ?? 'ldconfig';
  const list = spawnSync(program, ['-p'], { encoding: 'utf8' });
  const names = (list.stdout ?? '').split('\n').map((line) => line.trim().split(' ', 1)[0] ?? '');
  return new Set(names);
}

/** @param {string} name */
function hasCommand(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, name)));
}

/** @param {string} pattern */
function hasFont(pattern) {
  const list = spawnSync('fc-list', [pattern, 'family'], { encoding: 'utf8' });
  return list.error === undefined && list.stdout.trim() !== '';
}

function isDebianLike() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
  } catch {
    return false;
  }
}

/** The first of a need's names that this release has (Ubuntu 24.04 and Debian 13 renamed some with "t64").
 * @param {Need} need
 */
function availablePackage(need) {
  const found = need.packages.find((name) => /^ {2}Candidate: (?!\(none\))/m.test(aptPolicy(name)));
  return found ?? need.packages.at(-1) ?? need.probe;
}

/** @param {string} name */
function aptPolicy(name) {
  return (
    spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
      .stdout ?? ''
  );
}

/**
 * @param {readonly string[]} args
 * @param {string} purpose
 * @param {readonly Need[]} missing all that is missing, for the command to run by hand
 */
function aptGet(args, purpose, missing) {
  const root = process.getuid?.() === 0;
  const onTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const install = `apt-get install --no-install-recommends ${missing.map(availablePackage).join(' ')}`;
  const byHand = `Please run this as root and try again: apt-get update && ${install}`;
  if (!root && !hasCommand('sudo')) {
    throw new SetupError(`Only root may ${purpose}, and there is no sudo. ${byHand}`);
  }
  // Without a terminal nobody could type a password, so sudo is told not to ask.
  const prefix = root ? [] : onTerminal ? ['sudo'] : ['sudo', '-n'];
  const [command = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  console.log(`To ${purpose}: ${root ? '' : 'sudo '}apt-get ${args.join(' ')}`);
  const input = onTerminal && !root ? 'inherit' : 'ignore';
  const result = spawnSync(command, rest, { stdio: [input, 'inherit', 'inherit'] });
  if (result.status !== 0) throw new SetupError(`Could not ${purpose}. ${byHand}`);
}
