import { EventClass } from '../../src/shared/event-class.ts';
import { buildPml, fileDetail, registryDetail, u32 } from '../support/pml-builder.ts';
import type { PmlEvent } from '../support/pml-builder.ts';

const EVENTS = 5000;
const PROCESSES = 40;
/** Frames of a stack, as many as is usual. */
const STACK = Array.from({ length: 12 }, (_, i) => 0x7710_0000n + BigInt(i) * 0x1234n);

/**
 * A 32-bit log of some thousand registry and file system events, for benchmarks where the sample logs are absent. Its
 * figures are not comparable with those of the samples: the report names which one was used.
 */
export function buildBenchLog(): Buffer {
  const events = Array.from({ length: EVENTS }, (_, n): PmlEvent => {
    const common = { process: n % PROCESSES, tid: 100 + (n % 60), stack: STACK, duration: BigInt(n % 500) };
    if (n % 8 < 5) {
      const path = `HKLM\\Software\\Vendor ${n % 311}\\Settings\\Value ${n % 1009}`;
      const fixed = Buffer.concat([Buffer.alloc(2), u32(144), u32(2)]);
      const status = n % 3 === 0 ? 0xc000_0034 : 0;
      return {
        ...common,
        eventClass: EventClass.Registry,
        operation: 5,
        status,
        detail: registryDetail(path, fixed),
      };
    }
    const path = `C:\\Windows\\System32\\folder ${n % 97}\\file ${n % 1511}.dll`;
    return { ...common, eventClass: EventClass.FileSystem, operation: 38, detail: fileDetail(path, false) };
  });
  const processes = Array.from({ length: PROCESSES }, (_, index) => ({
    index,
    pid: 4 * index,
    name: `program${index % 17}.exe`,
    imagePath: `C:\\Program Files\\program${index % 17}.exe`,
    user: 'HOST\\user',
  }));
  return buildPml({ is64Bit: false, events, processes }).bytes;
}
