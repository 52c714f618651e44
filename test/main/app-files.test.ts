import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOf } from '../../src/main/app-files.ts';

describe('fileOf', () => {
  const folder = resolve('/app/out/renderer');

  it('names files of the folder', () => {
    expect(fileOf(folder, '/index.html')).toBe(join(folder, 'index.html'));
    expect(fileOf(folder, '/assets/../index.html')).toBe(join(folder, 'index.html'));
  });

  it.each(['/../main/main.js', '/..', '/../renderer-2/x.js', '/a/../../x', '/index.html\0.js'])(
    'does not leave it for %j',
    (path) => {
      expect(fileOf(folder, path)).toBeUndefined();
    },
  );
});
