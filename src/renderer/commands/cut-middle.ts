const ELLIPSIS = '\u2026';
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** UTF-16 units of one grapheme that are looked at when a text is cut. */
const UNITS_PER_GRAPHEME = 8;

/**
 * A text of at most `length` characters as people count them. What is too much is taken out of the middle, for the end
 * of a path tells more than its folders.
 */
export function cutMiddle(text: string, length: number): string {
  // Captured texts may be very long; only their ends matter.
  const reach = length * UNITS_PER_GRAPHEME;
  if (text.length > 2 * reach) {
    return joinEnds(split(text.slice(0, reach)), split(text.slice(-reach)), length);
  }
  const parts = split(text);
  return parts.length <= length ? text : joinEnds(parts, parts, length);
}

function split(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function joinEnds(start: readonly string[], end: readonly string[], length: number): string {
  const kept = length - 1;
  const head = Math.ceil(kept / 2.5);
  return start.slice(0, head).join('') + ELLIPSIS + end.slice(-(kept - head)).join('');
}
