import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BootLogging } from '../../../src/engine/boot/boot-logging.ts';
import { createBootLogging } from '../../../src/engine/boot/create-boot-logging.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { NOTHING, PlayedBoot } from './support/played-boot.ts';
import type { PlayedSystem } from './support/scripted-boot-helper.ts';

const never = new AbortController().signal;

/** Boot logging of a system that is played. */
function played(system: Partial<PlayedSystem> = {}): { boot: BootLogging; system: PlayedBoot } {
  const found = new PlayedBoot(temporaryFolder(), system);
  const path = found.helper();
  const boot = createBootLogging(
    { path: () => path, elevated: () => Promise.resolve({ command: path, args: [] }) },
    'linux',
  );
  return { boot, system: found };
}

const collecting = (signal = never, discard = true) => ({ signal, discard, onProgress: () => undefined });

describe.skipIf(process.platform === 'win32')('boot logging by a helper', () => {
  it('says what the system says, each time', async () => {
    const { boot, system } = played();
    expect(await boot.status()).toEqual(NOTHING);
    await boot.enable(never);
    expect(await boot.status()).toMatchObject({ isArmed: true });
    system.set({ status: { ...NOTHING, leftovers: ['/usr/libexec/procscope-boot'] } });
    expect(await boot.status()).toMatchObject({ isArmed: false, leftovers: ['/usr/libexec/procscope-boot'] });
    await boot.disable(never);
    expect(await boot.status()).toEqual(NOTHING);
  });

  it('says in a sentence that the helper answers nonsense, or what it refuses', async () => {
    const { boot, system } = played({
      failing: { enable: 'Another boot logger is there. Remove it first.' },
    });
    await expect(boot.enable(never)).rejects.toMatchObject({
      code: 'boot/failed',
      message: 'Another boot logger is there. Remove it first.',
    });
    writeFileSync(join(system.folder, 'system.json'), '{"status":{"isArmed":"yes"}}');
    await expect(boot.status()).rejects.toMatchObject({ code: 'boot/failed' });
  });

  it('without a helper is not possible, which is no failure', async () => {
    const missing = new ProcscopeError('live/helper-missing', 'The helper is not there.');
    const path = (): string => {
      throw missing;
    };
    const boot = createBootLogging({ path, elevated: () => Promise.reject(missing) }, 'linux');
    expect(await boot.status()).toMatchObject({ unsupported: { code: 'live/helper-missing' } });
    await expect(boot.enable(never)).rejects.toMatchObject({ code: 'live/helper-missing' });
  });

  it('makes a capture file of a log, and deletes the log when that was asked for', async () => {
    const { boot, system } = played();
    const log = system.addLog({}, 1234);
    system.set({ status: { ...NOTHING, logs: [log] } });
    const target = join(temporaryFolder(), 'start.procscope');
    const kept = await boot.collect(log.id, target, collecting(never, false));
    expect(kept).toMatchObject({ events: 1234, isDiscarded: false, notices: [] });
    expect(system.status.logs).toHaveLength(1);
    const again = await boot.collect(log.id, target, collecting());
    expect(again).toMatchObject({ events: 1234, isDiscarded: true });
    expect(system.status.logs).toEqual([]);
    const opening = await openCapture(target);
    expect((await opening.finished).warnings).toEqual([]);
    expect(opening.capture.store.length).toBe(1234);
    await opening.capture.close();
  });

  it('leaves the log and the target as they were when it is cancelled or cannot go on', async () => {
    const { boot, system } = played({ waiting: { piece: 20 } });
    const log = system.addLog({}, 100_000);
    system.set({ status: { ...NOTHING, logs: [log] }, waiting: { piece: 20 } });
    const folder = temporaryFolder();
    const target = join(folder, 'start.procscope');
    writeFileSync(target, 'mine');
    const controller = new AbortController();
    const options = { ...collecting(controller.signal), onProgress: () => controller.abort() };
    await expect(boot.collect(log.id, target, options)).rejects.toMatchObject({ code: 'job/cancelled' });
    await expect(boot.collect('other', target, collecting())).rejects.toBeInstanceOf(ProcscopeError);
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['start.procscope']);
    expect(system.status.logs).toHaveLength(1);
    expect(statSync(join(system.folder, `${log.id}.log`)).size).toBe(log.bytes);
  });

  it('deletes a log that nobody wants', async () => {
    const { boot, system } = played();
    const log = system.addLog();
    system.set({ status: { ...NOTHING, logs: [log] } });
    await boot.discard(log.id, never);
    expect(system.status.logs).toEqual([]);
    await expect(boot.discard(log.id, never)).rejects.toBeInstanceOf(ProcscopeError);
  });
});

describe('boot logging of another system', () => {
  it('is none, and says so whatever is asked of it', async () => {
    const never = new AbortController().signal;
    const helper = { path: () => '/helper', elevated: () => Promise.reject(new Error('asked for rights')) };
    const boot = createBootLogging(helper, 'darwin');
    expect(await boot.status()).toMatchObject({ unsupported: { code: 'shell/unsupported' } });
    for (const refused of [boot.enable(never), boot.disable(never), boot.discard('a', never)]) {
      await expect(refused).rejects.toMatchObject({ code: 'shell/unsupported' });
    }
    const target = join(temporaryFolder(), 'start.procscope');
    await expect(boot.collect('a', target, collecting())).rejects.toMatchObject({
      code: 'shell/unsupported',
    });
    expect(existsSync(target)).toBe(false);
  });
});
