import type { SystemInfo } from '../../../shared/capture-info.ts';
import { Provider } from '../../etw/providers.ts';
import type { RawRecord } from '../../etw/raw-record.ts';
import { operatingSystem } from '../pml/header.ts';
import { MODE_NO_PER_PROCESSOR } from './logfile-header.ts';
import type { LogfileHeader } from './logfile-header.ts';

/** Opcodes of SystemConfig, and of what merging tools add. Source: etw-capture reference, 2.9. */
const CONFIG_CPU = 10;
const MERGED_BUILD = 32;
const MERGED_FOLDERS = 33;

/** Positions in the CPU record. */
const PROCESSORS = 4;
const MEMORY_MIB = 8;
const COMPUTER = 20;
const COMPUTER_UNITS = 256;
const HIGHEST_ADDRESS_64 = 808;
const HIGHEST_ADDRESS_32 = 804;

const MIB = 1024 * 1024;
/** The user's half of the address space where the trace does not say: Windows 8.1 and later, and 32-bit Windows. */
const USER_HALF_64 = 0x7fff_fffe_ffffn;
const USER_HALF_32 = 0x7ffe_ffffn;

/** Collects what a trace says of its machine. */
export class SystemFacts {
  #computer = '';
  #memory = 0;
  #processors: number | undefined;
  #highest: bigint | undefined;
  #product = '';
  #root = '';

  /** Looks at a record; cheap for those that say nothing. */
  learn(record: RawRecord): void {
    const { provider, opcode } = record;
    if (provider === Provider.SystemConfig) {
      if (opcode === CONFIG_CPU) this.#learnCpu(record);
    } else if (provider === Provider.MergedConfig) {
      if (opcode === MERGED_BUILD) this.#product = texts(record, 8)[1] ?? '';
      else if (opcode === MERGED_FOLDERS) this.#root = (texts(record, 0)[1] ?? '').replace(/\\$/, '');
    }
  }

  /** What is known of the machine; the header says its version. */
  info(header: LogfileHeader): SystemInfo {
    const [major, minor] = header.version;
    const known = operatingSystem(major, minor, header.build, '', /server/i.test(this.#product));
    return {
      computer: this.#computer,
      operatingSystem: known,
      systemRoot: this.#root,
      major,
      minor,
      build: header.build,
      servicePack: '',
      processors: this.#processors ?? processorsOf(header),
      memory: this.#memory,
      highestUserAddress: this.#highest ?? (header.pointerSize === 8 ? USER_HALF_64 : USER_HALF_32),
    };
  }

  #learnCpu({ bytes, start, end, pointerSize }: RawRecord): void {
    if (end - start < COMPUTER + COMPUTER_UNITS * 2) return;
    this.#processors = bytes.readUInt32LE(start + PROCESSORS);
    this.#memory = bytes.readUInt32LE(start + MEMORY_MIB) * MIB;
    this.#computer = wideText(bytes, start + COMPUTER, start + COMPUTER + COMPUTER_UNITS * 2);
    const at = start + (pointerSize === 8 ? HIGHEST_ADDRESS_64 : HIGHEST_ADDRESS_32);
    if (at + pointerSize > end) return;
    const highest = pointerSize === 8 ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUInt32LE(at));
    if (highest > 0n) this.#highest = highest;
  }
}

/** Sessions whose processors share buffers say that there is one, however many there are. */
function processorsOf({ processors, logFileMode }: LogfileHeader): number {
  return (logFileMode & MODE_NO_PER_PROCESSOR) === 0 ? processors : 0;
}

/** The texts of a payload from an offset on. */
function texts({ bytes, start, end }: RawRecord, offset: number): readonly string[] {
  return start + offset > end ? [] : bytes.toString('utf16le', start + offset, end).split('\0');
}

function wideText(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf16le', from, to);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
