import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { companionPaths, notOfTrace } from '../../../../src/engine/formats/etl/companions.ts';
import { readLogfileHeader } from '../../../../src/engine/formats/etl/logfile-header.ts';
import { BUILT_START, buildEtl } from '../../../support/etl-builder.ts';
import type { BuiltTrace } from '../../../support/etl-builder.ts';
import { withFolder } from '../../../support/read-trace.ts';

const SECOND = 10_000_000n;

async function companionsOf(name: string, names: readonly string[]): Promise<readonly string[]> {
  const files = Object.fromEntries([name, ...names].map((each) => [each, Buffer.alloc(0)]));
  return withFolder(files, async (folder) =>
    (await companionPaths(join(folder, name))).map((path) => basename(path)),
  );
}

describe('files of one trace', () => {
  it('are named after it, whichever of them is opened', async () => {
    const others = [
      'Run.kernel.etl',
      'run.clrRundown.etl',
      'Run.userA.etl',
      'Run2.kernel.etl',
      'Run.txt',
      'Other.etl',
    ];
    expect(await companionsOf('Run.etl', others)).toEqual([
      'Run.kernel.etl',
      'Run.userA.etl',
      'run.clrRundown.etl',
    ]);
    expect(await companionsOf('Run.kernel.etl', ['Run.etl', 'Run.user.etl', 'Else.user.etl'])).toEqual([
      'Run.etl',
      'Run.user.etl',
    ]);
  });

  it('may be kernel.etl and user.etl, or have numbers', async () => {
    expect(await companionsOf('kernel.etl', ['user.etl', 'kernel-old.etl'])).toEqual(['user.etl']);
    expect(await companionsOf('a.kernel.1.etl', ['a.user.1.etl', 'a.user.2.etl'])).toEqual(['a.user.1.etl']);
  });

  it('are files of the folder itself, no links out of it', async () => {
    await withFolder({ 'Run.etl': Buffer.alloc(0), elsewhere: Buffer.alloc(0) }, async (folder) => {
      symlinkSync(join(folder, 'elsewhere'), join(folder, 'Run.kernel.etl'));
      mkdirSync(join(folder, 'Run.user.etl'));
      expect(await companionPaths(join(folder, 'Run.etl'))).toEqual([]);
    });
  });

  it('are none for a file with another ending', async () => {
    expect(await companionsOf('Run.log', ['Run.kernel.etl'])).toEqual([]);
  });

  it('were made by one machine between two starts, at about the same time', () => {
    const header = (trace: BuiltTrace) => readLogfileHeader(buildEtl(trace))!;
    const first = header({});
    const reason = (trace: BuiltTrace): string | undefined => notOfTrace(first, header(trace));
    expect(
      reason({ startTime: BUILT_START + 30n * SECOND, bootTime: BUILT_START - 600n * SECOND + 5n }),
    ).toBeUndefined();
    expect(reason({ clockType: 2 })).toBe('its times are of another clock');
    expect(reason({ build: 22621 })).toBe('it was made on another system');
    expect(reason({ perfFreq: 3_000_000n })).toBe(
      'it was made on another system or after another start of it',
    );
    expect(reason({ bootTime: BUILT_START - 9000n * SECOND })).toBe(
      'it was made on another system or after another start of it',
    );
    const boot = { bootTime: BUILT_START - 600n * SECOND };
    expect(reason({ ...boot, startTime: BUILT_START + 3600n * SECOND })).toBe('it was made at another time');
  });
});
