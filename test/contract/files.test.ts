import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureState } from '../../src/shared/api/viewer-contract.ts';
import { COLUMN_NAMES } from '../../src/shared/columns.ts';
import { EventClass, classBit } from '../../src/shared/event-class.ts';
import { parseFilterRule } from '../../src/shared/filter/filter-rule.ts';
import { viewRow } from '../../src/shared/units.ts';
import { ENGINE_HOST_NAMES, EngineUnderTest } from './engine-hosts.ts';
import type { Viewer } from './engine-hosts.ts';
import { LARGE_EVENTS, SAMPLE_EVENTS, makeSamples, sampleEvent } from './samples.ts';
import type { Samples } from './samples.ts';

const row = viewRow;
const appOnly = [parseFilterRule('Process Name;is;app.exe;Include')];
const isApp = (n: number): boolean => sampleEvent(n).process === 'app.exe';
const numbers = Array.from({ length: SAMPLE_EVENTS }, (_, n) => n);

let samples: Samples;
beforeAll(() => {
  samples = makeSamples();
});
afterAll(() => samples.dispose());

describe.each(ENGINE_HOST_NAMES)('the API %s', (name) => {
  /** One for all tests: a thread takes longer to start than they all take. */
  let engine: EngineUnderTest;
  let viewer: Viewer;

  beforeAll(async () => {
    engine = await EngineUnderTest.start(name);
  });
  afterAll(() => engine.stop());
  afterEach(() => viewer.close());

  /** A new viewer of a capture, or of none. */
  const start = async (path?: string): Promise<void> => {
    viewer = engine.viewer();
    await engine.openWith(viewer, path);
  };

  it('saves the capture, and opens what it saved', async () => {
    await start(samples.small);
    const path = samples.newFile();
    expect(await engine.host.call('capture/save', { path, format: 'native', columns: [] })).toEqual({
      events: SAMPLE_EVENTS,
    });
    await engine.host.call('capture/open', { path });
    await engine.untilReady(viewer);
    const info = await viewer.call('capture/info', {});
    expect(info).toMatchObject({ events: SAMPLE_EVENTS, meta: { format: 'native', dialect: 'pml' } });
    const { view } = await viewer.call('view/open', {});
    const { cells } = await viewer.call('view/rows', { view, first: row(0), count: 5, columns: ['path'] });
    expect(cells[0]).toEqual(numbers.slice(0, 5).map((n) => sampleEvent(n).path));
  });

  it('saves what rules and classes show, as a capture file or as CSV', async () => {
    await start(samples.small);
    const files = classBit(EventClass.FileSystem);
    const shown = { rules: appOnly, classes: files };
    const events = numbers.filter((n) => isApp(n) && sampleEvent(n).eventClass === EventClass.FileSystem);
    const csv = samples.newFile('.csv');
    const columns = ['processName', 'path'] as const;
    const saved = await engine.host.call('capture/save', { path: csv, format: 'csv', shown, columns });
    expect(saved).toEqual({ events: events.length });
    expect(readFileSync(csv, 'utf8')).toBe(
      ['\ufeff"Process Name","Path"', ...events.map((n) => `"app.exe","${sampleEvent(n).path}"`), ''].join(
        '\r\n',
      ),
    );
    const all = await engine.host.call('capture/save', { path: csv, format: 'csv', columns: ['pid'] });
    expect(all).toEqual({ events: SAMPLE_EVENTS });
    expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(SAMPLE_EVENTS + 2);

    const native = samples.newFile();
    await engine.host.call('capture/save', { path: native, format: 'native', shown, columns: [] });
    await engine.host.call('capture/open', { path: native });
    await engine.untilReady(viewer);
    const { view } = await viewer.call('view/open', {});
    const { cells } = await viewer.call('view/rows', { view, first: row(0), count: 1000, columns: ['path'] });
    expect(cells[0]).toEqual(events.map((n) => sampleEvent(n).path));
  });

  it('does not write over the file that is open, nor half a file', async () => {
    await start(samples.large);
    const { host } = engine;
    const before = statSync(samples.large);
    for (const format of ['native', 'csv'] as const) {
      const save = { path: samples.large, format, columns: ['path'] } as const;
      await expect(host.call('capture/save', save)).rejects.toMatchObject({ code: 'file/is-source' });
    }
    expect(statSync(samples.large)).toMatchObject({
      ino: before.ino,
      size: before.size,
      mtimeMs: before.mtimeMs,
    });

    const path = samples.newFile('.csv');
    writeFileSync(path, 'as it was');
    const progress: { done: number; total: number }[] = [];
    const stop = new AbortController();
    const stopListening = host.on('capture/saving', (told) => {
      progress.push(told);
      stop.abort();
    });
    const save = { path, format: 'csv', columns: COLUMN_NAMES } as const;
    const saving = host.call('capture/save', save, { signal: stop.signal });
    await expect(saving).rejects.toMatchObject({ code: 'job/cancelled' });
    stopListening();
    expect(progress[0]).toMatchObject({ total: LARGE_EVENTS });
    // The call is answered before the engine has taken the rest away.
    await host.call('capture/close', {});
    expect(readFileSync(path, 'utf8')).toBe('as it was');
    const folder = dirname(path);
    expect(readdirSync(folder).filter((file) => file.includes('partial'))).toEqual([]);
    await expect(host.call('capture/save', { path, format: 'csv', columns: ['path'] })).rejects.toMatchObject(
      { code: 'capture/none' },
    );
  });

  it('tells viewers the base names of files, and hosts their paths', async () => {
    await start();
    const path = `${samples.small}.absent`;
    const failed = new Promise<CaptureState>((resolve) => {
      viewer.on('capture/changed', (state) => {
        if (state.state === 'failed') resolve(state);
      });
    });
    await expect(engine.host.call('capture/open', { path })).rejects.toMatchObject({ facts: { path } });
    for (const { error } of [await failed, await viewer.call('capture/info', {})]) {
      expect(error).toMatchObject({ code: 'file/not-found', facts: { path: 'small.PML.absent' } });
      expect(error?.sentence).toBe('There is no file "small.PML.absent".');
    }
    expect((await engine.host.call('capture/info', {})).error).toMatchObject({ facts: { path } });
  });

  it('lists what dead sessions left, and discards it', async () => {
    await start();
    const { host } = engine;
    expect(await host.call('recovery/list', { folder: samples.newFile() })).toEqual({ files: [] });
    const folder = dirname(await samples.abandoned(70_000));
    const { files } = await host.call('recovery/list', { folder });
    expect(files).toMatchObject([{ events: 70_000 }]);
    const { path, bytes, modified } = files[0]!;
    expect(bytes).toBeGreaterThan(70_000);
    expect(Number.isInteger(modified)).toBe(true);
    await host.call('recovery/discard', { path });
    expect(readdirSync(folder)).toEqual([]);
    expect(await host.call('recovery/list', { folder })).toEqual({ files: [] });
    await host.call('recovery/discard', { path });
    await expect(host.call('recovery/discard', { path: samples.noLog })).rejects.toMatchObject({
      code: 'capture/unknown-format',
    });
    expect(existsSync(samples.noLog)).toBe(true);
  });
});
