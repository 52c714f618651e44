import { crc32, deflateSync } from 'node:zlib';

const MOST_COLOURS = 256;
/** The most frequent colours stay as they are: backgrounds and inks. */
const KEPT = 64;

/** A picture's pixels from the upper left corner on, a 32-bit number each: blue, green, red and alpha from the lowest byte on. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly colours: Uint32Array;
}

/** A colour as red, green, blue, and how many pixels have it. */
interface Counted {
  readonly rgb: readonly [number, number, number];
  readonly count: number;
}

/**
 * Writes a picture of a window as a PNG with a palette, a quarter of the size of one with full colours. Colours beyond the
 * palette become the nearest in it. Layout: https://www.w3.org/TR/png-3/.
 */
export function palettePng({ width, height, colours }: Pixels): Buffer {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour & 0xffffff, (counts.get(colour & 0xffffff) ?? 0) + 1);
  const palette = paletteOf(counts);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, rgbOf(colour))]));
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      lines[y * (width + 1) + 1 + x] = places.get((colours[y * width + x] ?? 0) & 0xffffff) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8); // bits a pixel
  header.writeUInt8(3, 9); // by a palette
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function rgbOf(colour: number): Counted['rgb'] {
  return [(colour >> 16) & 0xff, (colour >> 8) & 0xff, colour & 0xff];
}

/** The frequent colours, and means of groups of the others: always the group that differs most is divided. */
function paletteOf(counts: ReadonlyMap<number, number>): Counted['rgb'][] {
  const all = [...counts]
    .map(([colour, count]): Counted => ({ rgb: rgbOf(colour), count }))
    .sort((one, other) => other.count - one.count);
  if (all.length <= MOST_COLOURS) return all.map(({ rgb }) => rgb);
  const groups = [all.slice(KEPT)];
  const spreads = groups.map(spreadOf);
  while (groups.length < MOST_COLOURS - KEPT) {
    const widest = spreads.reduce(
      (best, spread, index) => (spread.error > (spreads[best]?.error ?? 0) ? index : best),
      0,
    );
    const group = groups[widest];
    const spread = spreads[widest];
    if (group === undefined || spread === undefined || spread.error === 0) break;
    const { channel, mean } = spread;
    const parts = [
      group.filter(({ rgb }) => rgb[channel] <= mean[channel]),
      group.filter(({ rgb }) => rgb[channel] > mean[channel]),
    ];
    groups.splice(widest, 1, ...parts);
    spreads.splice(widest, 1, ...parts.map(spreadOf));
  }
  return [
    ...all.slice(0, KEPT).map(({ rgb }) => rgb),
    ...spreads.map(({ mean }): Counted['rgb'] => [
      Math.round(mean[0]),
      Math.round(mean[1]),
      Math.round(mean[2]),
    ]),
  ];
}

interface Spread {
  readonly mean: readonly [number, number, number];
  readonly channel: 0 | 1 | 2;
  /** Sum of the squared distances from the mean in the channel that has the largest. */
  readonly error: number;
}

function spreadOf(group: readonly Counted[]): Spread {
  const total = group.reduce((sum, { count }) => sum + count, 0);
  const meanOf = (channel: 0 | 1 | 2): number =>
    group.reduce((sum, { rgb, count }) => sum + rgb[channel] * count, 0) / total;
  const mean = [meanOf(0), meanOf(1), meanOf(2)] as const;
  const errorOf = (channel: 0 | 1 | 2): number =>
    group.reduce((sum, { rgb, count }) => sum + (rgb[channel] - mean[channel]) ** 2 * count, 0);
  const channels = [0, 1, 2] as const;
  const channel = channels.reduce(
    (best, other) => (errorOf(other) > errorOf(best) ? other : best),
    channels[0],
  );
  return { mean, channel, error: errorOf(channel) };
}

/** Index of the colour in the palette that is nearest. */
function nearest(palette: readonly Counted['rgb'][], [red, green, blue]: Counted['rgb']): number {
  let best = 0;
  let least = Infinity;
  palette.forEach(([r, g, b], index) => {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}
