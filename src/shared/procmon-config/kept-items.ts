/** How {@link withKept} looks at items. */
export interface KeptItems<Item, Want> {
  /** Whether an item stays whatever is wanted. */
  readonly isKept: (item: Item) => boolean;
  /** Whether an item stands for what is wanted already. */
  readonly same: (item: Item, want: Want) => boolean;
  /** A new item. */
  readonly made: (want: Want) => Item;
}

/**
 * A list that stands for what is wanted, in that order, and still holds what must be kept: each kept item behind the item
 * that it stood behind before, or behind the nearest one before that which is still there.
 */
export function withKept<Item, Want>(
  before: readonly Item[],
  wanted: readonly Want[],
  { isKept, same, made }: KeptItems<Item, Want>,
): readonly Item[] {
  const used = new Set<number>();
  const places = wanted.map((want) => {
    const place = before.findIndex((item, index) => !used.has(index) && !isKept(item) && same(item, want));
    if (place >= 0) used.add(place);
    return place;
  });
  /** Kept items by the place in `before` of the item that they stand behind; -1: at the start. */
  const behind = new Map<number, Item[]>();
  let anchor = -1;
  before.forEach((item, index) => {
    if (isKept(item)) behind.set(anchor, [...(behind.get(anchor) ?? []), item]);
    else if (used.has(index)) anchor = index;
  });
  return [
    ...(behind.get(-1) ?? []),
    ...wanted.flatMap((want, index) => {
      const place = places[index] ?? -1;
      const item = place < 0 ? undefined : before[place];
      return item === undefined ? [made(want)] : [item, ...(behind.get(place) ?? [])];
    }),
  ];
}
