import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { difference, wantedPackages } from './lock-file.mjs';
import { NODE_MAJOR, PACKAGED_NODE, pathVariable, ROOT, runningNodeIsNewEnough } from './project-node.mjs';
import { SetupError } from './setup-error.mjs';

/** Runs `npm ci` unless node_modules is what package-lock.json asks for, and sees to a Node that is new enough. */
export function installNpmPackages() {
  const missing = difference();
  if (missing !== undefined) {
    const node = nodeForNpm();
    console.log(`Installing the npm packages (${missing}): npm ci`);
    // No package but "node" needs its install script, and older releases of npm would compile better-sqlite3, which
    // brings its binaries along.
    runNpm(['ci', '--ignore-scripts', '--loglevel=error'], 'The npm packages could not be installed', node);
  }
  if (!existsSync(PACKAGED_NODE)) {
    runNpm(
      ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'],
      `Node ${NODE_MAJOR} could not be fetched`,
    );
  }
  if (!existsSync(PACKAGED_NODE) && !runningNodeIsNewEnough()) {
    throw new SetupError(
      `Node ${NODE_MAJOR} is needed, this is ${process.version}, and the npm package "node" did not bring it: ` +
        `install Node ${NODE_MAJOR} and try again.`,
    );
  }
}

/**
 * The Node to run `npm ci` with. npm leaves out optional packages, such as native bindings, that do not accept the Node
 * it runs on, so an old one gets a new one first: the same that `npm ci` will install.
 */
function nodeForNpm() {
  if (runningNodeIsNewEnough()) return process.execPath;
  const version = wantedPackages()['node_modules/node']?.version;
  const { platform, arch } = process;
  const name = `${platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const folder = join(ROOT, '.cache', `node-${version}`);
  const program = join(folder, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    console.log(
      `This is Node ${process.versions.node}; fetching Node ${version} for this folder: npm package ${name}`,
    );
    const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--loglevel=error'];
    runNpm(
      ['install', '--prefix', folder, ...options, `${name}@${version}`],
      `Node ${version} could not be fetched`,
    );
  }
  return existsSync(program) ? program : process.execPath;
}

/**
 * Runs npm in the repository, with its messages shown and no input.
 * @param {readonly string[]} args
 * @param {string} failure what could not be done when it fails, the beginning of a sentence
 * @param {string} [node] the Node to run it with
 */
export function runNpm(args, failure, node = process.execPath) {
  const name = pathVariable();
  // npm's own children find this Node first.
  const env = { ...process.env, [name]: [dirname(node), process.env[name] ?? ''].join(delimiter) };
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] };
  // Under `npm run` the very npm that was called is known; otherwise the shell finds npm, npm.cmd on Windows.
  const cli = process.env.npm_execpath;
  const result =
    cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)
      ? spawnSync(node, [cli, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (result.error !== undefined)
    throw new SetupError(`${failure}: npm could not be started (${result.error.message}).`);
  if (result.status !== 0) throw new SetupError(`${failure}: the messages of npm above say why.`);
}
