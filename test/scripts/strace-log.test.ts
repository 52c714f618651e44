import { expect, it } from 'vitest';
import { compareThread, parseStrace } from '../../scripts/native/strace-log.ts';
import type { Call } from '../../scripts/native/strace-log.ts';

/** As `strace -yy -xx -X raw` writes it: texts and names of files byte by byte. */
const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const LOG = `openat(-100<${hex('/tmp')}>, "${hex('a b')}", 0x241, 0666) = 3<${hex('/tmp/a b')}>
write(3<${hex('/tmp/a b')}>, "${hex('x')}", 1) = 1
ioctl(0<${hex('/dev/null')}<char 1:3>>, 0x5401, 0x7ffe7387d110) = -1 ENOTTY (Inappropriate ioctl for device)
sendto(4<TCP:[127.0.0.1:39044->127.0.0.1:44487]>, "${hex('GET /')}", 5, 0, NULL, 0) = 5
read(5<${hex('pipe:[77]')}>, 0x7ffe, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)
rename("${hex('a')}", "${hex('b')}") = -1 ENOENT (No such file or directory)
mmap(NULL, 4096, 0x3, 0x22, -1, 0) = 0x7f0000000000
exit_group(0) = ?
+++ exited with 0 +++
`;
const CAPTURED: readonly Call[] = [
  { operation: 'openat', result: 3, paths: ['/tmp/a b'] },
  { operation: 'write', result: 1, paths: ['/tmp/a b'] },
  { operation: 'ioctl', result: -25, paths: ['/dev/null'] },
  { operation: 'sendto', result: 5, paths: ['127.0.0.1:39044 -> 127.0.0.1:44487'] },
  { operation: 'read', result: -512, paths: ['pipe:[77]'] },
  { operation: 'rename', result: -2, paths: ['/tmp/a', '/tmp/b'] },
];

it('a log of strace is read: results, errors, texts, open files, addresses', () => {
  expect(parseStrace(LOG)).toEqual([
    { operation: 'openat', result: 3, paths: ['/tmp/a b'] },
    { operation: 'write', result: 1, paths: ['/tmp/a b'] },
    { operation: 'ioctl', result: -25, paths: ['/dev/null'] },
    { operation: 'sendto', result: 5, paths: ['TCP:[127.0.0.1:39044->127.0.0.1:44487]'] },
    { operation: 'rename', result: -2, paths: ['a', 'b'] },
  ]);
});

it('the same calls agree', () => {
  expect(compareThread(parseStrace(LOG), CAPTURED, 1)).toEqual({
    compared: 5,
    equal: 5,
    leftOut: 0,
    disagreements: [],
  });
});

it.each([
  ['path', CAPTURED.map((call) => (call.operation === 'write' ? { ...call, paths: ['/tmp/c'] } : call))],
  [
    'path',
    CAPTURED.map((call) => (call.operation === 'sendto' ? { ...call, paths: ['127.0.0.1:1'] } : call)),
  ],
  ['result', CAPTURED.map((call) => (call.operation === 'rename' ? { ...call, result: 0 } : call))],
  ['only strace', CAPTURED.filter(({ operation }) => operation !== 'ioctl')],
  [
    'only capture',
    CAPTURED.flatMap((call) =>
      call.operation === 'write' ? [call, { ...call, operation: 'close' }] : [call],
    ),
  ],
] as const)('a difference is told: %s', (kind, captured) => {
  const { compared, equal, disagreements } = compareThread(parseStrace(LOG), captured, 1);
  expect(disagreements.map((one) => one.kind)).toEqual([kind]);
  expect(compared - equal).toBe(1);
});
