import { expect, it } from 'vitest';
import { linuxSystemInfo } from '../../../../src/engine/dialect/linux/linux-system.ts';

const FACTS = { kernel: '6.1.0-18-amd64', machine: 'x86_64', host: 'box', boot: 'b00t', tier: 'fast' };

it('tells the machine by what the helper and the system say', () => {
  const told = linuxSystemInfo({
    facts: FACTS,
    cpus: 4,
    osRelease: 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
    memInfo: 'MemTotal:       16333928 kB\nMemFree:         1000 kB\n',
  });
  expect(told).toEqual({
    computer: 'box',
    operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    processors: 4,
    memory: 16_333_928 * 1024,
    highestUserAddress: 0x7fff_ffff_ffffn,
    linux: { kernel: '6.1.0-18-amd64', machine: 'x86_64', bootId: 'b00t', tier: 'fast' },
  });
});

it.each([
  ['PRETTY_NAME=Alpine\n', 'Alpine'],
  ["PRETTY_NAME='a\\\"b'\n", 'a\\"b'],
  ['PRETTY_NAME="The \\"Best\\""\n', 'The "Best"'],
  ['NAME=Void\nVERSION=1\n', 'Void 1'],
  ['', 'Linux'],
])('reads os-release as a shell does: %j', (osRelease, expected) => {
  expect(linuxSystemInfo({ facts: {}, cpus: 0, osRelease, memInfo: '' })).toMatchObject({
    operatingSystem: expected,
    computer: '',
    memory: 0,
  });
});

it('knows that user programs of arm64 may use one bit more', () => {
  const { highestUserAddress } = linuxSystemInfo({
    facts: { machine: 'aarch64' },
    cpus: 1,
    osRelease: '',
    memInfo: '',
  });
  expect(highestUserAddress).toBe(0xffff_ffff_ffffn);
});
