import { link, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openOutputFile } from '../../../src/engine/export/output-file.ts';

/** Permissions, links that need no rights, and devices. */
const hasUnixFiles = process.platform !== 'win32';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procscope-output-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const bytes = (text: string): Buffer => Buffer.from(text);

it('is beside its target until it is committed', async () => {
  const target = join(folder, 'out.csv');
  await writeFile(target, 'old');
  const file = await openOutputFile(target);
  await file.write(bytes('new'));
  expect(await readFile(target, 'utf8')).toBe('old');
  expect(
    (await readdir(folder)).filter((name) => name.startsWith(`.out.csv.partial-${process.pid}-`)),
  ).toHaveLength(1);
  await file.commit();
  await file.discard();
  expect(await readdir(folder)).toEqual(['out.csv']);
  expect(await readFile(target, 'utf8')).toBe('new');
});

it('leaves everything as it was when it is discarded', async () => {
  const target = join(folder, 'out.csv');
  await writeFile(target, 'old');
  const file = await openOutputFile(target);
  await file.write(bytes('half'));
  await file.discard();
  expect(await readdir(folder)).toEqual(['out.csv']);
  expect(await readFile(target, 'utf8')).toBe('old');
});

it.runIf(hasUnixFiles)('keeps the permissions of the file that it replaces', async () => {
  const target = join(folder, 'out.csv');
  await writeFile(target, 'old', { mode: 0o640 });
  const file = await openOutputFile(target);
  await file.commit();
  expect((await stat(target)).mode & 0o777).toBe(0o640);
});

it.runIf(hasUnixFiles)('writes through a link and leaves it a link', async () => {
  await writeFile(join(folder, 'real.csv'), 'old');
  await symlink(join(folder, 'real.csv'), join(folder, 'link.csv'));
  const file = await openOutputFile(join(folder, 'link.csv'));
  await file.write(bytes('new'));
  await file.commit();
  expect((await readdir(folder)).sort()).toEqual(['link.csv', 'real.csv']);
  expect(await readFile(join(folder, 'real.csv'), 'utf8')).toBe('new');
});

it.runIf(hasUnixFiles)('writes to a device itself, which is still a device afterwards', async () => {
  const file = await openOutputFile('/dev/null');
  await file.write(bytes('x'));
  await file.commit();
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
});

it.runIf(process.platform === 'linux')('says that the disk is full', async () => {
  const file = await openOutputFile('/dev/full');
  await expect(file.write(bytes('x'))).rejects.toMatchObject({ code: 'file/disk-full' });
  await file.discard();
});

it('refuses a folder', async () => {
  await mkdir(join(folder, 'sub'));
  await expect(openOutputFile(join(folder, 'sub'))).rejects.toMatchObject({ code: 'file/is-directory' });
});

it('says that the folder to write to is missing', async () => {
  await expect(openOutputFile(join(folder, 'none', 'out.csv'))).rejects.toMatchObject({
    code: 'file/not-found',
    message: `There is no folder "${join(folder, 'none')}" to write to.`,
  });
});

it.runIf(hasUnixFiles)('refuses the source, under whatever name', async () => {
  const source = join(folder, 'log.PML');
  await writeFile(source, 'log');
  await link(source, join(folder, 'hard.csv'));
  await symlink(source, join(folder, 'soft.csv'));
  for (const name of ['log.PML', 'hard.csv', 'soft.csv', join('..', folder.split('/').at(-1)!, 'log.PML')]) {
    await expect(openOutputFile(join(folder, name), source)).rejects.toMatchObject({
      code: 'file/is-source',
    });
  }
  expect(await readFile(source, 'utf8')).toBe('log');
});

it('refuses the other parts of a source and the companions of a capture file', async () => {
  for (const name of [
    'log.PML',
    'log-1.PML',
    'log-12.PML',
    'log.PML-wal',
    'log.PML-shm',
    'log-1.csv',
    'other-1.PML',
  ]) {
    await writeFile(join(folder, name), name);
  }
  const source = join(folder, 'log.PML');
  for (const name of ['log-1.PML', 'log-12.PML', 'log.PML-wal', 'log.PML-shm']) {
    await expect(openOutputFile(join(folder, name), source)).rejects.toMatchObject({
      code: 'file/is-source',
    });
  }
  for (const name of ['log-1.csv', 'other-1.PML'])
    await (await openOutputFile(join(folder, name), source)).discard();
});

it('takes names of any length that the system takes', async () => {
  const target = join(folder, `${'\u00e9'.repeat(125)}.csv`);
  const file = await openOutputFile(target);
  await file.commit();
  expect(await readdir(folder)).toEqual([`${'\u00e9'.repeat(125)}.csv`]);
});
