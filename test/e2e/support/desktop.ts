import { dirname, join } from 'node:path';
import { _electron } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';
import { consoleOf, languageTag, profileFolder, testEnvironment, untilIdle } from './start-options.ts';
import type { AppBase, StartOptions } from './start-options.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The app in a real window. */
export interface DesktopApp extends AppBase {
  readonly host: 'desktop';
  readonly electron: ElectronApplication;
}

/** Starts the built app in the Electron runtime that `npm run e2e` has found. */
export async function startDesktop(options: StartOptions = {}): Promise<DesktopApp> {
  const { file, width = 1440, height = 900, theme = 'light' } = options;
  // Given as an override instead of as the program to run: only then does Playwright make the app wait until it has
  // attached itself. Otherwise a window that comes too early stops now and then, and the launch with it.
  if (process.platform !== 'darwin') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dirname(runtime());
  const { folder: profile, remove } = profileFolder(options.profile);
  const { args, env } = appCommand(profile, file, options);
  const electron = await _electron.launch({ args, env, colorScheme: theme });
  const page = await electron.firstWindow();
  const messages = consoleOf(page);
  await electron.evaluate(
    ({ BrowserWindow, nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted.theme;
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(wanted.width, wanted.height);
      window?.focus();
    },
    { width, height, theme },
  );
  const idle = (): Promise<void> => untilIdle(page);
  await idle();
  return {
    host: 'desktop',
    electron,
    page,
    idle,
    console: messages,
    profile,
    close: async () => {
      await electron.close();
      remove();
    },
  };
}

/** The Electron program that `npm run e2e` has found. */
function runtime(): string {
  const program = process.env['PROCSCOPE_ELECTRON'];
  if (program === undefined)
    throw new Error('PROCSCOPE_ELECTRON is not set: run the tests with `npm run e2e`.');
  return program;
}

/** What starts the built app with a profile. */
export function appCommand(
  profile: string,
  file: string | undefined,
  { language = 'en', scale = 1, root = ROOT }: Pick<StartOptions, 'language' | 'scale' | 'root'> = {},
): { program: string; args: string[]; env: Record<string, string> } {
  return {
    program: runtime(),
    args: [
      // Chromium refuses to run its sandbox as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      `--lang=${languageTag(language)}`,
      `--force-device-scale-factor=${scale}`,
      root,
      ...(file === undefined ? [] : [file]),
    ],
    env: testEnvironment({ PROCSCOPE_SOFTWARE_RENDERING: '1' }, language),
  };
}
