import { describe, expect, it } from 'vitest';
import { exportDialect } from '../../../src/engine/dialect/export-dialect.ts';
import { procmonVersionOf } from '../../../src/engine/dialect/export-style.ts';
import { pmlOperationKey } from '../../../src/engine/dialect/pml/operation-key.ts';
import { procmonEvidence } from '../../../src/engine/dialect/procmon-version.ts';
import { openLog, writeLog } from '../../support/opened-log.ts';
import type { OpenedLog } from '../../support/opened-log.ts';
import { buildPml } from '../../support/pml-builder.ts';
import type { PmlModule, PmlProcess } from '../../support/pml-builder.ts';

describe('a version as people and files write it', () => {
  it.each([
    ['3.4', 3.4],
    ['3.33', 3.4],
    ['2.8', 3.4],
    ['3.50', 3.5],
    ['3.53', 3.5],
    ['v3.61', 3.6],
    ['3.96', 3.6],
    ['4.01', 4],
    ['4', 4],
    ['4.1.0.0', 4],
    [' 5.2 ', 4],
    ['', undefined],
    ['newest', undefined],
  ])('%j', (text, version) => {
    expect(procmonVersionOf(text)).toBe(version);
  });
});

const module = (path: string, version: string): PmlModule => ({ base: 0x1000n, size: 16, path, version });

function logOf(...processes: Omit<PmlProcess, 'index' | 'pid'>[]): Promise<OpenedLog> {
  const { bytes } = buildPml({
    processes: processes.map((process, i) => ({ index: i + 1, pid: i + 4, ...process })),
    events: [{ process: 1, eventClass: 1, operation: 3, detail: Buffer.alloc(4) }],
  });
  return openLog(writeLog(bytes));
}

const DRIVER = 'C:\\Windows\\system32\\Drivers\\PROCMON24.SYS';
const PROGRAM = 'C:\\Tools\\Procmon64.exe';

describe('what a log tells of the Process Monitor that made it', () => {
  it('is the version of the program among the processes', async () => {
    const { capture } = await logOf(
      { name: 'System', modules: [module(DRIVER, '3.51')] },
      { name: 'Procmon64.exe', imagePath: PROGRAM, version: '4.01' },
    );
    expect(procmonEvidence(capture)).toEqual({ version: 4, text: '4.01', file: PROGRAM, kind: 'program' });
  });

  it('or of the program that the desktop read its icon from', async () => {
    const { capture } = await logOf(
      { name: 'System', modules: [module('C:\\W\\PROCMON23.SYS', '')] },
      { name: 'Explorer.EXE', modules: [module('C:\\W\\ntdll.dll', '10'), module('D:\\procmon.exe', '3.4')] },
    );
    expect(procmonEvidence(capture)).toMatchObject({ version: 3.4, kind: 'program' });
  });

  it('or of the driver', async () => {
    const { capture } = await logOf({ name: 'System', modules: [module(DRIVER, '3.61')] });
    expect(procmonEvidence(capture)).toEqual({ version: 3.6, text: '3.61', file: DRIVER, kind: 'driver' });
  });

  it('but not of an old driver, whose logs newer programs exported', async () => {
    const { capture } = await logOf({ name: 'System', modules: [module('C:\\W\\PROCMON23.SYS', '3.4')] });
    expect(procmonEvidence(capture)).toBeUndefined();
  });

  it('and nothing where only the name looks like it', async () => {
    const { capture } = await logOf({
      name: 'notprocmon.exe',
      imagePath: 'C:\\notprocmon.exe',
      version: '4.01',
    });
    expect(procmonEvidence(capture)).toBeUndefined();
  });
});

describe('the dialect of an export', () => {
  const UNKNOWN_UP_TO_3_5 = pmlOperationKey(3, 25, 0x47);

  it('is that of the version that the log tells, or of the one that is given', async () => {
    const { capture } = await logOf({ name: 'System', modules: [module(DRIVER, '3.61')] });
    const nameOf = (options?: Parameters<typeof exportDialect>[1]): string =>
      exportDialect(capture, options).operation(UNKNOWN_UP_TO_3_5).name;
    expect(nameOf()).toBe('QueryCaseSensitiveInformation');
    expect(nameOf({ procmonVersion: 3.5 })).toBe('<Unknown>');
  });

  it('is 3.5 where the log tells nothing', async () => {
    const { capture } = await logOf({ name: 'a.exe' });
    expect(exportDialect(capture).operation(UNKNOWN_UP_TO_3_5).name).toBe('<Unknown>');
  });

  it('is that of the window for plain exports', async () => {
    const { capture } = await logOf({ name: 'a.exe' });
    expect(exportDialect(capture, { as: 'plain' })).toBe(capture.dialect);
  });
});
