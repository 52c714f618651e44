import type { StringId } from '../../../../shared/units.ts';
import type { Epoch } from '../../../store/epoch.ts';
import { offsetTable } from './offset-table.ts';

/**
 * The texts of processes and modules of a log, each once. Text 0 is the empty one, which has no NUL; all others end in one,
 * which is counted. Source: procmon-parser, docs/PML Format.md.
 */
export class LogTexts {
  readonly #indexes = new Map<string, number>([['', 0]]);
  #epoch: Epoch | undefined;
  /** Indexes of the texts of one epoch by id. */
  #known = new Map<StringId, number>();

  /** The index of a text, added when it is new. It ends at its first NUL, as it would when it is read. */
  index(text: string): number {
    const nul = text.indexOf('\0');
    const kept = nul < 0 ? text : text.slice(0, nul);
    const known = this.#indexes.get(kept);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(kept, index);
    return index;
  }

  /** The index of a text that is there; undefined for others. */
  find(text: string): number | undefined {
    return this.#indexes.get(text);
  }

  /** The index of an epoch's text. */
  indexOf(epoch: Epoch, id: StringId): number {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#known = new Map();
    }
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const index = this.index(epoch.strings.get(id));
    this.#known.set(id, index);
    return index;
  }

  /** The string table. */
  table(): Buffer {
    return offsetTable(Array.from(this.#indexes.keys(), countedText));
  }
}

/** u32 length in bytes, UTF-16 with a NUL; the empty text is its length alone. */
function countedText(text: string): Buffer {
  const bytes = Buffer.alloc(4 + (text === '' ? 0 : text.length * 2 + 2));
  bytes.writeUInt32LE(bytes.length - 4);
  bytes.write(text, 4, 'utf16le');
  return bytes;
}
