import { useEffect } from 'react';
import { chordText, isChord, parseChord } from '../commands/keys.ts';
import type { Chord } from '../commands/keys.ts';
import { hasSelectedText } from './data-list.tsx';
import { useProperties } from './properties-context.ts';
import { PROPERTIES_TABS } from './properties-query.ts';
import type { PropertiesSession } from './properties-session.ts';

const PREVIOUS = parseChord('Alt+ArrowUp');
const NEXT = parseChord('Alt+ArrowDown');
const NEXT_HIGHLIGHTED = parseChord('F4');
const PREVIOUS_HIGHLIGHTED = parseChord('Shift+F4');
const COPY = parseChord('Mod+C');
const CLOSE = parseChord('Escape');
const NEXT_TABS = ['Mod+Tab', 'Mod+PageDown'].map(parseChord);
const PREVIOUS_TABS = ['Mod+Shift+Tab', 'Mod+PageUp'].map(parseChord);

/** The window's keys as its tooltips show them. */
export function keyTexts(isMac: boolean): Record<'previous' | 'next' | 'copy' | 'close', string> {
  const text = (chord: Chord): string =>
    chordText(chord, isMac)
      .replace('ArrowUp', '\u2191')
      .replace('ArrowDown', '\u2193')
      .replace('Escape', 'Esc');
  return { previous: text(PREVIOUS), next: text(NEXT), copy: text(COPY), close: text(CLOSE) };
}

/** Lets the keys work in the whole window, but for those that a control has taken for itself. */
export function usePropertiesKeys(): void {
  const session = useProperties();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.defaultPrevented && press(session, event)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [session]);
}

/** Whether the key is one of the window's. */
function press(session: PropertiesSession, event: KeyboardEvent): boolean {
  const isMac = session.store.getState().shell.platform === 'mac';
  const is = (chord: Chord): boolean => isChord(chord, event, isMac);
  if (is(PREVIOUS)) session.step(-1, event.repeat);
  else if (is(NEXT)) session.step(1, event.repeat);
  else if (is(PREVIOUS_HIGHLIGHTED)) session.stepHighlighted(-1, event.repeat);
  else if (is(NEXT_HIGHLIGHTED)) session.stepHighlighted(1, event.repeat);
  else if (is(CLOSE)) session.close();
  else if (NEXT_TABS.some(is)) turnTab(session, 1);
  else if (PREVIOUS_TABS.some(is)) turnTab(session, -1);
  else if (is(COPY) && !hasSelectedText()) session.copyAll();
  else return false;
  return true;
}

function turnTab(session: PropertiesSession, direction: 1 | -1): void {
  const count = PROPERTIES_TABS.length;
  const index = PROPERTIES_TABS.indexOf(session.store.getState().tab);
  const tab = PROPERTIES_TABS[(index + direction + count) % count];
  if (tab !== undefined) session.chooseTab(tab);
}
