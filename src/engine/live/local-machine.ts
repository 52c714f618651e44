import { readFileSync } from 'node:fs';
import type { SystemInfo } from '../../shared/capture-info.ts';
import { linuxSystemInfo } from '../dialect/linux/linux-system.ts';
import type { HelloMessage } from '../wire/wire-messages.ts';

/** Most accounts of a machine that are remembered. */
const MOST_ACCOUNTS = 10_000;

/**
 * Names of this machine's users and groups by `uid:N` and `gid:N`. Source: passwd(5), group(5). Those of directory services
 * are not there; their numbers are shown.
 */
export function localAccounts(passwd = '/etc/passwd', group = '/etc/group'): Map<string, string> {
  return new Map([...entries(passwd, 'uid'), ...entries(group, 'gid')]);
}

function entries(path: string, kind: 'uid' | 'gid'): [string, string][] {
  const found = new Map<string, string>();
  for (const line of textOf(path).split('\n', MOST_ACCOUNTS)) {
    const [name = '', , id = ''] = line.split(':');
    // Of several names with one number the first counts, as for the system.
    if (name !== '' && /^\d+$/.test(id) && !found.has(`${kind}:${id}`)) found.set(`${kind}:${id}`, name);
  }
  return [...found];
}

/** The machine that this process and the helper run on. */
export function localSystem({ facts, cpus }: HelloMessage): SystemInfo {
  const own = textOf('/etc/os-release');
  const osRelease = own === '' ? textOf('/usr/lib/os-release') : own;
  return linuxSystemInfo({ facts, cpus, osRelease, memInfo: textOf('/proc/meminfo') });
}

/** What cannot be read is not told. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
