import { expect, it } from 'vitest';
import { defaultRules } from '../../../src/shared/filter/default-rules.ts';
import { visible } from '../../support/filters.ts';
import { LinuxTestCapture } from '../../support/linux-capture.ts';

it('hides the wake-ups of event loops in captures of Linux, and nothing else', async () => {
  const test = new LinuxTestCapture();
  const paths = ['anon_inode:[eventfd]', '/etc/passwd', 'anon_inode:[timerfd]', 'anon_inode:[io_uring]'];
  for (const path of paths) test.append({ operation: 'read', path, details: { FD: 3 } });
  expect(await visible(test.capture, defaultRules('linux'))).toEqual([1, 3]);
});
