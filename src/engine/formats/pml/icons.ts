import type { IconRecord } from '../../capture/capture.ts';
import type { DamageLog } from './damage-log.ts';
import type { PageReader } from './page-reader.ts';
import type { Region } from './part-plan.ts';

const PLACEHOLDER: IconRecord = { edge: 0, image: Buffer.alloc(0) };
/** Icons of a whole capture; a log has one or two for each distinct program. */
const MAX_ICONS = 8192;
/** An icon of 256 x 256 pixels with 32 bits a pixel and its mask has some 270 KB. */
const MAX_EDGE = 256;
const MAX_ICON_BYTES = 512 * 1024;
/** Bytes of all icons together. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;

/** The icons of a capture, collected from its parts: equal images are kept once. Icon 0 is the placeholder. */
export class IconCollection {
  readonly records: IconRecord[] = [PLACEHOLDER];
  #bytes = 0;

  /**
   * Adds the icons of one part. Returns what maps the part's icon indexes to those of {@link records}; indexes that are
   * not there or are damaged give the placeholder.
   */
  add(
    pages: PageReader,
    region: Region | undefined,
    name: string,
    damage: DamageLog,
  ): (index: number) => number {
    if (region === undefined) return () => 0;
    const said = pages.u32(region.start) ?? 0;
    const count = Math.min(said, Math.floor((region.end - region.start - 4) / 12), MAX_ICONS);
    const numbers = new Uint32Array(count);
    let missing = said - count;
    for (let i = 0; i < count; i++) {
      const number = this.#read(pages, region, i);
      if (number === undefined) missing++;
      else numbers[i] = number;
    }
    if (missing > 0) {
      damage.warn(
        'pml/damaged',
        'icons-cut',
        name,
        `Icons of "${name}" are damaged or cut off; their programs are shown without one.`,
        { count: missing },
      );
    }
    return (index) => numbers[index] ?? 0;
  }

  #read(pages: PageReader, region: Region, index: number): number | undefined {
    const offset = pages.u32(region.start + 4 + index * 4);
    if (offset === undefined) return undefined;
    const start = region.start + offset;
    if (pages.fetch(start, 8) < 8) return undefined;
    const edge = pages.bytes.readUInt32LE(pages.at);
    const length = pages.bytes.readUInt32LE(pages.at + 4);
    if (edge === 0 && length === 0) return 0;
    if (edge > MAX_EDGE || length > MAX_ICON_BYTES || start + 8 + length > region.end) return undefined;
    if (pages.fetch(start + 8, length) < length) return undefined;
    return this.#intern(edge, pages.bytes.subarray(pages.at, pages.at + length));
  }

  #intern(edge: number, image: Buffer): number | undefined {
    const known = this.records.findIndex(
      (icon) => icon.edge === edge && icon.image.length === image.length && icon.image.equals(image),
    );
    if (known >= 0) return known;
    if (this.records.length >= MAX_ICONS || this.#bytes + image.length > MAX_TOTAL_BYTES) return undefined;
    this.#bytes += image.length;
    return this.records.push({ edge, image: Buffer.from(image) }) - 1;
  }
}
