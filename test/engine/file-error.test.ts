import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileError, systemCode } from '../../src/engine/file-error.ts';
import { ProcscopeError } from '../../src/shared/errors.ts';

async function failure(path: string): Promise<unknown> {
  return readFile(path).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('fileError', () => {
  it('names a missing file and a folder', async () => {
    const missing = join(tmpdir(), 'procscope-no-such-file');
    expect(fileError(await failure(missing), missing)).toMatchObject({ code: 'file/not-found' });
    expect(fileError(await failure(tmpdir()), tmpdir())).toMatchObject({ code: 'file/is-directory' });
  });

  it('keeps an error that is one of ours, and quotes what it does not know', () => {
    const ours = new ProcscopeError('capture/corrupt', 'Broken.');
    expect(fileError(ours, 'x')).toBe(ours);
    expect(fileError(new Error('odd'), '/a/b.pml').message).toContain('odd');
    expect(fileError('odd', 'b.pml').code).toBe('file/io');
    expect(systemCode(new Error('no code'))).toBeUndefined();
  });
});
