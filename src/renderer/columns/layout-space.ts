import { locale } from '../messages/locale.ts';
import type { LayoutSpace } from './column-layout.ts';

/** What `오전` is wider than ` AM`, in CSS pixels. */
const TIME_EXTRA_KO = 6;

/** The space for a list `width` CSS pixels wide that shows events of a capture with `total` of them. */
export function layoutSpace(width: number, total: number): LayoutSpace {
  return {
    width,
    // The width of the numbers' column grows with the capture, not with each event.
    rows: 10 ** String(total).length - 1,
    timeExtra: locale.tag.toLowerCase().startsWith('ko') ? TIME_EXTRA_KO : 0,
  };
}
