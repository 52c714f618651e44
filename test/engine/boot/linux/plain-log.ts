import { WireFrames } from '../../live/support/wire-frames.ts';

export const ID = '6f1c3b52-0d5e-4f1f-9a51-3f6f0c7f9d10';
/** 1 March 2026, 9:30 UTC: when the kernel began, in nanoseconds since 1970. */
export const KERNEL_BEGAN = 1_772_357_400_000_000_000n;
/** When recording began, in nanoseconds after that. */
export const BEGAN = 900_000_000;

/** The lines before the pieces. */
export function logHead(bytes = 0): Buffer {
  return Buffer.from(
    `procscope-boot-log 1\nversion 1\nboot ${ID}\nphase complete\npid 140\nbegan ${BEGAN}\nupdated 5000000000\n` +
      `offset ${KERNEL_BEGAN}\nbytes ${bytes}\nevents 0\ndropped 0\n`,
  );
}

/** A log as the helper sends it, with its pieces one after another. */
export function sentLog(...pieces: readonly Buffer[]): Buffer {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const parts = pieces.flatMap((piece, i) => [Buffer.from(`piece ${i + 1} ${piece.length}\n`), piece]);
  return Buffer.concat([logHead(bytes), ...parts, Buffer.from('end\n')]);
}

export interface PlainPiece {
  /** Events that were told or lost before it. */
  readonly before: number;
  /** Nanoseconds of the boot clock at which its events begin, one each millisecond. */
  readonly from: number;
  /** Paths of its events. */
  readonly paths: readonly string[];
  /** What the wall clock says when it begins, in nanoseconds since 1970. */
  readonly wall?: bigint;
  readonly isLast?: boolean;
}

/** A piece: complete in itself, as the helper writes them. */
export function plainPiece({
  before,
  from,
  paths,
  wall = KERNEL_BEGAN + BigInt(from),
  isLast = false,
}: PlainPiece): Buffer {
  const frames = new WireFrames();
  const strings = Object.fromEntries(paths.map((path, i) => [i + 1, path]));
  const parts = [
    frames.hello({ tier: 'storage', kernel: '6.1', machine: 'x86_64', 'events-before': String(before) }),
    frames.clock(from, wall),
    frames.reset(),
    frames.processes({ id: 7, pid: 70, start: 100_000_000, name: 'udevd', arguments: ['udevd', '--debug'] }),
    frames.strings(strings),
    frames.events(
      ...paths.map((_, i) => ({
        start: from + i * 1_000_000,
        duration: 1000,
        process: 7,
        tid: 70,
        path: i + 1,
      })),
    ),
    ...(isLast ? [frames.bye()] : []),
  ];
  return Buffer.concat(parts);
}
