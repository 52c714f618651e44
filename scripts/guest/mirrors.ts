import { spawnSync } from 'node:child_process';
import { GuestError } from './tools.ts';

/** Where Debian's packages come from; their signatures are checked. */
export interface Mirrors {
  readonly main: string;
  readonly security: string;
}

/** What apt knows its sources by, a line each: address, then label. */
const FORMAT = '$(REPO_URI) $(LABEL)';

/**
 * Those of `PROCSCOPE_DEBIAN_MIRROR` and `PROCSCOPE_DEBIAN_SECURITY_MIRROR`, else those that this machine's own apt uses.
 * Errors: a {@link GuestError} where neither is known.
 */
export function debianMirrors(): Mirrors {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', FORMAT, 'Created-By: Packages'], {
    encoding: 'utf8',
  });
  // Undefined where there is no apt.
  const sources = ((stdout as string | null) ?? '').split('\n').map((line) => line.split(' '));
  const labelled = (label: string): string | undefined =>
    sources.find(([, found]) => found === label)?.[0]?.replace(/\/$/, '');
  const main = process.env['PROCSCOPE_DEBIAN_MIRROR'] ?? labelled('Debian');
  const security = process.env['PROCSCOPE_DEBIAN_SECURITY_MIRROR'] ?? labelled('Debian-Security');
  if (main === undefined || security === undefined) {
    throw new GuestError(
      "The guest cannot be made: this machine's apt names no mirror of Debian. " +
        'Run apt-get update, or set PROCSCOPE_DEBIAN_MIRROR and PROCSCOPE_DEBIAN_SECURITY_MIRROR to addresses of mirrors.',
    );
  }
  return { main, security };
}
