import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';

/** What a workload did, in the given tier of the helper; descriptors of sockets and pipes have other numbers each time. */
async function doings(tier: string, name: string): Promise<string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-tier-')));
  try {
    const workload = new Workload(compileWorkload(), name, folder);
    const filter = { skipOthers: true, scopes: [{ pid: workload.pid, record: true, tree: true }] };
    const run = await TestCapture.start(filter, ['--tier', tier]);
    await workload.run();
    expect(await run.finish()).toBe(0);
    expect(run.losses).toEqual([]);
    const hello = run.messages.find((message) => message.type === 'hello');
    expect(hello?.type === 'hello' ? hello.facts['tier'] : undefined).toBe(tier);
    return run
      .eventsOf(workload.pid)
      .map(({ operation, path = '', result }) => {
        const shown = path.replace(folder, '').replace(/\[\d+\]|:\d+/g, '#');
        return `${operation} ${shown} ${result < 0 ? result : ''}`;
      })
      .slice(1); // a read of standard input that began before or after the capture
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [major = 0, minor = 0] = release().split('.').map(Number);
const KERNEL = major * 1000 + minor;
/** The tiers of this kernel: what the fast one needs came with Linux 6.2, task storage for these programs with 5.13. */
const TIERS = ['fast', 'storage', 'hash'].slice(KERNEL < 5013 ? 2 : KERNEL < 6002 ? 1 : 0);

describeWithCapture('the tiers of the helper', () => {
  it.each(['files', 'network', 'mounts'])('see the same of %s', async (name) => {
    const [best = '', ...others] = TIERS;
    const seen = await doings(best, name);
    expect(seen.length).toBeGreaterThan(15);
    for (const tier of others) expect(await doings(tier, name)).toEqual(seen);
  });
});
