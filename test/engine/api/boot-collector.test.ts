import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BootCollector } from '../../../src/engine/api/boot-collector.ts';
import { NoBootLogging } from '../../../src/engine/boot/no-boot-logging.ts';
import { ProcscopeError, cancelled } from '../../../src/shared/errors.ts';
import type { BootCollected } from '../../../src/shared/boot.ts';
import { temporaryFolder } from '../../support/opened-log.ts';

const OPTIONS = { signal: new AbortController().signal, onProgress: () => undefined };

/** Collects until it is told to stop, and notes what it was asked for. */
class Endless extends NoBootLogging {
  readonly asked: string[] = [];

  constructor() {
    super(new ProcscopeError('boot/unsupported', 'This is a test.'));
  }

  override collect(...args: readonly unknown[]): Promise<BootCollected> {
    const [id, target, { signal }] = args as [string, string, { signal: AbortSignal }];
    this.asked.push(`${id} ${target}`);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(cancelled())));
  }
}

const request = (path: string, log = 'first') => ({
  ...{ log, path, discard: true, helper: '/helper' },
  elevated: { command: '/helper', args: [] },
});

it('collects one log at a time, and stops when the engine does', async () => {
  const boot = new Endless();
  const collector = new BootCollector(() => boot);
  const target = join(temporaryFolder(), 'start.procscope');
  const first = collector.collect(request(target), undefined, OPTIONS);
  await expect(collector.collect(request(target, 'second'), undefined, OPTIONS)).rejects.toMatchObject({
    code: 'api/busy',
  });
  const stopped = expect(first).rejects.toMatchObject({ code: 'job/cancelled' });
  while (boot.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await collector.close();
  await stopped;
  expect(boot.asked).toEqual([`first ${target}`]);
});

it('refuses a target that cannot be written before anything is asked of the system', async () => {
  const boot = new Endless();
  const collector = new BootCollector(() => boot);
  const folder = temporaryFolder();
  const open = join(folder, 'open.procscope');
  writeFileSync(open, '');
  for (const [path, code] of [
    [folder, 'file/is-directory'],
    [join(folder, 'none', 'start.procscope'), 'file/not-found'],
    [open, 'file/is-source'],
  ] as const) {
    await expect(collector.collect(request(path), open, OPTIONS)).rejects.toMatchObject({ code });
  }
  expect(boot.asked).toEqual([]);
});
