import type { SystemInfo } from '../../../../shared/capture-info.ts';
import type { WindowsEdition } from '../../../capture/capture.ts';
import { PML_VERSION } from '../header.ts';
import { HEADER_BYTES } from '../layout.ts';

/** Positions and sizes of one part, which its header names. */
export interface PartPlaces {
  readonly events: number;
  readonly offsetArray: number;
  readonly processTable: number;
  readonly stringTable: number;
  readonly iconTable: number;
  readonly hostTable: number;
}

/** Size of an OSVERSIONINFOEXW. */
const VERSION_INFO_BYTES = 284;
/** VER_PLATFORM_WIN32_NT. */
const PLATFORM_NT = 2;

/** `SYSTEM_INFO.lpMaximumApplicationAddress` where the capture does not say it: Windows 10, 64-bit and 32-bit. */
const HIGHEST_USER_ADDRESS = { 8: 0x7fff_fffe_ffffn, 4: 0x7ffe_ffffn } as const;

/** What such an address may be: kernel space begins at the upper half, or with 3 GiB of user mode a quarter below the end. */
const USER_ADDRESS_RANGE = {
  8: [0x1_0000_0000n, 0x7fff_ffff_ffff_ffffn],
  4: [0x7000_0000n, 0xffff_ffffn],
} as const;

/** The highest address of user mode: Process Monitor takes stack frames above it for the kernel's. */
export function highestUserAddress({ highestUserAddress: said }: SystemInfo, pointerBytes: 4 | 8): bigint {
  const [lowest, highest] = USER_ADDRESS_RANGE[pointerBytes];
  return said >= lowest && said <= highest ? said : HIGHEST_USER_ADDRESS[pointerBytes];
}

/**
 * The header of a part. Source: procmon-parser, docs/PML Format.md; Microsoft, "OSVERSIONINFOEXW structure".
 * `edition` is undefined where the capture does not have it: a workstation or a server, as its name says.
 */
export function headerBytes(
  system: SystemInfo,
  edition: WindowsEdition | undefined,
  pointerBytes: 4 | 8,
  places: PartPlaces,
): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const position = (at: number, value: number): number => bytes.writeBigUInt64LE(BigInt(value), at);
  bytes.write('PML_', 0, 'latin1');
  bytes.writeUInt32LE(PML_VERSION, 0x004);
  bytes.writeUInt32LE(pointerBytes === 8 ? 1 : 0, 0x008);
  fixedText(bytes, 0x00c, 16, system.computer);
  fixedText(bytes, 0x02c, 260, system.systemRoot ?? '');
  bytes.writeUInt32LE(places.events, 0x234);
  position(0x240, HEADER_BYTES);
  position(0x248, places.offsetArray);
  position(0x250, places.processTable);
  position(0x258, places.stringTable);
  position(0x260, places.iconTable);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, highestUserAddress(system, pointerBytes)), 0x268);
  bytes.writeUInt32LE(VERSION_INFO_BYTES, 0x270);
  bytes.writeUInt32LE((system.major ?? 0) >>> 0, 0x274);
  bytes.writeUInt32LE((system.minor ?? 0) >>> 0, 0x278);
  bytes.writeUInt32LE((system.build ?? 0) >>> 0, 0x27c);
  bytes.writeUInt32LE(PLATFORM_NT, 0x280);
  fixedText(bytes, 0x284, 128, system.servicePack ?? '');
  const known = edition ?? guessedEdition(system);
  bytes.writeUInt16LE(known.servicePackMajor & 0xffff, 0x384);
  bytes.writeUInt16LE(known.servicePackMinor & 0xffff, 0x386);
  bytes.writeUInt16LE(known.suiteMask & 0xffff, 0x388);
  bytes.writeUInt8(known.productType & 0xff, 0x38a);
  bytes.writeUInt32LE(system.processors >>> 0, 0x38c);
  bytes.writeBigUInt64LE(BigInt(Math.max(0, Math.trunc(system.memory))), 0x390);
  position(0x398, HEADER_BYTES);
  position(0x3a0, places.hostTable);
  return bytes;
}

/** VER_NT_WORKSTATION and VER_NT_SERVER. */
const WORKSTATION = 1;
const SERVER = 3;

function guessedEdition({ operatingSystem, servicePack = '' }: SystemInfo): WindowsEdition {
  return {
    servicePackMajor: Number(/^Service Pack (\d{1,4})$/.exec(servicePack)?.[1] ?? 0),
    servicePackMinor: 0,
    suiteMask: 0,
    productType: operatingSystem.includes('Server') ? SERVER : WORKSTATION,
  };
}

/** A text of a fixed number of UTF-16 units, the last of which is NUL. */
function fixedText(bytes: Buffer, at: number, units: number, text: string): void {
  bytes.write(text.slice(0, units - 1), at, 'utf16le');
}
