import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileToken } from '../../src/shared/api/shell-contract.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';
import { ALL_CLASSES } from '../../src/shared/event-class.ts';
import { leaveSession, startRig, until } from './shell-rig.ts';

function failsWith(code: string): unknown {
  return expect.objectContaining({ code });
}

describe('settings of several pages', () => {
  it('are told to the others', async () => {
    const rig = startRig();
    const { client: asking } = rig.page();
    const { client: other, page } = rig.page({ mayUseFiles: false });
    const heard: string[] = [];
    asking.on('settings/changed', ({ theme }) => heard.push(`asking ${theme}`));
    other.on('settings/changed', ({ theme }) => heard.push(`other ${theme}`));
    expect(page.isReady).toBe(false);
    const info = await other.call('shell/info', {});
    expect(page.isReady).toBe(true);
    expect(info.settings).toEqual(DEFAULT_SETTINGS);
    const changed = await asking.call('settings/change', { change: { theme: 'dark' } });
    expect(changed).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['other dark']);
  });
});

describe('files', () => {
  it('are opened by the token of a dialog, and remembered when they are read', async () => {
    const rig = startRig();
    const path = rig.log('first.pml', 7);
    const { client } = rig.page({ chooseFile: async () => path });
    const chosen = await client.call('file/choose', {});
    expect(chosen.name).toBe('first.pml');
    await client.call('file/open', { file: chosen.file ?? ('' as FileToken) });
    await until(() => rig.service.recent.all.length > 0);
    const { files } = await client.call('file/recent', {});
    expect(files).toEqual([
      {
        file: chosen.file,
        name: 'first.pml',
        folder: dirname(path),
        events: 7,
        bytes: statSync(path).size,
        opened: expect.any(Number) as unknown,
      },
    ]);
    rmSync(path);
    expect((await client.call('file/recent', {})).files[0]?.bytes).toBeUndefined();
    await client.call('file/forget-recent', { file: files[0]?.file });
    expect((await client.call('file/recent', {})).files).toEqual([]);
  });

  it('that were asked for by somebody else are opened by the token of the question', async () => {
    const rig = startRig();
    const { client, page } = rig.page();
    const asked: { file: FileToken; name: string }[] = [];
    client.on('file/asked', (file) => asked.push(file));
    page.askToOpen(rig.log('dropped.pml', 3));
    await until(() => asked.length > 0);
    expect(asked[0]?.name).toBe('dropped.pml');
    await client.call('file/open', { file: asked[0]?.file ?? ('' as FileToken) });
  });

  it('that the command line names are told to every page that uses files, and can be tried again', async () => {
    const rig = startRig();
    const path = join(rig.files, 'late.pml');
    const heard: string[] = [];
    const early = rig.page();
    early.client.on('file/opening', ({ name }) => heard.push(`early ${name}`));
    await expect(rig.service.document.open(path)).rejects.toThrow(failsWith('file/not-found'));
    const late = rig.page();
    const tokens: FileToken[] = [];
    late.client.on('file/opening', ({ file }) => tokens.push(file));
    rig.page({ mayUseFiles: false }).client.on('file/opening', () => heard.push('window of properties'));
    await until(() => heard.length > 0 && tokens.length > 0);
    rig.log('late.pml', 7);
    await late.client.call('file/open', { file: tokens[0] ?? ('' as FileToken) });
    await until(() => heard.length > 1);
    expect(heard).toEqual(['early late.pml', 'early late.pml']);
  });

  it('of paths, of other hosts or for another use are not opened, written or deleted', async () => {
    const rig = startRig();
    const path = rig.log('first.pml', 7);
    const before = readFileSync(path);
    const { client } = rig.page({ chooseFile: async () => path });
    const { file = '' as FileToken } = await client.call('file/choose', {});
    const save = { format: 'csv', columns: ['pid'] } as const;
    await expect(client.call('file/save', { file, ...save })).rejects.toThrow(
      failsWith('file/unknown-token'),
    );
    await expect(client.call('file/discard-recoverable', { file })).rejects.toThrow(
      failsWith('file/unknown-token'),
    );
    const foreign = startRig().service.tokens.give('open', path);
    await expect(client.call('file/open', { file: foreign })).rejects.toThrow(
      failsWith('file/unknown-token'),
    );
    for (const wrong of [path, '../first.pml', '', 'x'.repeat(65)]) {
      await expect(client.call('file/open', { file: wrong as FileToken })).rejects.toThrow(
        failsWith('api/bad-request'),
      );
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('that are missing or foreign are named without their folder', async () => {
    const rig = startRig();
    const notes = join(rig.files, 'notes.txt');
    writeFileSync(notes, 'Remember the milk.');
    for (const path of [notes, join(rig.files, 'missing.pml')]) {
      const { client } = rig.page({ chooseFile: async () => path });
      const { file = '' as FileToken } = await client.call('file/choose', {});
      const error: unknown = await client.call('file/open', { file }).catch((reason: unknown) => reason);
      expect(String(error)).toContain(basename(path));
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(rig.files);
    }
  });

  it('are saved to a target once, with progress for the page that asked', async () => {
    const rig = startRig();
    await rig.service.document.open(rig.log('first.pml', 30));
    await rig.isRead();
    const target = join(rig.files, 'out.csv');
    const { client } = rig.page({ chooseTarget: async (name) => join(rig.files, name) });
    const { client: other } = rig.page();
    const heard: string[] = [];
    client.on('file/saving', ({ done, total }) => heard.push(`${done} of ${total}`));
    other.on('file/saving', () => heard.push('other'));
    const { file = '' as FileToken } = await client.call('file/choose-target', {
      name: 'out.csv',
      format: 'csv',
    });
    const save = { file, format: 'csv', columns: ['path'] } as const;
    expect(await client.call('file/save', save)).toEqual({ name: 'out.csv', events: 30 });
    expect(readFileSync(target, 'utf8').trimEnd().split('\n')).toHaveLength(31);
    expect(heard).toContain('30 of 30');
    expect(heard).not.toContain('other');
    await expect(client.call('file/save', save)).rejects.toThrow(failsWith('file/unknown-token'));
    await expect(client.call('file/choose-target', { name: '../out.csv', format: 'csv' })).rejects.toThrow(
      failsWith('api/bad-request'),
    );
  });

  it('are listed with tokens that fit what they are', async () => {
    const rig = startRig();
    const log = rig.log('first.pml', 3);
    const { client } = rig.page({
      listFolder: async (folder) => ({
        path: [{ path: rig.files, name: 'logs' }],
        entries:
          folder === undefined
            ? [
                { path: join(rig.files, 'sub'), name: 'sub', isFolder: true, bytes: 0, modified: 1 },
                { path: log, name: 'first.pml', isFolder: false, bytes: 9, modified: 2 },
              ]
            : [],
      }),
      targetIn: async (folder, name) => join(folder ?? rig.files, name),
    });
    const { path, entries } = await client.call('file/list', {});
    expect([path.map(({ name }) => name), entries.map(({ name }) => name)]).toEqual([
      ['logs'],
      ['sub', 'first.pml'],
    ]);
    const [sub, file] = entries.map((entry) => entry.file);
    if (sub === undefined || file === undefined) throw new Error('The list is empty.');
    expect((await client.call('file/list', { folder: sub })).entries).toEqual([]);
    await expect(client.call('file/list', { folder: file })).rejects.toThrow(failsWith('file/unknown-token'));
    await expect(client.call('file/open', { file: sub })).rejects.toThrow(failsWith('file/unknown-token'));
    await client.call('file/open', { file });
    const target = await client.call('file/target', { folder: sub, name: 'new.csv', replace: false });
    expect(rig.service.tokens.pathOf(target.file, 'target')).toBe(join(rig.files, 'sub', 'new.csv'));
  });

  it('that a page must not know of are not offered to it', async () => {
    const rig = startRig();
    rig.service.recent.add({ path: '/inside/a.pml', opened: 1 });
    rig.service.recent.add({ path: '/outside/b.pml', opened: 2 });
    const { client } = rig.page({ mayOffer: (path) => path.startsWith('/inside/') });
    expect((await client.call('file/recent', {})).files.map(({ name }) => name)).toEqual(['a.pml']);
  });
});

describe('a capture that nobody has saved', () => {
  it('is offered, is unsaved when it is opened, and goes when it is given up', async () => {
    const rig = startRig();
    const path = await leaveSession(rig, 'session.procscope', 12);
    const { client } = rig.page();
    const states: boolean[] = [];
    client.on('document/changed', ({ isUnsaved }) => states.push(isUnsaved));
    const { files } = await client.call('file/recoverable', {});
    expect(files).toEqual([
      {
        file: expect.any(String) as unknown,
        bytes: statSync(path).size,
        modified: expect.any(Number) as unknown,
        events: 12,
      },
    ]);
    const file = files[0]?.file ?? ('' as FileToken);
    await client.call('file/open', { file });
    expect((await client.call('file/recoverable', {})).files).toEqual([]);
    await expect(client.call('file/discard-recoverable', { file })).rejects.toThrow(
      failsWith('capture/busy'),
    );
    expect(rig.service.recent.all).toEqual([]);
    expect(existsSync(path)).toBe(true);
    await client.call('file/close', {});
    await until(() => states.length === 3);
    expect(states).toEqual([false, true, false]);
    expect(existsSync(path)).toBe(false);
    expect(rig.logged).toEqual([]);
  });

  it('is not unsaved any more when all of it was saved as a capture', async () => {
    const rig = startRig();
    const path = await leaveSession(rig, 'session.procscope', 12);
    const { client } = rig.page({ chooseTarget: async (name) => join(rig.files, name) });
    await rig.service.document.open(path);
    const save = async (name: string, what: 'csv' | 'shown' | 'all'): Promise<boolean> => {
      const format = what === 'csv' ? 'csv' : 'native';
      const { file = '' as FileToken } = await client.call('file/choose-target', { name, format });
      const shown = what === 'shown' ? { rules: [], classes: ALL_CLASSES } : undefined;
      await client.call('file/save', { file, format, shown, columns: ['pid'] });
      return rig.service.document.state.isUnsaved;
    };
    await rig.isRead();
    expect(await save('a.csv', 'csv')).toBe(true);
    expect(await save('part.procscope', 'shown')).toBe(true);
    expect(await save('all.procscope', 'all')).toBe(false);
    expect(existsSync(path)).toBe(true);
    await rig.service.document.open(rig.log('other.pml', 3));
    expect(existsSync(path)).toBe(false);
    await until(() => rig.service.recent.all.length === 3);
    expect(rig.service.recent.all.map((file) => [basename(file.path), file.events])).toEqual([
      ['other.pml', 3],
      ['all.procscope', 12],
      ['part.procscope', 12],
    ]);
  });

  it('stays when a file that is none is opened in its place, and when the host ends', async () => {
    const folder = startRig().folder;
    const rig = startRig(folder);
    const path = await leaveSession(rig, 'session.procscope', 12);
    await rig.service.document.open(path);
    const notes = join(rig.files, 'notes.txt');
    writeFileSync(notes, 'Remember the milk.');
    await expect(rig.service.document.open(notes)).rejects.toThrow();
    expect(rig.service.document.state).toEqual({ isUnsaved: true });
    expect(existsSync(path)).toBe(true);
  });

  it('is discarded on request', async () => {
    const rig = startRig();
    const path = await leaveSession(rig, 'session.procscope', 12);
    const { client } = rig.page();
    const { files } = await client.call('file/recoverable', {});
    await client.call('file/discard-recoverable', { file: files[0]?.file ?? ('' as FileToken) });
    expect(existsSync(path)).toBe(false);
  });

  it('is given up with the window whose page says so', async () => {
    const rig = startRig();
    const path = await leaveSession(rig, 'session.procscope', 12);
    await rig.service.document.open(path);
    let closed = 0;
    const closeWindow = async (): Promise<void> => void closed++;
    const { client: properties } = rig.page({ mayUseFiles: false, closeWindow });
    await properties.call('window/close', {});
    expect([closed, existsSync(path)]).toEqual([1, true]);
    const { client } = rig.page({ closeWindow });
    await client.call('window/close', {});
    expect([closed, existsSync(path)]).toEqual([2, false]);
  });
});

describe('a page of an Event Properties window', () => {
  it('uses no files and hears nothing of them', async () => {
    const rig = startRig();
    const path = rig.log('first.pml', 3);
    const { client } = rig.page({ mayUseFiles: false, chooseFile: async () => path });
    const heard: string[] = [];
    client.on('document/changed', () => heard.push('document'));
    const file = rig.service.tokens.give('open', path);
    const target = rig.service.tokens.give('target', join(rig.files, 'out.csv'));
    const calls = [
      client.call('file/recent', {}),
      client.call('file/forget-recent', {}),
      client.call('file/recoverable', {}),
      client.call('file/discard-recoverable', { file }),
      client.call('file/choose', {}),
      client.call('file/list', {}),
      client.call('file/open', { file }),
      client.call('file/choose-target', { name: 'a.csv', format: 'csv' }),
      client.call('file/target', { name: 'a.csv', replace: true }),
      client.call('file/save', { file: target, format: 'csv', columns: ['pid'] }),
      client.call('file/close', {}),
    ];
    for (const outcome of await Promise.allSettled(calls))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'shell/unsupported' } });
    await rig.service.document.open(path);
    expect(heard).toEqual([]);
  });
});

describe('what a desk leaves out', () => {
  it('is refused with a sentence', async () => {
    const { client } = startRig().page();
    const calls = [
      client.call('file/choose', {}),
      client.call('file/list', {}),
      client.call('file/choose-target', { name: 'a.csv', format: 'csv' }),
      client.call('file/target', { name: 'a.csv', replace: true }),
      client.call('window/close', {}),
      client.call('clipboard/write', { text: 'x' }),
      client.call('menu/show', { menus: [] }),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'shell/unsupported' } });
      expect(String(outcome.status === 'rejected' && outcome.reason)).toMatch(/ This window [a-z ]+\.$/);
    }
  });
});
