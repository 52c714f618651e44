import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { errorsEn, errorsKo } from '../../../src/renderer/messages/areas/errors.ts';
import { DAMAGE_KINDS } from '../../../src/shared/damage.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { buildPml, fileDetail } from '../../support/pml-builder.ts';

const say = (error: Pick<ProcscopeError, 'code' | 'facts'>): string | undefined =>
  errorsKo.sentence(error, String);

/** Everything that the engine says about what is left of a log with many things in it, cut off at any place. */
async function complaints(): Promise<readonly ProcscopeError[]> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-errors-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = buildPml({
    events: Array.from({ length: 40 }, (_, index) => ({
      process: index % 3,
      eventClass: 3,
      operation: 20,
      detail: fileDetail(`C:\\temp\\${index}.txt`, true),
    })),
    processes: Array.from({ length: 3 }, (_, index) => ({ index, pid: index, name: `app${index}.exe` })),
    hosts: [{ address: Buffer.alloc(16, 1), name: 'host' }],
    ports: [{ port: 80, isTcp: true, name: 'http' }],
  });
  const path = join(folder, 'log.pml');
  const found: ProcscopeError[] = [];
  for (let length = 0; length < log.bytes.length; length += 97) {
    writeFileSync(path, log.bytes.subarray(0, length));
    try {
      const { capture, finished } = await openCapture(path);
      found.push(...(await finished).warnings);
      await capture.close();
    } catch (error) {
      if (!(error instanceof ProcscopeError)) throw error;
      found.push(error);
    }
  }
  return found;
}

describe('Korean sentences about failures', () => {
  it('leave no gap where the engine gives a fact', async () => {
    const all = await complaints();
    const kinds = new Set(all.map(({ facts }) => facts['kind']));
    expect(kinds.size).toBeGreaterThan(3);
    for (const error of all) {
      const sentence = say(error);
      expect(sentence).toMatch(/^\S.*[.)]$/);
      // A number that is missing leaves its unit alone.
      expect(sentence).not.toMatch(/ (?:개|바이트)|undefined/);
      if (error.facts['path'] !== undefined || error.facts['file'] !== undefined)
        expect(sentence).toContain('log.pml"');
    }
  });

  it('are there for every kind of damage', () => {
    for (const kind of DAMAGE_KINDS)
      expect(say({ code: 'pml/damaged', facts: { kind, file: 'a.pml' } })).toContain('"a.pml"');
  });

  it('name the file by its particle', () => {
    expect(say({ code: 'file/not-found', facts: { path: 'a.pml' } })).toBe(
      '"a.pml" 파일을 찾을 수 없습니다.',
    );
    expect(say({ code: 'capture/busy', facts: {} })).toContain('이 파일이');
  });

  it('give way to the English ones where there are none', () => {
    expect(say({ code: 'internal', facts: {} })).toBeUndefined();
    expect(errorsEn.sentence({ code: 'file/not-found', facts: { path: 'a' } }, String)).toBeUndefined();
  });
});
