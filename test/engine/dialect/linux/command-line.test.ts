import { expect, it } from 'vitest';
import { commandLineOfBytes, commandLineText } from '../../../../src/engine/dialect/linux/command-line.ts';
import { execFileSync } from 'node:child_process';

it('writes arguments so that a shell takes them apart in the same way', () => {
  expect(commandLineText(['ls', '-l', '/tmp/a_b+c,d=e:f@g%h'])).toBe('ls -l /tmp/a_b+c,d=e:f@g%h');
  expect(commandLineText(['echo', '', 'a b', "it's", '$HOME', '한글'])).toBe(
    String.raw`echo '' 'a b' 'it'\''s' '$HOME' '한글'`,
  );
  expect(commandLineText(['printf', "a\nb\t\r\u0001\\'"])).toBe(String.raw`printf $'a\nb\t\r\x01\\\''`);
});

it('is one line, whatever the arguments', () => {
  const line = commandLineText(['a', 'b\nc', '\u0085']);
  expect(line.split(/[\n\r]/)).toHaveLength(1);
});

it.skipIf(process.platform === 'win32')('agrees with the shell', () => {
  const args = ['', ' ', 'a b', "'", '"', '\\', '$x', '`x`', '*', '~', '!', '#', ';', '&&', '|', '>', '한글'];
  const echoed = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${commandLineText(args)}`]);
  expect(echoed.toString('utf8').split('\0').slice(0, -1)).toEqual(args);
});

it('reads arguments that end with a NUL, of which the last may lack it', () => {
  expect(commandLineOfBytes(Buffer.from('cat\0a b\0\0'))).toBe("cat 'a b' ''");
  expect(commandLineOfBytes(Buffer.from('cat\0cut of'))).toBe("cat 'cut of'");
  expect(commandLineOfBytes(Buffer.alloc(0))).toBe('');
  expect(commandLineOfBytes(Buffer.from([0x61, 0xff, 0]))).toBe(String.raw`'a\xff'`);
});
