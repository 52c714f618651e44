import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fieldDefinitions, operationDefinitions } from '../../../scripts/native/definitions.ts';
import { generatedTables } from '../../../scripts/native/generate-tables.ts';
import { goldenVectors } from '../../engine/wire/vectors.ts';
import { compileUnitTest, describeWithCompiler } from './support/native-test.ts';

/** What the parts keep until the process ends is no leak. */
const ENVIRONMENT = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };

describeWithCompiler('the C parts of the Linux helper', () => {
  it('pass their own tests', () => {
    expect(execFileSync(compileUnitTest('units'), { encoding: 'utf8', env: ENVIRONMENT })).toBe(
      '0 failures\n',
    );
  });

  it('make and read the golden vectors of the protocol', () => {
    const program = compileUnitTest('vectors');
    const made = execFileSync(program, { encoding: 'utf8', env: ENVIRONMENT });
    const expected = goldenVectors('helper').map(({ name, bytes }) => `${name} ${bytes}`);
    expect(made.trimEnd().split('\n').sort()).toEqual(expected.sort());

    const folder = mkdtempSync(join(tmpdir(), 'procscope-vectors-'));
    try {
      for (const { bytes, says } of goldenVectors('engine')) {
        const file = join(folder, 'commands');
        writeFileSync(file, Buffer.from(bytes, 'hex'));
        const read = execFileSync(program, [file], { encoding: 'utf8', env: ENVIRONMENT });
        expect(read.trimEnd().split('\n')).toEqual(says);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('the tables made from the definitions are current', async () => {
  for (const { path, text } of await generatedTables()) expect(readFileSync(path, 'utf8')).toBe(text);
});

it('no number stands for two operations, calls or fields', () => {
  const unique = (numbers: readonly (number | undefined)[]) => {
    const known = numbers.filter((number) => number !== undefined);
    expect(new Set(known).size).toBe(known.length);
  };
  const operations = operationDefinitions();
  unique(operations.map(({ number }) => number));
  unique(operations.map(({ x64 }) => x64));
  unique(operations.map(({ arm64 }) => arm64));
  unique(operations.map(({ ia32 }) => ia32));
  const fields = fieldDefinitions();
  unique(fields.map(({ number }) => number));
  const keys = new Set(fields.map(({ key }) => key));
  for (const { fields: used } of operations)
    for (const key of used) expect(key === 'SKIP' || keys.has(key)).toBe(true);
});
