import { configFolder } from '../../../src/host/config-folder.ts';
import { sessionsFolder } from '../../../src/host/shell-service.ts';
import { serverEnvironment } from './browser.ts';

/** Where an app that is started with a profile keeps captures that nobody has saved. `host`: the project's name. */
export function sessionsOf(host: string, profile: string): string {
  if (host === 'desktop') return sessionsFolder(profile);
  const environment = serverEnvironment(profile);
  return sessionsFolder(configFolder({ platform: process.platform, environment, home: profile }));
}
