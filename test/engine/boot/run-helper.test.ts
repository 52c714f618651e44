import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHelper, streamHelper } from '../../../src/engine/boot/run-helper.ts';
import { temporaryFolder } from '../../support/opened-log.ts';

const never = new AbortController().signal;

/** A command of this name that is a shell script. */
function script(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(process.platform === 'win32')('a helper that does one job', () => {
  it('is told its words, and answers', async () => {
    const command = script('helper', 'cat >/dev/null; echo "$@"');
    expect(await runHelper({ command, args: ['--first'] }, ['boot', 'status'], never)).toBe(
      '--first boot status\n',
    );
  });

  it('says by its last line why it failed', async () => {
    const command = script(
      'helper',
      'echo warning >&2; echo "The disk is full. Free some space." >&2; exit 4',
    );
    await expect(runHelper({ command, args: [] }, [], never)).rejects.toMatchObject({
      code: 'boot/failed',
      message: 'The disk is full. Free some space.',
      facts: { status: 4 },
    });
  });

  it.each([
    ['pkexec', 'exit 126', 'live/cancelled', 'was cancelled'],
    ['pkexec', 'echo "Not authorized" >&2; exit 127', 'live/no-privileges', 'did not give: Not authorized.'],
    [
      'sudo',
      'echo "sudo: a password is required" >&2; exit 1',
      'live/no-privileges',
      'a password is required.',
    ],
    // The helper's own sentence comes through sudo as it is.
    [
      'sudo',
      'echo "The root file system is full." >&2; exit 1',
      'boot/failed',
      'The root file system is full.',
    ],
    ['helper', 'kill -9 $$', 'boot/failed', 'was ended by SIGKILL and said nothing.'],
  ])('tells a refusal from a failure (%s, %s)', async (name, text, code, sentence) => {
    await expect(runHelper({ command: script(name, text), args: [] }, [], never)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence) as string,
    });
  });

  it('is not there', async () => {
    await expect(runHelper({ command: '/no/such/helper', args: [] }, [], never)).rejects.toMatchObject({
      code: 'live/helper-missing',
    });
  });

  it('is ended when nobody waits for it any more, before it began or later', async () => {
    const command = script('helper', 'trap "" PIPE; exec sleep 600');
    const early = new AbortController();
    early.abort();
    await expect(runHelper({ command, args: [] }, [], early.signal)).rejects.toMatchObject({
      code: 'job/cancelled',
    });
    const later = new AbortController();
    const { ended } = streamHelper({ command, args: [] }, [], later.signal);
    later.abort();
    await expect(ended).rejects.toMatchObject({ code: 'job/cancelled' });
    // Whoever reads learns the same.
    const reading = new AbortController();
    const { output } = streamHelper({ command, args: [] }, [], reading.signal);
    setTimeout(() => reading.abort(), 20);
    await expect(output.toArray()).rejects.toMatchObject({ code: 'job/cancelled' });
  });
});
