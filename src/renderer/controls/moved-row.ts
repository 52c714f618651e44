/**
 * The row that a key moves the selection to in a list of `count` rows, of which `page` are in view: one of the arrows, Home,
 * End or a page key. Undefined for other keys and for an empty list. Without a current row the first one is next.
 */
export function movedRow(
  key: string,
  current: number | undefined,
  count: number,
  page: number,
): number | undefined {
  if (count === 0) return undefined;
  const target = targetOf(key, current ?? -1, count, page);
  return target === undefined ? undefined : Math.min(count - 1, Math.max(0, target));
}

function targetOf(key: string, current: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return current + 1;
    case 'ArrowUp':
      return current - 1;
    case 'PageDown':
      return current + page;
    case 'PageUp':
      return current - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
