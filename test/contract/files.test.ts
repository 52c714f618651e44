import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { SAVE_FORMATS } from '../../src/shared/api/shell-contract.ts';
import type { SaveFormat } from '../../src/shared/api/shell-contract.ts';
import type { CaptureState } from '../../src/shared/api/viewer-contract.ts';
import { COLUMN_NAMES } from '../../src/shared/columns.ts';
import { EventClass, classBit } from '../../src/shared/event-class.ts';
import type { ExportStyle } from '../../src/shared/export-style.ts';
import { SAVE_ENDINGS } from '../../src/shared/save-endings.ts';
import { viewRow } from '../../src/shared/units.ts';
import { APP_ONLY, NUMBERS, describeApi, isApp } from './api-rig.ts';
import { LARGE_EVENTS, SAMPLE_EVENTS, sampleEvent } from './samples.ts';

const row = viewRow;

describeApi((rig) => {
  it('saves the capture, and opens what it saved', async () => {
    await rig.start(rig.samples.small);
    const path = rig.samples.newFile();
    expect(await rig.engine.host.call('capture/save', { path, format: 'native', columns: [] })).toEqual({
      events: SAMPLE_EVENTS,
    });
    await rig.engine.host.call('capture/open', { path });
    await rig.engine.untilReady(rig.viewer);
    const info = await rig.viewer.call('capture/info', {});
    expect(info).toMatchObject({ events: SAMPLE_EVENTS, meta: { format: 'native', dialect: 'pml' } });
    const { view } = await rig.viewer.call('view/open', {});
    const { cells } = await rig.viewer.call('view/rows', {
      view,
      first: row(0),
      count: 5,
      columns: ['path'],
    });
    expect(cells[0]).toEqual(NUMBERS.slice(0, 5).map((n) => sampleEvent(n).path));
  });

  it('saves what rules and classes show, as a capture file or as CSV', async () => {
    await rig.start(rig.samples.small);
    const files = classBit(EventClass.FileSystem);
    const shown = { rules: APP_ONLY, classes: files };
    const events = NUMBERS.filter((n) => isApp(n) && sampleEvent(n).eventClass === EventClass.FileSystem);
    const csv = rig.samples.newFile('.csv');
    const columns = ['processName', 'path'] as const;
    const saved = await rig.engine.host.call('capture/save', { path: csv, format: 'csv', shown, columns });
    expect(saved).toEqual({ events: events.length });
    expect(readFileSync(csv, 'utf8')).toBe(
      ['\ufeff"Process Name","Path"', ...events.map((n) => `"app.exe","${sampleEvent(n).path}"`), ''].join(
        '\r\n',
      ),
    );
    const all = await rig.engine.host.call('capture/save', { path: csv, format: 'csv', columns: ['pid'] });
    expect(all).toEqual({ events: SAMPLE_EVENTS });
    expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(SAMPLE_EVENTS + 2);

    const native = rig.samples.newFile();
    await rig.engine.host.call('capture/save', { path: native, format: 'native', shown, columns: [] });
    await rig.engine.host.call('capture/open', { path: native });
    await rig.engine.untilReady(rig.viewer);
    const { view } = await rig.viewer.call('view/open', {});
    const { cells } = await rig.viewer.call('view/rows', {
      view,
      first: row(0),
      count: 1000,
      columns: ['path'],
    });
    expect(cells[0]).toEqual(events.map((n) => sampleEvent(n).path));
  });

  it('saves what rules show in every format, with the options of each', async () => {
    await rig.start(rig.samples.small);
    const shown = { rules: APP_ONLY, classes: classBit(EventClass.FileSystem) };
    const events = NUMBERS.filter((n) => isApp(n) && sampleEvent(n).eventClass === EventClass.FileSystem);
    const save = async (
      format: SaveFormat,
      more: { style?: ExportStyle; stacks?: boolean } = {},
    ): Promise<Buffer> => {
      const path = rig.samples.newFile(`.${SAVE_ENDINGS[format]}`);
      const columns = ['sequence', 'path'] as const;
      const saved = await rig.engine.host.call('capture/save', { path, format, shown, columns, ...more });
      expect(saved).toMatchObject({ events: events.length });
      return readFileSync(path);
    };
    const paths = events.map((n) => sampleEvent(n).path);
    const [first] = paths;
    if (first === undefined) throw new Error('The sample has such events');
    expect((await save('csv', { style: 'plain' })).toString().split('\r\n')[1]).toBe(`"1","${first}"`);
    expect((await save('csv')).toString().split('\r\n')[1]).toBe(`"n/a","${first}"`);
    const xml = (await save('xml', { stacks: true })).toString();
    expect(xml.match(/<event>/g)).toHaveLength(events.length);
    expect(xml).toContain('<stack>');
    expect((await save('xml')).toString()).not.toContain('<stack>');
    const lines = (await save('jsonl')).toString().trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual(paths);
    expect((await save('sqlite')).subarray(0, 15).toString()).toBe('SQLite format 3');
    expect((await save('parquet')).subarray(0, 4).toString()).toBe('PAR1');
    expect((await save('pml')).subarray(0, 4).toString()).toBe('PML_');
  });

  it('does not write over the file that is open, nor half a file', async () => {
    await rig.start(rig.samples.large);
    const { host } = rig.engine;
    const before = statSync(rig.samples.large);
    for (const format of SAVE_FORMATS) {
      const save = { path: rig.samples.large, format, columns: ['path'] } as const;
      await expect(host.call('capture/save', save)).rejects.toMatchObject({ code: 'file/is-source' });
    }
    expect(statSync(rig.samples.large)).toMatchObject({
      ino: before.ino,
      size: before.size,
      mtimeMs: before.mtimeMs,
    });

    const path = rig.samples.newFile('.csv');
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
    await rig.start();
    const path = `${rig.samples.small}.absent`;
    const failed = new Promise<CaptureState>((resolve) => {
      rig.viewer.on('capture/changed', (state) => {
        if (state.state === 'failed') resolve(state);
      });
    });
    await expect(rig.engine.host.call('capture/open', { path })).rejects.toMatchObject({ facts: { path } });
    for (const { error } of [await failed, await rig.viewer.call('capture/info', {})]) {
      expect(error).toMatchObject({ code: 'file/not-found', facts: { path: 'small.PML.absent' } });
      expect(error?.sentence).toBe('There is no file "small.PML.absent".');
    }
    expect((await rig.engine.host.call('capture/info', {})).error).toMatchObject({ facts: { path } });
  });

  it('lists what dead sessions left, and discards it', async () => {
    await rig.start();
    const { host } = rig.engine;
    expect(await host.call('recovery/list', { folder: rig.samples.newFile() })).toEqual({ files: [] });
    const folder = dirname(await rig.samples.abandoned(70_000));
    const { files } = await host.call('recovery/list', { folder });
    expect(files).toMatchObject([{ events: 70_000 }]);
    const { path, bytes, modified } = files[0]!;
    expect(bytes).toBeGreaterThan(70_000);
    expect(Number.isInteger(modified)).toBe(true);
    await host.call('recovery/discard', { path });
    expect(readdirSync(folder)).toEqual([]);
    expect(await host.call('recovery/list', { folder })).toEqual({ files: [] });
    await host.call('recovery/discard', { path });
    await expect(host.call('recovery/discard', { path: rig.samples.noLog })).rejects.toMatchObject({
      code: 'capture/unknown-format',
    });
    expect(existsSync(rig.samples.noLog)).toBe(true);
  });
});
