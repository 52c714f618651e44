import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { configFolder } from '../../../src/host/config-folder.ts';
import { consoleOf, languageTag, profileFolder, testEnvironment, untilIdle } from './start-options.ts';
import type { AppBase, StartOptions } from './start-options.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The built command. */
export const PROCSCOPE = commandIn(ROOT);

function commandIn(root: string): string {
  return join(root, 'out', 'cli', 'procscope.js');
}

/** The app in a browser, served by `procscope serve`. */
export interface BrowserApp extends AppBase {
  readonly host: 'browser';
  readonly context: BrowserContext;
  /** With the token, as the command printed it. */
  readonly address: string;
  /** The command's process. */
  readonly server: ChildProcess;
}

/** Starts `procscope serve` on the built app and opens its page in the Chromium that `npm run e2e` has found. */
export async function startBrowser(options: StartOptions = {}): Promise<BrowserApp> {
  const { file, folder, root } = options;
  const { folder: profile, remove } = profileFolder(options.profile);
  const { server, address } = await startServer({ profile, file, folder, root });
  const { browser, context, page, messages } = await openPage(address, options);
  const idle = (): Promise<void> => untilIdle(page);
  return {
    host: 'browser',
    context,
    address,
    server,
    page,
    idle,
    console: messages,
    profile,
    close: async () => {
      await browser.close();
      await stopServer(server);
      remove();
    },
  };
}

/** Starts the Chromium that `npm run e2e` has found. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumProgram(),
    // Chromium refuses to run its sandbox as root.
    chromiumSandbox: process.getuid?.() !== 0,
  });
}

/** What a test has of a page that it opened. */
export interface OpenedPage {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page wrote to its console. */
  readonly messages: readonly string[];
}

/** Opens an address in a new Chromium and waits until nothing is under way in its page. */
export async function openPage(address: string, options: StartOptions = {}): Promise<OpenedPage> {
  const { width = 1440, height = 900, theme = 'light', language = 'en', scale = 1 } = options;
  const browser = await launchChromium();
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: languageTag(language),
    deviceScaleFactor: scale,
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const messages = consoleOf(page);
  await page.goto(address);
  await untilIdle(page);
  return { browser, context, page, messages };
}

export interface ServerOptions {
  readonly profile: string;
  readonly file?: string | undefined;
  readonly folder?: string | undefined;
  /** As in {@link StartOptions}. */
  readonly root?: string | undefined;
  /** Further arguments of the command. */
  readonly options?: readonly string[];
}

/** Starts `procscope serve` and waits for the address that it prints. */
export async function startServer({
  profile,
  file,
  folder,
  root = ROOT,
  options = [],
}: ServerOptions): Promise<{ server: ChildProcess; address: string }> {
  const args = [
    commandIn(root),
    'serve',
    '--capture',
    ...(file === undefined ? [] : [file]),
    ...options,
    ...(folder === undefined
      ? file === undefined
        ? ['--folder', emptyFolder(profile)]
        : []
      : ['--folder', folder]),
  ];
  const server = spawn(process.execPath, args, {
    env: serverEnvironment(profile),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that ran out of time never gets to end it.
  const kill = (): boolean => server.kill('SIGKILL');
  process.once('exit', kill);
  server.once('exit', () => process.off('exit', kill));
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /https?:\/\/\S+/.exec(line)?.[0];
    if (address !== undefined) return { server, address };
  }
  throw new Error('procscope serve ended without printing an address.');
}

/** The environment in which the command has its settings in a profile, and everything else below it. */
export function serverEnvironment(profile: string): Record<string, string> {
  const home = join(profile, 'home');
  const run = join(home, 'run');
  mkdirSync(run, { recursive: true, mode: 0o700 });
  const environment = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_RUNTIME_DIR: run,
    APPDATA: join(home, 'config'),
  };
  const settings = configFolder({ platform: process.platform, environment, home });
  mkdirSync(dirname(settings), { recursive: true });
  if (!existsSync(settings)) symlinkSync(profile, settings, 'junction');
  return testEnvironment(environment);
}

/** Ends a server as Ctrl+C does. */
export async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}

function emptyFolder(profile: string): string {
  const folder = join(profile, 'files');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function chromiumProgram(): string {
  const program = process.env['PROCSCOPE_CHROMIUM'];
  if (program === undefined)
    throw new Error(
      'No Chromium was found: install Chromium or Chrome, or set PROCSCOPE_CHROMIUM to its program, and run `npm run e2e`.',
    );
  return program;
}
