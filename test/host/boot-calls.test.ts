import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CaptureHelper } from '../../src/host/capture-helper.ts';
import type { FileToken } from '../../src/shared/api/shell-contract.ts';
import { NOTHING, PlayedBoot } from '../engine/boot/support/played-boot.ts';
import type { PlayedSystem } from '../engine/boot/support/scripted-boot-helper.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import { startRig } from './shell-rig.ts';
import type { PageClient, Rig } from './shell-rig.ts';

/** A host on a system that is played, and a page that chooses `name` in the folder of files as its target. */
function start(
  prepare: (system: PlayedBoot) => Partial<PlayedSystem> = () => ({}),
  name = 'start.procscope',
): { rig: Rig; system: PlayedBoot; client: PageClient; target: string } {
  const system = new PlayedBoot(temporaryFolder());
  system.set(prepare(system));
  const helper = new CaptureHelper({ places: [system.helper()], elevation: 'desktop' });
  const rig = startRig(undefined, { helper, directory: system.folder });
  const target = join(rig.files, name);
  const { client } = rig.page({ chooseTarget: () => Promise.resolve(target) });
  return { rig, system, client, target };
}

const withLog =
  (events = 500, more: Partial<PlayedSystem> = {}) =>
  (system: PlayedBoot): Partial<PlayedSystem> => ({
    status: { ...NOTHING, logs: [system.addLog({ id: 'first' }, events)] },
    ...more,
  });

async function chosen(client: PageClient): Promise<FileToken> {
  const { file } = await client.call('file/choose-target', { name: 'start', format: 'native' });
  if (file === undefined) throw new Error('No file was chosen');
  return file;
}

it('a host that captures nothing changes nothing of its system, and says how it would', async () => {
  const { client } = startRig().page();
  for (const call of ['boot/status', 'boot/enable', 'boot/disable'] as const) {
    await expect(client.call(call, {})).rejects.toMatchObject({
      code: 'shell/unsupported',
      message: expect.stringContaining('--capture') as string,
    });
  }
});

it('a page that may use no files may not change the system either', async () => {
  const { client } = startRig().page({ mayUseFiles: false });
  await expect(client.call('boot/enable', {})).rejects.toMatchObject({ code: 'shell/unsupported' });
});

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('boot logging, as root', () => {
  it('is switched on and off, and told as the system has it', async () => {
    const { client, system } = start();
    const news = await client.call('boot/status', {});
    expect(news).toMatchObject({ status: NOTHING, needsElevation: false });
    expect(news.plan.changes.map(({ kind }) => kind)).toContain('service');
    expect((await client.call('boot/enable', {})).status.isArmed).toBe(true);
    expect(system.status.isArmed).toBe(true);
    system.set({});
    expect((await client.call('boot/status', {})).status.isArmed).toBe(false);
    await client.call('boot/enable', {});
    expect((await client.call('boot/disable', {})).status).toEqual(NOTHING);
  });

  it('makes one change at a time, and gives up when the page does', async () => {
    const { client, system } = start(() => ({ waiting: { enable: 60_000 } }));
    const controller = new AbortController();
    const enabling = client.call('boot/enable', {}, { signal: controller.signal });
    await expect(client.call('boot/disable', {})).rejects.toMatchObject({ code: 'api/busy' });
    controller.abort();
    await expect(enabling).rejects.toMatchObject({ code: 'job/cancelled' });
    expect(system.status.isArmed).toBe(false);
  });

  it('writes a log to the chosen file, tells how far it is, and offers the file for opening', async () => {
    const { client, system, rig, target } = start(withLog());
    const told: number[] = [];
    client.on('boot/collecting', ({ done }) => told.push(done));
    const file = await chosen(client);
    const answer = await client.call('boot/collect', { log: 'first', file, discard: true });
    expect(answer).toMatchObject({
      name: 'start.procscope',
      collected: { events: 500, isDiscarded: true, notices: [] },
      news: { status: NOTHING },
    });
    expect(told.length).toBeGreaterThan(0);
    expect(rig.service.recent.all).toMatchObject([{ path: target, events: 500 }]);
    await client.call('file/open', { file: answer.file });
    expect(rig.service.document).toMatchObject({ path: target, state: { isUnsaved: false } });
    // The choice of a target holds once.
    await expect(client.call('boot/collect', { log: 'first', file, discard: true })).rejects.toMatchObject({
      code: 'file/unknown-token',
    });
    expect(system.status.logs).toEqual([]);
  });

  it('says of a log that was cut off that it was, and has what is whole', async () => {
    const { client } = start((system) => ({
      status: { ...NOTHING, logs: [system.addLog({ id: 'first', isComplete: false }, 500)] },
    }));
    const file = await chosen(client);
    const { collected } = await client.call('boot/collect', { log: 'first', file, discard: false });
    expect(collected.notices.map(({ code }) => code)).toContain('boot/cut-off');
    expect(collected.events).toBeGreaterThanOrEqual(500);
  });

  it('writes nowhere but to a target, and not over the capture that is open', async () => {
    const { client, rig, target, system } = start(withLog());
    const made = 'A'.repeat(22) as FileToken;
    await expect(
      client.call('boot/collect', { log: 'first', file: made, discard: true }),
    ).rejects.toMatchObject({
      code: 'file/unknown-token',
    });
    const open = rig.log('start.procscope', 3);
    expect(open).toBe(target);
    const before = readFileSync(target);
    await rig.service.document.open(target);
    await rig.isRead();
    const file = await chosen(client);
    await expect(client.call('boot/collect', { log: 'first', file, discard: true })).rejects.toMatchObject({
      code: 'file/is-source',
    });
    expect(readFileSync(target)).toEqual(before);
    expect(system.status.logs).toHaveLength(1);
  });

  it('gives up in the middle: log and target are as they were', async () => {
    const { client, target, system, rig } = start(withLog(200_000, { waiting: { piece: 20 } }));
    writeFileSync(target, 'mine');
    const file = await chosen(client);
    const controller = new AbortController();
    client.on('boot/collecting', ({ done }) => {
      if (done > 0) controller.abort();
    });
    const input = { log: 'first', file, discard: true };
    await expect(client.call('boot/collect', input, { signal: controller.signal })).rejects.toMatchObject({
      code: 'job/cancelled',
    });
    // The host is free again as soon as everything is cleaned up.
    while (await isBusy(client)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(readdirSync(rig.files)).toEqual(['start.procscope']);
    expect(system.status.logs).toHaveLength(1);
  });

  it('deletes a log that nobody wants, and no other', async () => {
    const { client, system } = start((played) => ({
      status: { ...NOTHING, logs: [played.addLog({ id: 'first' }), played.addLog({ id: 'second' })] },
    }));
    const { status } = await client.call('boot/discard', { log: 'first' });
    expect(status.logs.map(({ id }) => id)).toEqual(['second']);
    for (const log of ['../etc', '--all', '']) {
      await expect(client.call('boot/discard', { log })).rejects.toMatchObject({ code: 'api/bad-request' });
    }
    expect(existsSync(join(system.folder, 'second.log'))).toBe(true);
  });
});

/** Whether a change is under way. */
async function isBusy(client: PageClient): Promise<boolean> {
  return client.call('boot/disable', {}).then(
    () => false,
    () => true,
  );
}
