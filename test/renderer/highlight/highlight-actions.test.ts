import { beforeEach, describe, expect, it } from 'vitest';
import {
  addHighlight,
  chooseHighlight,
  chooseHighlightColors,
  filterOfHighlight,
  hasHighlight,
  installHighlight,
  makeFilter,
} from '../../../src/renderer/highlight/highlight-actions.ts';
import type { HighlightHolder } from '../../../src/renderer/highlight/highlight-actions.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import { MAX_RULES } from '../../../src/shared/api/schemas.ts';
import { ProcscopeError, cancelled } from '../../../src/shared/errors.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';
import type { SettingsChange } from '../../../src/shared/settings.ts';
import { exclude, include, off } from '../filter/rules.ts';

const A = include('processName', 'a.exe');
const B = include('processName', 'b.exe');
const READ = include('operation', 'ReadFile');
const NO_TEMP = exclude('path', 'Temp', 'contains');

let store: ReturnType<typeof createAppStore>;
let app: HighlightHolder;
beforeEach(() => {
  store = createAppStore();
  const changeSettings = (change: SettingsChange): void => {
    const { settings } = store.getState();
    // A host answers with settings of its own making.
    store.getState().settingsChanged(structuredClone(Object.assign({ ...settings }, change)));
  };
  app = { store, shell: { changeSettings } };
});

const rules = (): readonly FilterRule[] => store.getState().settings.highlight.rules;

describe('highlight rules', () => {
  it('are added once, and switched on again instead of added twice', () => {
    addHighlight(app, A);
    chooseHighlight(app, [off(A), READ]);
    addHighlight(app, include('processName', 'A.EXE'));
    expect(rules()).toEqual([A, READ]);
  });

  it('keep the colours, as the colours keep them', () => {
    addHighlight(app, A);
    chooseHighlightColors(app, { background: '#80ffff' });
    addHighlight(app, B);
    expect(store.getState().settings.highlight).toEqual({
      rules: [A, B],
      colors: { background: '#80ffff' },
    });
  });

  it('highlight nothing while none is enabled', () => {
    expect(hasHighlight(store.getState())).toBe(false);
    chooseHighlight(app, [off(A)]);
    expect(hasHighlight(store.getState())).toBe(false);
    addHighlight(app, A);
    expect(hasHighlight(store.getState())).toBe(true);
  });

  it('are refused beyond their bound, with a sentence', () => {
    const many = Array.from({ length: MAX_RULES }, (_, n) => include('pid', String(n)));
    chooseHighlight(app, many);
    addHighlight(app, A);
    expect(rules()).toHaveLength(MAX_RULES);
    expect(store.getState().message).toMatchObject({ kind: 'failure' });
  });
});

describe('a filter made of highlight rules', () => {
  it('has those that are enabled after its own', () => {
    const filter = { rules: [NO_TEMP], usesDefaults: true };
    expect(filterOfHighlight(filter, [A, off(B), exclude('result', 'SUCCESS')])).toEqual({
      rules: [NO_TEMP, A, exclude('result', 'SUCCESS')],
      usesDefaults: true,
    });
  });

  it('shows no other events than highlighted ones: its own alternatives are switched off', () => {
    const filter = { rules: [A, B, READ], usesDefaults: false };
    expect(filterOfHighlight(filter, [B]).rules).toEqual([off(A), B, READ]);
  });

  it('is one that Undo takes back', () => {
    makeFilter(app, [A]);
    expect(store.getState().filter.rules).toEqual([A]);
    store.getState().filterUndone();
    expect(store.getState().filter.rules).toEqual([]);
  });
});

describe('what the engine highlights', () => {
  const asked: (readonly FilterRule[])[] = [];
  let answer: () => Promise<void>;
  let stop: () => void;
  beforeEach(() => {
    asked.length = 0;
    answer = async () => undefined;
    chooseHighlight(app, [A]);
    const session = {
      setHighlight: (wanted: readonly FilterRule[]): Promise<void> => {
        asked.push(wanted);
        return answer();
      },
    };
    stop = installHighlight({ store, session });
  });

  it('follows the settings, and is not asked for what it highlights already', () => {
    expect(asked).toEqual([[A]]);
    app.shell.changeSettings({ theme: 'dark' });
    chooseHighlightColors(app, { text: '#000000' });
    expect(asked).toEqual([[A]]);
    addHighlight(app, B);
    expect(asked).toEqual([[A], [A, B]]);
    chooseHighlight(app, []);
    expect(asked).toEqual([[A], [A, B], []]);
    stop();
    addHighlight(app, A);
    expect(asked).toHaveLength(3);
  });

  it('says what went wrong, unless that was wanted or is said elsewhere', async () => {
    const messages: string[] = [];
    for (const error of [
      cancelled(),
      new ProcscopeError('api/closed', 'The engine has gone.'),
      new ProcscopeError('file/io', 'The disk is gone.'),
    ]) {
      answer = () => Promise.reject(error);
      addHighlight(app, include('pid', String(messages.length)));
      await Promise.resolve();
      await Promise.resolve();
      messages.push(store.getState().message?.sentence ?? '');
    }
    expect(messages).toEqual(['', '', 'The highlight was not changed. The disk is gone.']);
  });
});
