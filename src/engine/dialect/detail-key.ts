/** Longer keys are of no use: their texts seldom come again, and comparing them costs as much as formatting. */
const MAX_WORDS = 64;

/**
 * What the Detail text of one event is made from, as words of 32 bits: events of one operation in one capture whose keys are
 * equal have equal texts. So a verdict on the text can be kept by the key, and the text of many events is never made.
 * One object is reused from event to event.
 */
export class DetailKey {
  readonly words = new Int32Array(MAX_WORDS);
  /** Words in use. */
  length = 0;
  /** False when the text depends on more than the key can hold. */
  isUsable = true;

  /** Begins a key. */
  clear(): void {
    this.length = 0;
    this.isUsable = true;
  }

  /** Says that this event's text has no key. */
  refuse(): void {
    this.isUsable = false;
  }

  /** Adds a number of 32 bits. */
  add(word: number): void {
    if (this.length >= MAX_WORDS) this.isUsable = false;
    else this.words[this.length++] = word;
  }

  /** Adds the bytes [start, end) and how many they are. */
  addBytes(bytes: Uint8Array, start: number, end: number): void {
    const { words } = this;
    let at = this.length;
    if (at + 1 + ((end - start + 3) >> 2) > MAX_WORDS) {
      this.isUsable = false;
      return;
    }
    words[at++] = end - start;
    let i = start;
    for (const stop = end - 3; i < stop; i += 4) {
      words[at++] = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    }
    if (i < end) {
      let word = 0;
      for (let shift = 0; i < end; i++, shift += 8) word |= bytes[i]! << shift;
      words[at++] = word;
    }
    this.length = at;
  }
}
