/** Icons that are kept; a capture of a busy machine has some hundreds. */
const MAX_ICONS = 4096;
const DIRECTORY_BYTES = 22;

/**
 * The icons of processes as addresses of images in the page. Each is fetched once, when a row first needs it.
 * The browser's own decoder reads them: the bytes were stored by other programs and are not trusted.
 */
export class ProcessIcons {
  readonly #fetch: (index: number) => Promise<{ edge: number; image: Uint8Array }>;
  readonly #onChange: () => void;
  readonly #addresses = new Map<number, string | undefined>();
  /** Held, so that the browser keeps them decoded and a row shows one at once. */
  readonly #pictures: HTMLImageElement[] = [];
  #epoch = 0;

  constructor(fetch: (index: number) => Promise<{ edge: number; image: Uint8Array }>, onChange: () => void) {
    this.#fetch = fetch;
    this.#onChange = onChange;
  }

  /** The address of an icon; undefined for index 0, for an icon that cannot be had, and while it is on its way. */
  address(index: number): string | undefined {
    if (index === 0) return undefined;
    if (!this.#addresses.has(index) && this.#addresses.size < MAX_ICONS) {
      this.#addresses.set(index, undefined);
      void this.#load(index, this.#epoch);
    }
    return this.#addresses.get(index);
  }

  /** Forgets all icons: another capture has others. */
  clear(): void {
    this.#epoch++;
    for (const address of this.#addresses.values()) if (address !== undefined) URL.revokeObjectURL(address);
    this.#addresses.clear();
    this.#pictures.length = 0;
  }

  async #load(index: number, epoch: number): Promise<void> {
    try {
      const { edge, image } = await this.#fetch(index);
      const address = URL.createObjectURL(new Blob([iconFile(edge, image)], { type: 'image/x-icon' }));
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      if (epoch !== this.#epoch) {
        URL.revokeObjectURL(address);
        return;
      }
      this.#pictures.push(picture);
      this.#addresses.set(index, address);
      this.#onChange();
    } catch {
      // An icon that cannot be had or decoded leaves the plain window in its place.
    }
  }
}

/** Bytes of a BITMAPINFOHEADER. */
const HEADER_BYTES = 40;

/**
 * An .ico file with the one `ICONIMAGE` resource. The edge that the log says is the one to be shown, not always the image's
 * own: decoders take an image of another size than the directory says for an empty one.
 * Source: Microsoft, "Icons", the ICONDIR structure.
 */
export function iconFile(edge: number, image: Uint8Array): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(DIRECTORY_BYTES + image.length);
  const view = new DataView(file.buffer);
  const header = new DataView(image.buffer, image.byteOffset, image.length);
  const hasHeader = image.length >= HEADER_BYTES;
  view.setUint16(2, 1, true); // an icon, not a cursor
  view.setUint16(4, 1, true); // one image
  file[6] = (hasHeader ? header.getInt32(4, true) : edge) & 0xff; // 256 is written as 0
  file[7] = (hasHeader ? header.getInt32(8, true) / 2 : edge) & 0xff; // the height counts colour and mask
  view.setUint16(10, 1, true); // planes
  view.setUint16(12, hasHeader ? header.getUint16(14, true) : 32, true); // bits a pixel
  view.setUint32(14, image.length, true);
  view.setUint32(18, DIRECTORY_BYTES, true);
  file.set(image, DIRECTORY_BYTES);
  return file;
}
