import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServedFolder } from '../../../src/cli/serve/served-folder.ts';

let top = '';
let root = '';
let served: ServedFolder;

beforeEach(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-folder-')));
  root = join(top, 'captures');
  mkdirSync(join(root, 'old', 'deep'), { recursive: true });
  mkdirSync(join(root, '.git'));
  mkdirSync(join(top, 'captures-2'));
  writeFileSync(join(root, 'log 10.pml'), '12345');
  writeFileSync(join(root, 'log 9.pml'), '');
  writeFileSync(join(root, '.hidden.pml'), '');
  writeFileSync(join(root, 'old', 'deep', 'x.pml'), 'x');
  writeFileSync(join(top, 'secret.txt'), 'secret');
  symlinkSync(join(top, 'secret.txt'), join(root, 'link-out'));
  symlinkSync(top, join(root, 'folder-out'));
  symlinkSync(join(root, 'old', 'deep'), join(root, 'folder-in'));
  symlinkSync(join(root, 'log 9.pml'), join(root, 'link-in.pml'));
  symlinkSync(join(top, 'nowhere'), join(root, 'dangling'));
  served = await ServedFolder.open(root);
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

describe('a served folder', () => {
  it('must be one', async () => {
    await expect(ServedFolder.open(join(top, 'missing'))).rejects.toMatchObject({
      code: 'file/not-found',
      message: `There is no folder "${join(top, 'missing')}".`,
    });
    await expect(ServedFolder.open(join(top, 'secret.txt'))).rejects.toMatchObject({
      code: 'file/not-found',
    });
  });

  it('lists folders, then files by number, without what is hidden or lies outside', async () => {
    const { path, entries } = await served.list();
    expect(path).toEqual([{ path: root, name: 'captures' }]);
    expect(entries.map(({ name, isFolder, bytes }) => [name, isFolder, bytes])).toEqual([
      ['folder-in', true, 0],
      ['old', true, 0],
      ['link-in.pml', false, 0],
      ['log 9.pml', false, 0],
      ['log 10.pml', false, 5],
    ]);
    for (const entry of entries) expect(realpathSync(entry.path)).toBe(entry.path);
  });

  it('lists folders below it with the way to them', async () => {
    const { path, entries } = await served.list(join(root, 'old', 'deep'));
    expect(path.map(({ name }) => name)).toEqual(['captures', 'old', 'deep']);
    expect(entries.map(({ name }) => name)).toEqual(['x.pml']);
  });

  it('does not list what lies outside, by whatever name', async () => {
    for (const folder of [top, join(root, '..'), join(root, 'folder-out'), join(top, 'captures-2'), '/']) {
      await expect(served.list(folder), folder).rejects.toMatchObject({
        code: 'file/not-found',
        message: `There is no folder "${basename(folder)}" here.`,
      });
    }
    await expect(served.list(join(root, 'gone'))).rejects.toMatchObject({ code: 'file/not-found' });
    await expect(served.list(join(root, 'log 9.pml'))).rejects.toMatchObject({ code: 'file/not-found' });
  });

  it('has the files below it and no others', () => {
    expect(served.has(join(root, 'old', 'deep', 'x.pml'))).toBe(true);
    expect(served.has(join(root, 'link-in.pml'))).toBe(true);
    expect(served.has(join(root, 'gone.pml'))).toBe(true);
    expect(served.has(join(root, 'gone', 'too.pml'))).toBe(true);
    for (const name of [
      'link-out',
      'folder-out/secret.txt',
      '../secret.txt',
      'dangling',
      '../gone.pml',
      'folder-out/gone',
    ]) {
      expect(served.has(join(root, name)), name).toBe(false);
    }
  });
});

describe('a target', () => {
  it('is a new file in the folder or below', async () => {
    expect(await served.target(undefined, 'new.procscope', false)).toBe(join(root, 'new.procscope'));
    expect(await served.target(join(root, 'folder-in'), 'n.csv', false)).toBe(
      join(root, 'old', 'deep', 'n.csv'),
    );
  });

  it('is an old file only when that may be replaced', async () => {
    await expect(served.target(undefined, 'log 9.pml', false)).rejects.toMatchObject({ code: 'file/exists' });
    expect(await served.target(undefined, 'log 9.pml', true)).toBe(join(root, 'log 9.pml'));
  });

  it('is never a link, a folder, a hidden file or a path', async () => {
    const code = (name: string): Promise<unknown> =>
      served.target(undefined, name, true).then(
        (path) => path,
        (error: { code: string }) => error.code,
      );
    expect(await code('link-out')).toBe('file/exists');
    expect(await code('dangling')).toBe('file/exists');
    expect(await code('link-in.pml')).toBe('file/exists');
    expect(await code('old')).toBe('file/is-directory');
    expect(await code('.profile')).toBe('api/bad-request');
    expect(await code('../secret.txt')).toBe('api/bad-request');
    expect(await code('old/x.pml')).toBe('api/bad-request');
    expect(await code('')).toBe('api/bad-request');
  });

  it('is never outside', async () => {
    for (const folder of [top, join(root, 'folder-out'), '/']) {
      await expect(served.target(folder, 'x.csv', true)).rejects.toMatchObject({ code: 'file/not-found' });
    }
  });
});
