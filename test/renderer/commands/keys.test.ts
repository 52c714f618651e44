import { describe, expect, it } from 'vitest';
import { acceleratorText, chordText, isChord, parseChord } from '../../../src/renderer/commands/keys.ts';
import type { KeyPress } from '../../../src/renderer/commands/keys.ts';

function press(parts: Partial<KeyPress>): KeyPress {
  return { key: '', code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...parts };
}

describe('isChord', () => {
  it('takes Ctrl elsewhere and Command on a Mac', () => {
    const chord = parseChord('Mod+O');
    expect(isChord(chord, press({ key: 'o', code: 'KeyO', ctrlKey: true }), false)).toBe(true);
    expect(isChord(chord, press({ key: 'o', code: 'KeyO', ctrlKey: true }), true)).toBe(false);
    expect(isChord(chord, press({ key: 'o', code: 'KeyO', metaKey: true }), true)).toBe(true);
    expect(isChord(chord, press({ key: 'o', code: 'KeyO' }), false)).toBe(false);
  });

  it('tells chords by Shift and Alt', () => {
    expect(isChord(parseChord('F3'), press({ key: 'F3', shiftKey: true }), false)).toBe(false);
    expect(isChord(parseChord('Shift+F3'), press({ key: 'F3', shiftKey: true }), false)).toBe(true);
    expect(isChord(parseChord('F3'), press({ key: 'F3', altKey: true }), false)).toBe(false);
  });

  it('finds letters at their place on a keyboard of another script', () => {
    const chord = parseChord('Mod+L');
    expect(isChord(chord, press({ key: '\u3163', code: 'KeyL', ctrlKey: true }), false)).toBe(true);
    expect(isChord(chord, press({ key: 'Process', code: 'KeyL', ctrlKey: true }), false)).toBe(true);
  });

  it('goes by the letter, not its place, on a keyboard with other places', () => {
    expect(isChord(parseChord('Mod+A'), press({ key: 'a', code: 'KeyQ', ctrlKey: true }), false)).toBe(true);
    expect(isChord(parseChord('Mod+Q'), press({ key: 'a', code: 'KeyQ', ctrlKey: true }), false)).toBe(false);
  });

  it('takes a sign with whatever keys write it', () => {
    expect(isChord(parseChord('?'), press({ key: '?', shiftKey: true }), false)).toBe(true);
    expect(isChord(parseChord('?'), press({ key: '?' }), false)).toBe(true);
    expect(isChord(parseChord('?'), press({ key: '/', shiftKey: false }), false)).toBe(false);
  });
});

describe('texts of chords', () => {
  it('follows the platform', () => {
    const chord = parseChord('Mod+Shift+A');
    expect(chordText(chord, false)).toBe('Ctrl+Shift+A');
    expect(chordText(chord, true)).toBe('\u21e7\u2318A');
    expect(acceleratorText(chord)).toBe('CmdOrCtrl+Shift+A');
    expect(chordText(parseChord('F1'), false)).toBe('F1');
  });
});
