import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { viewerErrorInfo, viewerState } from '../../../src/engine/index.ts';
import { fileError } from '../../../src/engine/file-error.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { eventNo } from '../../../src/shared/units.ts';

const folder = resolve('/home/alice/private');
const path = join(folder, 'boot log.PML');

/** An error as the system gives it. */
function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('an error as a window is told it', () => {
  it.each(['ENOENT', 'EACCES', 'EISDIR', 'ENOSPC', 'EIO'])('names the file by its base name: %s', (code) => {
    const error = fileError(systemError(code, `${code}: bad luck, open '${path}'`), path);
    const info = viewerErrorInfo(error);
    expect(JSON.stringify(info)).not.toContain('alice');
    expect(info.sentence).toContain('boot log.PML');
    // What has no code of its own keeps the system's.
    expect(info.facts).toEqual({ path: 'boot log.PML', ...(code === 'EIO' ? { code } : {}) });
    expect(info.code).toBe(error.code);
  });

  it('names two files of a message, also those of other folders', () => {
    const other = join(resolve('/srv/secret'), 'x.csv');
    const error = fileError(systemError('EXDEV', `EXDEV: rename '${other}' -> '${path}'`), path);
    expect(viewerErrorInfo(error).sentence).toBe(
      `"boot log.PML" could not be read or written: EXDEV: rename 'x.csv' -> 'boot log.PML'.`,
    );
  });

  it('names what lies beside the file by its name', () => {
    const sentence = `There is no room left for ${join(folder, 'part-1.PML')}.`;
    const info = viewerErrorInfo(
      new ProcscopeError('file/disk-full', sentence, { path, part: join(folder, 'b') }),
    );
    expect(info.sentence).toBe('There is no room left for part-1.PML.');
    expect(info.facts).toEqual({ path: 'boot log.PML', part: 'b' });
  });

  it('leaves everything else as it is', () => {
    const facts = { offset: 12, rule: 'Path;is;C:\\x;Include' };
    const error = new ProcscopeError(
      'filter/bad-rule',
      'The rule "Path;is" is not of the form "a;b/c".',
      facts,
    );
    expect(viewerErrorInfo(error)).toEqual({ code: error.code, sentence: error.message, facts });
  });

  it('tells nothing of what is no error of ours', () => {
    expect(JSON.stringify(viewerErrorInfo(new Error(`broken: ${path}`)))).not.toContain('alice');
  });
});

it('the state as a window is told it names files by their base names everywhere', () => {
  const info = { code: 'file/io', sentence: `"${path}" is gone.`, facts: { path } } as const;
  const state = viewerState({
    state: 'failed',
    capture: 1,
    name: 'boot log.PML',
    events: 3,
    first: eventNo(0),
    error: info,
    warnings: [info, info],
    replacing: { name: 'other', error: info },
    memory: 0,
  });
  expect(JSON.stringify(state)).not.toContain('alice');
  const told = { code: 'file/io', sentence: '"boot log.PML" is gone.', facts: { path: 'boot log.PML' } };
  expect(state).toMatchObject({
    error: told,
    warnings: [told, told],
    replacing: { name: 'other', error: told },
  });
});
