import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogFile } from '../../../src/engine/live/log-file.ts';
import { temporaryFolder } from '../../support/opened-log.ts';

const NOON = Date.UTC(2026, 0, 2, 12);
const FULL_DEVICE = '/dev/full';

const inFolder = (): string => join(temporaryFolder(), 'capture.log');
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('the file of a capture log', () => {
  it('begins anew, with the product and the system, and has a line for each word', async () => {
    const path = inFolder();
    writeFileSync(path, 'of the capture before\n'.repeat(1000));
    const log = await LogFile.begin(path, '1.2.3');
    log.line(NOON, 'tried\nthis\u0007\u2028too');
    log.line(NOON + 1, 'and Jürgen');
    await log.close();
    const [first, ...rest] = linesOf(path);
    expect(first).toMatch(
      new RegExp(
        `^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z {2}Procscope 1\\.2\\.3 on ${process.platform} ${process.arch} \\d.+: .`,
      ),
    );
    expect(rest).toEqual([
      '2026-01-02T12:00:00.000Z  tried this too',
      '2026-01-02T12:00:00.001Z  and Jürgen',
    ]);
  });

  it.skipIf(process.platform === 'win32')('is for its user alone', async () => {
    const path = inFolder();
    await (await LogFile.begin(path, '1')).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says once that the rest is left out, and has room for the end all the same', async () => {
    const path = inFolder();
    const log = await LogFile.begin(path, '1');
    const text = 'x'.repeat(9_000);
    for (let i = 0; i < 200; i++) log.line(NOON, text);
    log.line(NOON, 'short');
    log.line(NOON, 'ended', true);
    for (let i = 0; i < 200; i++) log.line(NOON, 'ended again '.repeat(50), true);
    await log.close();
    expect(statSync(path).size).toBeLessThanOrEqual(1_000_000);
    expect(statSync(path).size).toBeGreaterThan(999_000);
    const lines = linesOf(path).map((line) => line.slice(26));
    expect(lines.filter((line) => line === 'This log is full: the rest is left out.')).toHaveLength(1);
    expect(lines).not.toContain('short');
    expect(lines).toContain('ended');
  });

  it('says what is wrong with its place', async () => {
    const folder = temporaryFolder();
    await expect(LogFile.begin(folder, '1')).rejects.toMatchObject({ code: 'file/is-directory' });
    await expect(LogFile.begin(join(folder, 'no', 'log'), '1')).rejects.toMatchObject({
      code: 'file/not-found',
    });
  });

  it.skipIf(!existsSync(FULL_DEVICE))('that cannot be written any more disturbs nobody', async () => {
    const log = await LogFile.begin(FULL_DEVICE, '1');
    log.line(NOON, 'tried');
    await new Promise((resolve) => setTimeout(resolve, 20));
    log.line(NOON, 'tried again');
    await log.close();
    log.line(NOON, 'nobody listens');
    await log.close();
  });
});
