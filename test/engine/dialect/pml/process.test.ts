import { describe, expect, it } from 'vitest';
import { pmlOperationKey } from '../../../../src/engine/dialect/pml/operation-key.ts';
import { block, detailOf, narrow, narrowInfo, processKey, u16, u32, u64, u8, wide } from './payloads.ts';

const sid = u8(1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0);

describe('process events', () => {
  it('Process Create shows the new PID and the command line behind both SIDs and the image', () => {
    const image = 'C:\\a.exe';
    const command = '"C:\\ä.exe" -x';
    const detail = block(
      u32(7, 4242, 3, 400, 1, 1),
      u64(0n, 0x3e7n),
      u32(0),
      u8(sid.length, sid.length),
      u16(narrowInfo(image), command.length, 0),
      sid,
      sid,
      narrow(image),
      wide(command),
    );
    expect(detailOf(processKey(1), { detail })).toBe('PID: 4242, Command line: "C:\\ä.exe" -x');
    expect(detailOf(processKey(0), { detail })).toBe('PID: 4242, Command line: "C:\\ä.exe" -x');
  });

  it('Process Start lists the environment, each variable on its line', () => {
    const environment = '=::=::\\\0PATH=C:\\Windows\0\0\0';
    const detail = block(
      u32(400),
      u16(narrowInfo('a.exe -x'), narrowInfo('C:\\')),
      u32(environment.length),
      narrow('a.exe -xC:\\'),
      wide(environment),
    );
    expect(detailOf(processKey(7), { detail })).toBe(
      'Parent PID: 400, Command line: a.exe -x, Current directory: C:\\, Environment: \r\n\t=::=::\\\r\n\tPATH=C:\\Windows',
    );
  });

  it('Process Exit prints a signed status and another order than is stored', () => {
    const detail = block(u32(0xc000_0005), u64(156_250n, 312_500n, 4096n, 8192n, 1_000_000n, 2_000_000n));
    const text =
      'Exit Status: -1073741819, User Time: 0.0312500 seconds, Kernel Time: 0.0156250 seconds, ' +
      'Private Bytes: 1,000,000, Peak Private Bytes: 2,000,000, Working Set: 4,096, Peak Working Set: 8,192';
    expect(detailOf(processKey(2), { detail })).toBe(text);
    expect(detailOf(processKey(8), { detail })).toBe(text);
  });

  it('threads: created by ID, ended with times', () => {
    expect(detailOf(processKey(3), { detail: u32(5124) })).toBe('Thread ID: 5124');
    const ended = block(u32(0), u64(10_000_000n, 156_250n));
    expect(detailOf(processKey(4), { detail: ended, tid: 77 })).toBe(
      'Thread ID: 77, User Time: 0.0156250, Kernel Time: 1.0000000',
    );
  });

  it('Load Image takes pointers of the width of the log', () => {
    const wideBase = block(u64(0x7ffa_1234_0000n), u32(0x1f_0000), u16(0, 0));
    expect(detailOf(processKey(5), { detail: wideBase })).toBe(
      'Image Base: 0x7ffa12340000, Image Size: 0x1f0000',
    );
    const narrowBase = block(u32(0x77ab_0000, 0x1f_0000), u16(0, 0));
    expect(detailOf(processKey(5), { detail: narrowBase, is64Bit: false })).toBe(
      'Image Base: 0x77ab0000, Image Size: 0x1f0000',
    );
  });

  it('a block that is cut gives no detail instead of made-up zeros', () => {
    expect(detailOf(processKey(2), { detail: Buffer.alloc(0x33) })).toBe('');
    expect(detailOf(processKey(5), { detail: Buffer.alloc(11) })).toBe('');
  });
});

describe('profiling events', () => {
  const profilingKey = (code: number): number => pmlOperationKey(4, code, 0);

  it('Process Profiling', () => {
    expect(detailOf(profilingKey(1), { detail: u64(156_250n, 0n, 4096n, 1_048_576n) })).toBe(
      'User Time: 0.0156250 seconds, Kernel Time: 0.0000000 seconds, Private Bytes: 1,048,576, Working Set: 4,096',
    );
  });

  it('Debug Output Profiling is the text alone', () => {
    expect(detailOf(profilingKey(2), { detail: block(u16(5), wide('hello!')) })).toBe('hello');
  });
});

describe('network events', () => {
  it('print the pairs as they are stored', () => {
    const pairs = wide('startime\x002\0endtime\x003\0\0rest\0');
    const detail = block(u16(7, 0), u32(1260), Buffer.alloc(36), pairs);
    expect(detailOf(pmlOperationKey(5, 2, 1), { detail })).toBe('Length: 1260, startime: 2, endtime: 3');
  });

  it('end with the block where the end is not marked', () => {
    const detail = block(u16(4, 0), u32(3), Buffer.alloc(36), wide('seqnum\x001\0conn'));
    expect(detailOf(pmlOperationKey(5, 3, 0), { detail })).toBe('Length: 3, seqnum: 1, conn: ');
  });
});
