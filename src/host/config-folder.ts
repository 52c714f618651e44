import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'Procscope';

/** What {@link configFolder} looks at of the process; for tests. */
export interface UserPlaces {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The places of the user who runs this process. */
export function userPlaces(): UserPlaces {
  return { platform: process.platform, environment: process.env, home: homedir() };
}

/**
 * Folder of the user's settings and sessions: the one that the desktop app has by itself, so that both hosts share them.
 * Source: Electron's documentation of `app.getPath('userData')`.
 */
export function configFolder({ platform, environment, home }: UserPlaces = userPlaces()): string {
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), NAME);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', NAME);
  const given = environment['XDG_CONFIG_HOME'] ?? '';
  return join(given === '' ? join(home, '.config') : given, NAME);
}

/**
 * Folder of what holds only while a process runs, for this user alone: the runtime folder of the system where it has one,
 * else one beside the settings. Source: XDG Base Directory Specification 0.8.
 */
export function runtimeFolder(places: UserPlaces = userPlaces()): string {
  const { platform, environment } = places;
  const given = environment['XDG_RUNTIME_DIR'] ?? '';
  const isGiven = platform !== 'win32' && platform !== 'darwin' && given !== '';
  return isGiven ? join(given, 'procscope') : join(configFolder(places), 'run');
}
