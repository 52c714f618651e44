import type { StringId } from '../../shared/units.ts';
import type { Epoch } from '../store/epoch.ts';

const UNKNOWN = 0xffff_ffff;
const FIRST_SIZE = 1024;
/** Four times as many as a helper numbers before it counts anew; what is beyond is no text. */
const MOST_TEXTS = 1 << 20;

/** The ids that one store has given to the texts of a table. */
interface KnownIds {
  epoch: Epoch;
  /** By the helper's number; {@link UNKNOWN} where the epoch was not asked yet. */
  ids: Uint32Array;
}

/**
 * The texts that a helper has numbered since it last began to count anew, with the ids that stores gave them, so that a path
 * is interned once and not with every event. Events that wait for their turn keep the table that they were told with.
 */
export class PathTable {
  readonly #texts: string[] = [''];
  readonly #known: (KnownIds | undefined)[] = [];

  /** Returns false when the number already stands for another text: the helper then counts anew without having said so. */
  define(id: number, text: string): boolean {
    if (id === 0 || id >= MOST_TEXTS) return true;
    const known = this.#texts[id];
    if (known !== undefined && known !== '') return known === text;
    while (this.#texts.length < id) this.#texts.push('');
    this.#texts[id] = text;
    for (const each of this.#known) if (each !== undefined && id < each.ids.length) each.ids[id] = UNKNOWN;
    return true;
  }

  /** The id of text `id` in an epoch of the store with number `store`; 0, the empty text, when its definition was lost. */
  idIn(epoch: Epoch, store: number, id: number): StringId {
    let known = this.#known[store];
    if (known?.epoch !== epoch) {
      known = { epoch, ids: new Uint32Array(Math.max(FIRST_SIZE, this.#texts.length)).fill(UNKNOWN) };
      this.#known[store] = known;
    }
    if (id >= known.ids.length) {
      if (id >= this.#texts.length) return 0 as StringId;
      const grown = new Uint32Array(Math.max(known.ids.length * 2, this.#texts.length)).fill(UNKNOWN);
      grown.set(known.ids);
      known.ids = grown;
    }
    const found = known.ids[id]!;
    if (found !== UNKNOWN) return found as StringId;
    const interned = epoch.strings.intern(this.#texts[id] ?? '');
    known.ids[id] = interned;
    return interned;
  }
}
