import { app, clipboard } from 'electron';
import type { Desk } from '../host/desk.ts';

/** What pages of every window may know and do. */
export function windowDesk(): Pick<Desk, 'info' | 'writeClipboard'> {
  const { electron, chrome, node } = process.versions;
  return {
    info: {
      host: 'desktop',
      platform: platform(),
      version: app.getVersion(),
      runtime: [`Electron ${electron}`, `Chromium ${chrome}`, `Node ${node}`],
    },
    writeClipboard: async (text) => clipboard.writeText(text),
  };
}

function platform(): Desk['info']['platform'] {
  switch (process.platform) {
    case 'win32':
      return 'windows';
    case 'darwin':
      return 'mac';
    case 'linux':
      return 'linux';
    default:
      return 'other';
  }
}
