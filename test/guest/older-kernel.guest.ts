import { release } from 'node:os';
import { expect, it } from 'vitest';
import { HelperErrorCode } from '../../src/engine/wire/wire-format.ts';
import { helperForTests } from '../native/linux/support/native-test.ts';
import { TestCapture } from '../native/linux/support/test-capture.ts';
import { captured, refusal } from './captured.ts';
import { as, helperWith, idOf } from './users.ts';

it('the kernel is that of Debian 11', () => {
  expect(release()).toMatch(/^5\.10\.0-\d+-amd64$/);
});

it('the helper takes the way of reading that this kernel has', async () => {
  expect((await captured({ command: [helperForTests()] })).tier).toBe('hash');
});

it('the helper says what it does not see here', async () => {
  const run = await TestCapture.start({ skipOthers: true });
  await run.finish();
  const hello = run.messages.find((message) => message.type === 'hello');
  expect(hello?.facts).toMatchObject({ io_uring: 'no', connections: 'yes' });
});

it.each(['fast', 'storage'])('reading by %s is refused in a sentence', async (tier) => {
  const run = new TestCapture(['--tier', tier, '--start']);
  expect(await run.exited()).toBe(1);
  const error = run.messages.find((message) => message.type === 'error');
  expect(error?.sentence).toMatch(/^This kernel \(5\.10\..*\) cannot run the capture programs: /);
});

it('a user captures through file capabilities that allow locked memory', async () => {
  const standing = await captured(as('carol', helperWith('cap_bpf,cap_perfmon,cap_sys_resource=ep')));
  // What only making the buffer needs is given up.
  expect(standing).toMatchObject({ uid: idOf('carol'), capabilities: '000000c000000000', tier: 'hash' });
  const error = await refusal(as('carol', helperWith('cap_bpf,cap_perfmon=ep')));
  expect(error?.code).toBe(HelperErrorCode.Memory);
  expect(error?.sentence).toMatch(/^The capture buffer counts as locked memory .* CAP_SYS_RESOURCE too/);
});
