import { describe, expect, it } from 'vitest';
import { mayCloseWindow } from '../../src/main/window-closing.ts';

const UNSAVED = { isUnsaved: true, canAnswer: true, asked: undefined, now: 60_000 };

describe('closing a window', () => {
  it('is at once when nothing would be lost', () => {
    expect(mayCloseWindow({ ...UNSAVED, isUnsaved: false })).toBe(true);
  });

  it('is asked about when the capture is not saved', () => {
    expect(mayCloseWindow(UNSAVED)).toBe(false);
  });

  it('is at once when nobody is there to ask', () => {
    expect(mayCloseWindow({ ...UNSAVED, canAnswer: false })).toBe(true);
  });

  it('is possible when the page was told and does not ask', () => {
    const again = (after: number): boolean => mayCloseWindow({ ...UNSAVED, asked: UNSAVED.now - after });
    expect([again(100), again(1000), again(4000)]).toEqual([false, true, true]);
  });

  it('is asked about again after the user went on working', () => {
    expect(mayCloseWindow({ ...UNSAVED, asked: 0 })).toBe(false);
  });
});
