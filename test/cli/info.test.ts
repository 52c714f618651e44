import { expect, it } from 'vitest';
import { captureInfo } from '../../src/cli/commands/info.ts';
import { LinuxTestCapture } from '../support/linux-capture.ts';

it('tells of a capture of Linux what its machine is, without what only Windows has', () => {
  const test = new LinuxTestCapture();
  test.append({ operation: 'setuid', details: { UID: 0 } });
  const info = captureInfo(test.capture, []);
  expect(info.system).toEqual({
    computer: 'box',
    os: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-18-amd64',
    machine: 'x86_64',
    tier: 'fast',
    processors: 2,
    memory: 4096,
  });
  expect(info.classes).toEqual({
    'File System': 0,
    Network: 0,
    Process: 0,
    IPC: 0,
    Memory: 0,
    Device: 0,
    Security: 1,
    System: 0,
  });
});
