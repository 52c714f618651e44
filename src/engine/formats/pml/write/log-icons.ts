import type { IconRecord } from '../../../capture/capture.ts';
import { offsetTable } from './offset-table.ts';

/** The icons of a log: icon 0 is the empty placeholder, whatever the capture begins with. */
export class LogIcons {
  readonly #icons: readonly IconRecord[];
  /** How much higher an index is than the capture's. */
  readonly #shift: 0 | 1;

  constructor(icons: readonly IconRecord[]) {
    const [first] = icons;
    this.#shift = first === undefined || (first.edge === 0 && first.image.length === 0) ? 0 : 1;
    this.#icons = this.#shift === 1 ? icons : icons.slice(1);
  }

  /** The log's index of an icon of the capture; 0 for one that it does not have. */
  index(index: number): number {
    const moved = index + this.#shift;
    return moved >= 1 && moved <= this.#icons.length ? moved : 0;
  }

  /** The icon table. */
  table(): Buffer {
    const placeholder = { edge: 0, image: Buffer.alloc(0) };
    return offsetTable(
      [placeholder, ...this.#icons].map(({ edge, image }) => {
        const record = Buffer.alloc(8 + image.length);
        record.writeUInt32LE(edge, 0);
        record.writeUInt32LE(image.length, 4);
        image.copy(record, 8);
        return record;
      }),
    );
  }
}
