import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Where Chromium and Chrome stand on systems that do not put them into the PATH. */
const PLACES =
  process.platform === 'darwin'
    ? [
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ]
    : process.platform === 'win32'
      ? [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA]
          .filter((folder) => folder !== undefined)
          .flatMap((folder) => [
            join(folder, 'Chromium', 'Application', 'chrome.exe'),
            join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          ])
      : [];

/**
 * The browser in which automated tests open the served page: the program PROCSCOPE_CHROMIUM, else the system's Chromium or
 * Chrome; undefined when there is none.
 * @returns {string | undefined}
 */
export function chromiumForTests() {
  const given = process.env.PROCSCOPE_CHROMIUM;
  if (given !== undefined && given !== '') return given;
  if (process.platform === 'win32') return PLACES.find((place) => existsSync(place));
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, ...PLACES].find((place) => existsSync(place));
}
