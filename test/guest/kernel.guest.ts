import { release } from 'node:os';
import { expect, it } from 'vitest';
import { HelperErrorCode } from '../../src/engine/wire/wire-format.ts';
import { TestCapture } from '../native/linux/support/test-capture.ts';

it('the kernel is that of Debian 12', () => {
  expect(release()).toMatch(/^6\.1\.0-\d+-amd64$/);
});

it('the helper takes the best way of reading that this kernel has', async () => {
  const run = await TestCapture.start({ skipOthers: true });
  await run.finish();
  const hello = run.messages.find((message) => message.type === 'hello');
  expect(hello?.facts).toMatchObject({ kernel: release(), tier: 'storage' });
});

it('a way of reading that this kernel does not have is refused in a sentence', async () => {
  const run = new TestCapture(['--tier', 'fast', '--start']);
  expect(await run.exited()).toBe(1);
  const error = run.messages.find((message) => message.type === 'error');
  expect(error).toMatchObject({ code: HelperErrorCode.Load });
  expect(error?.sentence).toMatch(/^This kernel \(6\.1\..*\) cannot run the capture programs: /);
  expect(error?.facts['log']).toContain('failed to load');
});
