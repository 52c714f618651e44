import fc from 'fast-check';
import { isIPv6 } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sidText } from '../../../../src/engine/formats/pml/accounts.ts';
import { operatingSystem } from '../../../../src/engine/formats/pml/header.ts';
import { ipv4Text, ipv6Text } from '../../../../src/engine/formats/pml/network-path.ts';
import { partPath } from '../../../../src/engine/formats/pml/parts.ts';

describe('numeric addresses', () => {
  it.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['ff020000000000000000000000010003', 'ff02::1:3'],
    ['fe80000000000000bc875d5dfe5a29f9', 'fe80::bc87:5d5d:fe5a:29f9'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['00010002000300040005000600000000', '1:2:3:4:5:6::'],
    ['00000000000000000000ffffc0a80001', '::ffff:192.168.0.1'],
    ['abcdef0123456789abcdef0123456789', 'abcd:ef01:2345:6789:abcd:ef01:2345:6789'],
  ])('%s is %s', (hex, text) => {
    expect(ipv6Text(Buffer.from(hex, 'hex'), 0)).toBe(text);
  });

  it('every IPv6 text names its address and no shorter one does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 1, 0xab, 0xffff), { minLength: 8, maxLength: 8 }),
        (groups) => {
          const bytes = Buffer.alloc(16);
          groups.forEach((group, i) => bytes.writeUInt16BE(group, i * 2));
          const text = ipv6Text(bytes, 0);
          expect(isIPv6(text)).toBe(true);
          // The platform's own parser and writer of addresses follow the same rules.
          const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
          if (!text.includes('.')) expect(text).toBe(canonical);
          else expect(new URL(`http://[${text}]/`).hostname).toBe(`[${canonical}]`);
        },
      ),
    );
  });

  it('IPv4 has dots', () => {
    expect(ipv4Text(Buffer.from([0, 192, 168, 0, 255]), 1)).toBe('192.168.0.255');
  });
});

describe('security identifiers', () => {
  it.each([
    ['010100000000000512000000', 'S-1-5-18'],
    ['010500000000000515000000010000000200000003000000e9030000', 'S-1-5-21-1-2-3-1001'],
    ['0100000000000005', 'S-1-5'],
    ['010000010000000a', 'S-1-4294967306'],
    ['010200000000000512000000', undefined],
    ['020100000000000512000000', undefined],
    ['01', undefined],
    ['', undefined],
  ])('%s is %s', (hex, text) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(sidText(bytes, 0, bytes.length)).toBe(text);
  });
});

it.each([
  [10, 0, 18362, '', false, 'Windows 10 (build 18362)'],
  [10, 0, 22631, '', false, 'Windows 11 (build 22631)'],
  [10, 0, 17763, '', true, 'Windows Server 2019 (build 17763)'],
  [10, 0, 26100, '', true, 'Windows Server 2025 (build 26100)'],
  [6, 1, 7601, 'Service Pack 1', false, 'Windows 7 Service Pack 1 (build 7601)'],
  [6, 3, 9600, '', true, 'Windows Server 2012 R2 (build 9600)'],
  [12, 4, 5, '', false, 'Windows 12.4 (build 5)'],
  [0, 0, 0, '', false, ''],
])('version %i.%i build %i %s, server: %s is %s', (major, minor, build, servicePack, isServer, text) => {
  expect(operatingSystem(major, minor, build, servicePack, isServer)).toBe(text);
});

it('parts have numbers in front of the extension', () => {
  expect(partPath('/logs/a.b.PML', 2)).toBe('/logs/a.b-2.PML');
  expect(partPath('noextension', 1)).toBe('noextension-1');
});
