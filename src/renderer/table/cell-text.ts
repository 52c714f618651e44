/** Longest text that is given to the page: a path may have 32,767 characters. */
const MAX_CELL_TEXT = 500;
/** No letter of the interface's fonts is narrower than this many CSS pixels. */
const NARROWEST_LETTER = 2.5;

/** How many characters a cell `width` CSS pixels wide can show at most. */
export function textLimit(width: number): number {
  return Math.min(MAX_CELL_TEXT, Math.ceil(width / NARROWEST_LETTER));
}

/**
 * The beginning of a text, for a cell that shows no more than `limit` characters of it: measuring text that is cut anyway
 * is most of a frame's work. Never splits a surrogate pair.
 */
export function cellText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const next = text.charCodeAt(limit);
  const isLowSurrogate = next >= 0xdc00 && next <= 0xdfff;
  return `${text.slice(0, isLowSurrogate ? limit - 1 : limit)}…`;
}
