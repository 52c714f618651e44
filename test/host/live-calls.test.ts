import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CaptureHelper } from '../../src/host/capture-helper.ts';
import type { CaptureHost } from '../../src/host/live-calls.ts';
import type { FileToken } from '../../src/shared/api/shell-contract.ts';
import { scripted } from '../engine/live/support/live-rig.ts';
import type { HelperScript } from '../engine/live/support/scripted-helper.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import { startRig, until } from './shell-rig.ts';
import type { Rig } from './shell-rig.ts';

/** A host whose helper plays a script, and says that it has its rights. */
function capturing(script: HelperScript = { events: 10, most: 500 }): CaptureHost {
  const folder = temporaryFolder();
  const { command, args } = scripted(script);
  const words = [command, ...args].map((word) => `'${word}'`).join(' ');
  const path = join(folder, 'procscope-helper');
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --may-capture ] && exit 0\nexec ${words}\n`);
  chmodSync(path, 0o755);
  return { helper: new CaptureHelper({ places: [path], elevation: 'desktop' }), directory: folder };
}

const capturesOf = ({ sessions }: Rig): string[] =>
  readdirSync(sessions).filter((name) => name.endsWith('.procscope'));

describe('a host that captures nothing', () => {
  it('says so, and why', async () => {
    const { client } = startRig().page();
    const none = { available: false, needsElevation: false, error: { code: 'shell/unsupported' } };
    expect(await client.call('live/ways', {})).toMatchObject({
      system: none,
      launch: { ...none, withoutPrivileges: false },
    });
    await expect(client.call('live/start', {})).rejects.toMatchObject({ code: 'shell/unsupported' });
  });
});

describe.skipIf(process.platform !== 'linux')('a host that captures', () => {
  it('has a capture that is not saved as soon as something was recorded, until it is', async () => {
    const rig = startRig(undefined, capturing());
    const { client } = rig.page();
    const told: boolean[] = [];
    client.on('document/changed', ({ isUnsaved }) => told.push(isUnsaved));
    expect((await client.call('live/start', {})).capture).toBeGreaterThan(0);
    await until(() => rig.service.document.state.isUnsaved);
    expect(capturesOf(rig)).toHaveLength(1);
    await client.call('live/stop', {});
    // Nothing of it is in the list of recent files: it has no file of its user's.
    expect(rig.service.recent.all).toEqual([]);
    const path = join(rig.files, 'kept.procscope');
    const save = { path, format: 'native', columns: [] } as const;
    await rig.service.document.save(save, () => undefined, new AbortController().signal);
    expect(rig.service.document.state.isUnsaved).toBe(false);
    await until(() => told.length === 3);
    expect(told).toEqual([false, true, false]);
    await client.call('file/close', {});
    expect(capturesOf(rig)).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('keeps a log of the last capture beside the settings', async () => {
    const rig = startRig(undefined, capturing());
    const { client } = rig.page();
    const path = join(rig.folder, 'capture.log');
    const words = (): string => readFileSync(path, 'utf8').replace(/^\S+Z {2}/gm, '');
    await client.call('live/start', {});
    await until(() => rig.service.document.state.isUnsaved);
    await client.call('live/stop', {});
    await until(() => words().includes('Events: '));
    expect(words()).toMatch(
      /^Procscope 0\.0\.0 on linux .*\nCapture helper: Linux, .*\n(?: {2}.*\n)*Recording begins\nRecording ended: as it was asked to\nEvents: \d+ recorded, 0 lost, 0 left out by the filter\n$/,
    );
    // The same capture goes on in it; another one begins anew.
    await client.call('live/start', {});
    await client.call('live/stop', {});
    await until(() => words().split('Events: ').length === 3);
    await client.call('file/close', {});
    await client.call('live/start', {});
    await until(() => words().includes('Recording begins'));
    expect(words().split('Recording begins')).toHaveLength(2);
  });

  it('captures also where its log cannot be written', async () => {
    const rig = startRig(undefined, capturing());
    const { client } = rig.page();
    mkdirSync(join(rig.folder, 'capture.log'));
    expect((await client.call('live/start', {})).capture).toBeGreaterThan(0);
    await until(() => rig.service.document.state.isUnsaved);
    await client.call('live/stop', {});
  });

  it('says that only Windows has call stacks, and starts nothing', async () => {
    const rig = startRig(undefined, capturing());
    const { client } = rig.page();
    await expect(client.call('live/start', { stacks: true })).rejects.toMatchObject({
      code: 'shell/unsupported',
      message: 'Call stacks are recorded on Windows alone: capture without them here.',
    });
    expect(capturesOf(rig)).toEqual([]);
  });

  it('goes on with a capture that was stopped, and clears it', async () => {
    const rig = startRig(undefined, capturing({ events: 10 }));
    const { client } = rig.page();
    const first = await client.call('live/start', {});
    await until(() => rig.service.document.state.isUnsaved);
    await client.call('live/stop', {});
    expect(await client.call('live/start', {})).toEqual(first);
    await client.call('live/stop', {});
    await client.call('live/clear', {});
    await until(() => !rig.service.document.state.isUnsaved);
  });

  it('writes to the file that its user chose, once for each choice', async () => {
    const rig = startRig(undefined, capturing());
    const path = join(rig.files, 'backing.procscope');
    const { client } = rig.page({ chooseBacking: () => Promise.resolve(path) });
    const { file } = await client.call('live/choose-backing', { name: 'Capture' });
    if (file === undefined) throw new Error('No file was chosen');
    await client.call('live/start', { backing: file });
    await client.call('live/stop', {});
    expect(capturesOf(rig)).toEqual([]);
    expect(rig.service.document.state.isUnsaved).toBe(false);
    await until(() => rig.service.recent.all.some((each) => each.path === path));
    await client.call('file/close', {});
    expect(existsSync(path)).toBe(true);
    await expect(client.call('live/start', { backing: file })).rejects.toMatchObject({
      code: 'file/unknown-token',
    });
  });

  it('launches only what was chosen, and says what is wrong with the arguments', async () => {
    const rig = startRig(undefined, capturing());
    const { client } = rig.page({
      chooseProgram: () => Promise.resolve('/bin/true'),
      chooseDirectory: () => Promise.resolve(rig.files),
    });
    const launch = { arguments: '', environment: [] };
    const made = 'A'.repeat(22) as FileToken;
    await expect(client.call('live/start', { launch: { ...launch, program: made } })).rejects.toMatchObject({
      code: 'file/unknown-token',
    });
    const { file: folder } = await client.call('live/choose-directory', {});
    const { file: program, name } = await client.call('live/choose-program', {});
    expect(name).toBe('true');
    if (folder === undefined || program === undefined) throw new Error('Nothing was chosen');
    await expect(client.call('live/start', { launch: { ...launch, program: folder } })).rejects.toMatchObject(
      { code: 'file/unknown-token' },
    );
    await expect(
      client.call('live/start', { launch: { ...launch, program, arguments: "it's" } }),
    ).rejects.toMatchObject({ code: 'live/launch-failed' });
  });

  it('tells what the helper says when it cannot record, and keeps what is open', async () => {
    const rig = startRig(undefined, capturing({ fatal: [5, 'This kernel is locked. Start another.'] }));
    const { client } = rig.page();
    await rig.service.document.open(rig.log('small.pml', 3));
    await rig.isRead();
    await expect(client.call('live/start', {})).rejects.toMatchObject({
      message: 'This kernel is locked. Start another.',
    });
    expect(rig.service.document.path).toContain('small.pml');
    expect(capturesOf(rig)).toEqual([]);
  });

  it('gives up when the page does, while the helper starts', async () => {
    const rig = startRig(undefined, capturing({ hangs: true }));
    const { client } = rig.page();
    const controller = new AbortController();
    const starting = client.call('live/start', {}, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(starting).rejects.toMatchObject({ code: 'job/cancelled' });
    expect(rig.service.document.isOpen).toBe(false);
  });
});
