import { describe, expect, it } from 'vitest';
import { processName } from '../../../src/engine/live/process-name.ts';
import type { WireProcess } from '../../../src/engine/wire/wire-messages.ts';

function nameOf(name: string, image: string, args: readonly string[] = []): string {
  return processName({ name, image, arguments: args } as unknown as WireProcess);
}

describe('processName', () => {
  it('is the name of the program, which the kernel keeps only the beginning of', () => {
    expect(nameOf('cat', '/usr/bin/cat')).toBe('cat');
    expect(nameOf('systemd-journal', '/usr/lib/systemd/systemd-journald')).toBe('systemd-journald');
    expect(nameOf('first-thread', '/opt/browser', ['/opt/browser'])).toBe('browser');
  });

  it('is the name of the script that an interpreter runs', () => {
    expect(nameOf('install.sh', '/usr/bin/dash', ['/bin/sh', '/tmp/install.sh', 'x'])).toBe('install.sh');
  });

  it('is what the kernel says where there is no program', () => {
    expect(nameOf('kworker/0:1', '')).toBe('kworker/0:1');
    expect(nameOf('renamed', '/usr/bin/true')).toBe('renamed');
  });

  it('does not say that the file has no name any more', () => {
    expect(nameOf('memfd:innocent', 'memfd:innocent (deleted)')).toBe('memfd:innocent');
    expect(nameOf('server', '/opt/server (deleted)')).toBe('server');
  });
});
