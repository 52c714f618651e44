import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RecentFiles, MAX_RECENT_FILES } from '../../src/host/recent-files.ts';
import { SettingsFile } from '../../src/host/settings-file.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../src/shared/event-class.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';
import { temporaryFolder } from '../support/opened-log.ts';

const quiet = (): void => undefined;

describe('the file of the settings', () => {
  it('keeps what was changed', async () => {
    const path = join(temporaryFolder(), 'new', 'settings.json');
    const file = new SettingsFile(path, quiet);
    expect(file.current).toEqual(DEFAULT_SETTINGS);
    const heard: string[] = [];
    const stop = file.onChanged(({ theme }) => heard.push(theme));
    file.change({ theme: 'dark' });
    file.change({ alwaysOnTop: true });
    stop();
    file.change({ theme: 'light', density: undefined });
    await file.flush();
    expect(heard).toEqual(['dark', 'dark']);
    const wanted = { ...DEFAULT_SETTINGS, theme: 'light', alwaysOnTop: true };
    expect(file.current).toEqual(wanted);
    expect(new SettingsFile(path, quiet).current).toEqual(wanted);
    expect(readdirSync(join(path, '..'))).toEqual(['settings.json']);
  });

  it('loses no more than what is wrong in it, and keeps what another version wrote', async () => {
    const path = join(temporaryFolder(), 'settings.json');
    writeFileSync(path, '{"theme":"dark","density":"loose","fromTomorrow":{"a":1}}');
    const file = new SettingsFile(path, quiet);
    expect(file.current).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
    file.change({ density: 'comfortable' });
    await file.flush();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      density: 'comfortable',
      fromTomorrow: { a: 1 },
      knownClasses: ALL_CLASSES,
    });
  });

  it('hides no class that did not exist when it was written, and keeps what somebody has hidden since', async () => {
    const path = join(temporaryFolder(), 'settings.json');
    // Of the eight first classes all but Registry and Profiling.
    const before = 0xff & ~classBit(EventClass.Registry) & ~classBit(EventClass.Profiling);
    writeFileSync(path, JSON.stringify({ theme: 'dark', classes: before }));
    const file = new SettingsFile(path, quiet);
    expect(file.current.classes).toBe(
      ALL_CLASSES & ~classBit(EventClass.Registry) & ~classBit(EventClass.Profiling),
    );
    const hidden = file.current.classes & ~classBit(EventClass.Memory);
    file.change({ classes: hidden });
    await file.flush();
    expect(new SettingsFile(path, quiet).current.classes).toBe(hidden);
  });

  it('keeps highlight rules, colours and font, each for itself', async () => {
    const path = join(temporaryFolder(), 'settings.json');
    const rule = {
      enabled: true,
      column: 'path',
      relation: 'contains',
      value: 'Temp',
      action: 'Include',
    } as const;
    const highlight = { rules: [rule], colors: { text: '#000000' } };
    const file = new SettingsFile(path, quiet);
    file.change({ highlight, font: { family: 'Malgun Gothic', size: 14 } });
    await file.flush();
    const { current } = new SettingsFile(path, quiet);
    expect(current).toMatchObject({ highlight, font: { family: 'Malgun Gothic', size: 14 } });

    const damaged = {
      highlight: { rules: [rule], colors: { text: 'red' } },
      font: { family: 'x', size: 1000 },
    };
    writeFileSync(path, JSON.stringify(damaged));
    const read = new SettingsFile(path, quiet).current;
    expect(read).toEqual({ ...DEFAULT_SETTINGS, highlight: { rules: [rule], colors: {} } });
  });

  it.each(['', '{', '[]', 'null', '"text"', '\0\u0001'])(
    'that nobody can read (%j) is kept aside',
    async (text) => {
      const path = join(temporaryFolder(), 'settings.json');
      writeFileSync(path, text);
      const logged: string[] = [];
      const file = new SettingsFile(path, (what) => logged.push(what));
      expect(file.current).toEqual(DEFAULT_SETTINGS);
      expect(logged).toHaveLength(1);
      expect(existsSync(path)).toBe(false);
      expect(readFileSync(`${path}.unreadable`, 'utf8')).toBe(text);
      file.change({ theme: 'dark' });
      await file.flush();
      expect(new SettingsFile(path, quiet).current.theme).toBe('dark');
    },
  );

  it('that cannot be written costs no more than the memory', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const logged: string[] = [];
    const file = new SettingsFile(join(folder, 'file', 'settings.json'), (what) => logged.push(what));
    expect(file.change({ theme: 'dark' }).theme).toBe('dark');
    await file.flush();
    expect(logged).toHaveLength(1);
  });
});

describe('the list of recent files', () => {
  it('has the newest first, each once, and no more than so many', async () => {
    const path = join(temporaryFolder(), 'recent.json');
    const recent = new RecentFiles(path, quiet);
    for (let index = 0; index < MAX_RECENT_FILES + 5; index++)
      recent.add({ path: `/logs/${index}.pml`, events: index, opened: index });
    recent.add({ path: '/logs/9.pml', opened: 1000 });
    recent.remove('/logs/24.pml');
    await recent.flush();
    const read = new RecentFiles(path, quiet).all;
    expect(read).toEqual(recent.all);
    expect(read).toHaveLength(MAX_RECENT_FILES - 1);
    expect(read.slice(0, 2)).toEqual([
      { path: '/logs/9.pml', opened: 1000 },
      { path: '/logs/23.pml', events: 23, opened: 23 },
    ]);
    recent.clear();
    expect(recent.all).toEqual([]);
  });

  it('loses no more than the entries that are wrong', () => {
    const path = join(temporaryFolder(), 'recent.json');
    writeFileSync(
      path,
      '{"files":[{"path":"/a","opened":1},{"path":7},null,{"path":"/b","opened":2,"events":0}]}',
    );
    expect(new RecentFiles(path, quiet).all).toEqual([
      { path: '/a', opened: 1 },
      { path: '/b', opened: 2, events: 0 },
    ]);
  });
});
