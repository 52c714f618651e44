const NAME = 'find-hit';
/** More hits than that in one window are not worth telling apart. */
const MOST_HITS = 2000;

/**
 * Marks a text wherever the cells in view have it, without regard to case, and keeps the marks as the list scrolls.
 * Returns what takes them away. Where the browser cannot paint ranges nothing is marked.
 */
export function markHits(list: HTMLElement, text: string): () => void {
  if (text === '' || !('highlights' in CSS)) return () => undefined;
  const wanted = text.toLowerCase();
  const paint = (): void => void CSS.highlights.set(NAME, new Highlight(...hitsIn(list, wanted)));
  const observer = new MutationObserver(paint);
  observer.observe(list, { subtree: true, childList: true, characterData: true });
  paint();
  return () => {
    observer.disconnect();
    CSS.highlights.delete(NAME);
  };
}

function hitsIn(list: HTMLElement, wanted: string): readonly StaticRange[] {
  const hits: StaticRange[] = [];
  const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null && hits.length < MOST_HITS; node = walker.nextNode()) {
    for (const start of placesOf(wanted, node.nodeValue ?? '')) {
      hits.push(
        new StaticRange({
          startContainer: node,
          startOffset: start,
          endContainer: node,
          endOffset: start + wanted.length,
        }),
      );
    }
  }
  return hits;
}

/** Where a text in lower case stands in another one. */
export function placesOf(wanted: string, text: string): readonly number[] {
  const lower = text.toLowerCase();
  // A few letters have more than one letter in lower case: places would then be others.
  if (lower.length !== text.length) return [];
  const places: number[] = [];
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length))
    places.push(at);
  return places;
}
