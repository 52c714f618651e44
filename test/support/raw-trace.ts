import { Provider } from '../../src/engine/etw/providers.ts';
import { BUILT_RAW, compactRecord, perfinfoRecord } from './etl-builder.ts';
import type { BuiltBuffer } from './etl-builder.ts';
import { recordOf } from './etw-trace.ts';

/** Where SystemConfig has the computer's name. Source: etw-capture reference, 2.9. */
const CPU_BYTES = 828;
const COMPUTER = 20;

/** The file that is opened in {@link traceOf}. */
export const OPENED_PATH = String.raw`\Device\HarddiskVolume3\dir\a.txt`;

/** What no tool has merged: the computer's name, and the opening of one file as the kernel names it. */
export function traceOf(computer: string, path = OPENED_PATH): { readonly buffers: readonly BuiltBuffer[] } {
  const cpu = Buffer.alloc(CPU_BYTES);
  cpu.write(`${computer}\0`, COMPUTER, 'utf16le');
  const opened = recordOf({
    ...{ at: 0, provider: Provider.FileIo, opcode: 64, version: 3 },
    fields: { Irp: 0x1000n, FileObject: 0x2000n, TTID: 8, CreateOptions: 0x0100_0000, OpenPath: path },
  });
  const payload = opened.bytes.subarray(0, opened.end);
  return {
    buffers: [
      {
        records: [
          perfinfoRecord({ group: 11, opcode: 10, version: 3, time: BUILT_RAW, payload: cpu }),
          compactRecord({
            ...{ group: 4, opcode: 64, version: 3, time: BUILT_RAW + 1n, pid: 4, tid: 8, payload },
          }),
        ],
      },
    ],
  };
}
