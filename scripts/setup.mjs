#!/usr/bin/env node
/**
 * Sets up what is missing, then runs a script of this repository on the project's own Node.
 *
 *   node scripts/setup.mjs WHAT [SCRIPT [ARGUMENT...]]
 *
 * WHAT is `check` (npm packages), `start` (and the system's libraries that Electron needs) or `test` (and a display
 * server, fonts and an Electron runtime for automated tests). What is there already costs a few milliseconds.
 *
 * Needs nothing but Node 18 and npm: it runs before any package is installed. It never asks a question; only sudo may
 * ask for a password, and only on a terminal.
 */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { installNpmPackages } from './setup/npm-packages.mjs';
import { projectEnvironment, projectNode } from './setup/project-node.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { installSystemPackages } from './setup/system-packages.mjs';
import { prepareTestRuntime } from './electron-runtime.mjs';

/** @param {readonly string[]} argv */
async function main(argv) {
  const [what, script, ...rest] = argv;
  if (what !== 'check' && what !== 'start' && what !== 'test') {
    throw new SetupError(
      'Say what to set up: node scripts/setup.mjs check|start|test [SCRIPT [ARGUMENT...]]',
    );
  }
  installNpmPackages();
  const noWindow = what === 'start' ? whyNoWindow() : undefined;
  if (what === 'test') {
    installSystemPackages(what);
    await prepareTestRuntime();
  }
  if (script === undefined) return 0;

  const env = {
    ...projectEnvironment(),
    ...(noWindow === undefined ? {} : { PROCSCOPE_NO_WINDOW: noWindow }),
  };
  const child = spawnSync(projectNode(), [script, ...rest], { stdio: 'inherit', env });
  if (child.error !== undefined) throw child.error;
  return child.status ?? 128 + (child.signal === null ? 0 : constants.signals[child.signal]);
}

/**
 * Why Electron's window cannot be shown here: there is no display, or its libraries are missing and cannot be installed.
 * scripts/start.ts then does without it.
 */
function whyNoWindow() {
  const { DISPLAY = '', WAYLAND_DISPLAY = '' } = process.env;
  if (process.platform === 'linux' && DISPLAY === '' && WAYLAND_DISPLAY === '') {
    return 'There is no display: for the window, start this in a desktop session or under xvfb-run.';
  }
  try {
    installSystemPackages('start');
    return undefined;
  } catch (error) {
    if (error instanceof SetupError) return error.message;
    throw error;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
