import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  MAIN_WINDOW,
  PROPERTIES_WINDOW,
  fitWindow,
  loadWindowState,
  saveWindowState,
} from '../../src/main/window-state.ts';

const DEFAULT = { ...MAIN_WINDOW.initial, isMaximized: false };
const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };

describe('the place of the window', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is remembered', () => {
    const file = join(folder, 'window.json');
    saveWindowState(file, { x: 10, y: 20, width: 1000, height: 700 }, true);
    expect(loadWindowState(file, MAIN_WINDOW, [SCREEN])).toEqual({
      x: 10,
      y: 20,
      width: 1000,
      height: 700,
      isMaximized: true,
    });
  });

  it.each([
    '',
    '{',
    '[]',
    '{"version":2}',
    '{"version":1,"x":0,"y":0,"width":-5,"height":1e9,"isMaximized":false}',
  ])('is the default when the file holds %j', (text) => {
    const file = join(folder, 'window.json');
    writeFileSync(file, text);
    expect(loadWindowState(file, MAIN_WINDOW, [SCREEN])).toEqual(DEFAULT);
  });

  it('is the default when there is no file', () => {
    expect(loadWindowState(join(folder, 'none.json'), MAIN_WINDOW, [SCREEN])).toEqual(DEFAULT);
  });

  it('is not that of a window of another kind', () => {
    const file = join(folder, 'window.json');
    saveWindowState(file, { x: 10, y: 20, width: 500, height: 430 }, false);
    expect(loadWindowState(file, MAIN_WINDOW, [SCREEN])).toEqual(DEFAULT);
    expect(loadWindowState(file, PROPERTIES_WINDOW, [SCREEN])).toMatchObject({ width: 500, height: 430 });
  });

  it('is given up when no screen shows it any more', () => {
    const state = { x: 3000, y: 100, width: 1000, height: 700, isMaximized: false };
    expect(fitWindow(state, MAIN_WINDOW, [SCREEN])).toEqual(DEFAULT);
    expect(fitWindow(state, MAIN_WINDOW, [SCREEN, { ...SCREEN, x: 1920 }])).toEqual(state);
  });

  it('fits a screen that has become smaller', () => {
    const state = { x: 0, y: 0, width: 3000, height: 2000, isMaximized: false };
    expect(fitWindow(state, MAIN_WINDOW, [SCREEN])).toMatchObject({ width: 1920, height: 1080 });
  });
});
