/**
 * The entry that letters typed into a list mean: the next one whose name begins with them. The same letter again and again
 * walks through those that begin with it. Undefined when there is none.
 */
export function typedTarget(
  entries: readonly { readonly name: string }[],
  current: number,
  typed: string,
): number | undefined {
  const letters = [...typed.toLowerCase()];
  const [first] = letters;
  if (first === undefined) return undefined;
  const isRepeated = letters.every((letter) => letter === first);
  const word = isRepeated ? first : letters.join('');
  // A word that grows may still mean the entry it has found.
  const from = isRepeated ? current + 1 : Math.max(0, current);
  for (let step = 0; step < entries.length; step++) {
    const index = (from + step) % entries.length;
    if (entries[index]?.name.toLowerCase().startsWith(word) === true) return index;
  }
  return undefined;
}
