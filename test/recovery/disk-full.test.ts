import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CaptureRecorder } from '../../src/engine/capture-file/capture-recorder.ts';
import { openCaptureFile } from '../../src/engine/capture-file/open-capture-file.ts';
import { saveCapture } from '../../src/engine/capture-file/save-capture.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import {
  NUMBERED_META,
  appendNumbered,
  firstWrong,
  numberedCapture,
  numberedStore,
} from '../engine/capture-file/numbered-events.ts';

/** A disk of 16 MiB, or why there is none. */
function smallDisk(): { folder: string } | { reason: string } {
  if (process.platform !== 'linux') return { reason: 'a disk of a few MiB can only be made on Linux' };
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    return {
      reason: `mounting needs a privilege that this user lacks: ${error instanceof Error ? error.message : ''}`,
    };
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return { folder };
}

it('survives a disk that is really full while saving and while recording', async (context) => {
  const disk = smallDisk();
  if ('reason' in disk) {
    context.skip(disk.reason);
    return;
  }
  const { folder } = disk;
  const others = join(folder, 'others');
  const fill = (free: number): void => writeFileSync(others, Buffer.alloc((16 - free) * 1024 * 1024));
  const full = numberedStore();
  appendNumbered(full, 300_000);
  fill(1);
  await expect(saveCapture(numberedCapture(full), join(folder, 'a.procscope'))).rejects.toMatchObject({
    code: 'file/disk-full',
    message: 'There is no room left for "a.procscope".',
  });
  expect(readdirSync(folder)).toEqual(['others']);
  fill(12);

  const store = numberedStore();
  const codes: string[] = [];
  const path = join(folder, 'b.procscope');
  const recorder = await CaptureRecorder.start(store, path, {
    meta: NUMBERED_META,
    onError: (error) => codes.push(error.code),
  });
  for (let i = 0; i < 200 && codes.length === 0; i++) {
    appendNumbered(store, 20_000);
    await recorder.flush().catch(() => undefined);
  }
  expect(codes).toEqual(['file/disk-full']);
  appendNumbered(store, 20_000);
  expect(firstWrong(numberedCapture(store), 0, store.end, 97)).toBeUndefined();
  await expect(recorder.finish()).rejects.toMatchObject({ code: 'file/disk-full' });

  // Somebody makes room and opens the file again.
  rmSync(others);
  const { capture, finished } = await openCaptureFile(path);
  await finished;
  expect(capture.store.end).toBeGreaterThan(65_536);
  expect(firstWrong(capture, 0, capture.store.end, 97)).toBeUndefined();
  await capture.close();
});
