import { locale } from '../messages/locale.ts';
import { symbolId } from '../icons/sprite.ts';
import { textOf } from './loaded-rows.ts';
import type { LoadedRows } from './loaded-rows.ts';

/** What a row says that stands for lost events. */
export interface LostTexts {
  /** How many, and between which times where both neighbours are known. */
  readonly what: string;
  /** Why; empty where that is not known. */
  readonly cause: string;
}

/**
 * What is said of a loss. `detail` is the row's Detail cell, as the engine writes it: `Lost: 12, Cause: …`. `before` and `after`
 * are the times of the rows around it.
 */
export function lostTexts(detail: string, before: string | undefined, after: string | undefined): LostTexts {
  const { live } = locale.messages;
  const parts = /^Lost: ([\d,]+|unknown)(?:, Cause: (.*))?$/s.exec(detail);
  const told = parts?.[1]?.replaceAll(',', '') ?? 'unknown';
  const count = told === 'unknown' ? undefined : Number(told);
  const cause = parts?.[2] ?? '';
  const isTimed = before !== undefined && before !== '' && after !== undefined && after !== '';
  return {
    what: live.lostRow(
      count === undefined ? undefined : locale.number(count),
      count ?? 0,
      isTimed ? [before, after] : undefined,
    ),
    cause: cause === 'unknown' ? '' : (live.lossCause(cause) ?? cause),
  };
}

/** The sentence over a row that stands for lost events. Made for the rows that need it, which are few. */
export class LostNote {
  readonly #what: HTMLElement;
  readonly #cause: HTMLElement;

  constructor(row: HTMLElement) {
    const note = document.createElement('div');
    note.className = 'lost-note';
    // Its cells say the same to those who do not see it.
    note.setAttribute('aria-hidden', 'true');
    this.#what = document.createElement('b');
    this.#cause = document.createElement('span');
    note.append(warningIcon(), this.#what, this.#cause);
    row.append(note);
  }

  /** Says what is known of the loss at `index` of some rows. */
  write(rows: LoadedRows, row: number, timeOfDay: (text: string) => string): void {
    const time = (other: number): string | undefined => {
      const text = textOf(rows, other, 'timeOfDay');
      return text === undefined ? undefined : timeOfDay(text);
    };
    const { what, cause } = lostTexts(textOf(rows, row, 'detail') ?? '', time(row - 1), time(row + 1));
    this.#what.textContent = cause === '' ? `${what}.` : `${what}:`;
    this.#cause.textContent = cause === '' ? '' : `${cause}.`;
  }
}

const SVG = 'http://www.w3.org/2000/svg';

function warningIcon(): SVGElement {
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('class', 'icon');
  icon.setAttribute('width', '16');
  icon.setAttribute('height', '16');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${symbolId('warning-16-filled')}`);
  icon.append(use);
  return icon;
}
