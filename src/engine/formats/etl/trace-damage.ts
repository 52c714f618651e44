import type { DamageLog } from '../pml/damage-log.ts';
import { counted } from '../pml/damage-log.ts';
import type { BufferDamage } from './buffer-loader.ts';
import type { EtlFile } from './etl-file.ts';
import { Compression } from './layout.ts';
import { isClosed } from './logfile-header.ts';

/** Says what is wrong with a file of a trace that was read: what its header and its buffers told, and what reading found. */
export function noteDamage(file: EtlFile, damage: Readonly<BufferDamage>, log: DamageLog): void {
  const { name, index, header } = file;
  if (!isClosed(header)) {
    log.warn(
      'etl/truncated',
      'trace-not-closed',
      name,
      `The session of "${name}" was not ended: the file was copied while it was recorded, or the system stopped suddenly. What had been written is shown.`,
    );
  }
  if (index.cut > 0) {
    log.warn(
      'etl/truncated',
      'trace-cut',
      name,
      `"${name}" is cut off: it ends within a buffer. The events up to there are shown.`,
      { bytes: file.size },
    );
  }
  if (index.strayBytes > 0) {
    log.warn(
      'etl/damaged',
      'bytes-between',
      name,
      `${counted(index.strayBytes, 'byte')} of "${name}" are damaged; the events that were there are missing.`,
      { bytes: index.strayBytes },
    );
  }
  const { compression, compressed } = index;
  if (compressed > 0 && compression !== Compression.Xpress) {
    log.warn(
      'etl/damaged',
      'compression-unknown',
      name,
      `${counted(compressed, 'buffer')} of "${name}" ${compressed === 1 ? 'is' : 'are'} compressed in a way that cannot be read (${compressionName(compression)}).`,
      { count: compressed, compression: compressionName(compression) },
    );
    return;
  }
  // The last record of a file that is cut is cut as well.
  const buffers = damage.buffers - Math.min(index.cut, damage.buffers);
  if (buffers > 0) {
    log.warn(
      'etl/damaged',
      'buffers-unread',
      name,
      `${counted(buffers, 'buffer')} of "${name}" ${buffers === 1 ? 'is' : 'are'} damaged; some of the events in ${buffers === 1 ? 'it' : 'them'} are missing.`,
      { count: buffers },
    );
  }
  if (damage.records > 0) {
    log.warn(
      'etl/damaged',
      'records-unread',
      name,
      `${counted(damage.records, 'record')} of "${name}" ${damage.records === 1 ? 'is' : 'are'} of no known kind and ${damage.records === 1 ? 'was' : 'were'} left out.`,
      { count: damage.records },
    );
  }
}

function compressionName(compression: number): string {
  switch (compression) {
    case Compression.Lznt1:
      return 'LZNT1';
    case Compression.XpressHuffman:
      return 'XPRESS Huffman';
    default:
      return `format ${compression}`;
  }
}
