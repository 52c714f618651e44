import { MODULE_BYTES, PROCESS_BYTES } from '../layout.ts';

/** A module as a log's table of processes has it: texts are indexes of the string table. */
export interface LogModule {
  readonly base: bigint;
  /** Bytes. */
  readonly size: number;
  readonly path: number;
  readonly version: number;
  readonly company: number;
  readonly description: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** A process as a log's table has it: texts are indexes of the string table, icons of the icon table. */
export interface LogProcess {
  readonly index: number;
  readonly pid: number;
  readonly parentPid: number;
  /** The capture's number of the parent; undefined when it does not know one. */
  readonly parentUid: number | undefined;
  readonly session: number;
  readonly authenticationId: bigint;
  /** FILETIMEs; 0 for none. */
  readonly start: bigint;
  readonly end: bigint;
  readonly virtualized: boolean | undefined;
  readonly is64Bit: boolean;
  readonly integrity: number;
  readonly user: number;
  readonly name: number;
  readonly imagePath: number;
  readonly commandLine: number;
  readonly company: number;
  readonly version: number;
  readonly description: number;
  readonly smallIcon: number;
  readonly largeIcon: number;
  readonly modules: readonly LogModule[];
}

/** What stands for "virtualization does not apply". */
const NOT_VIRTUALIZED = 0xffff_ffff;

/**
 * The record of a process. The byte at 0x60 says that the modules stand in the record itself: without it Process Monitor
 * takes their number for a pointer. Sources: procmon-parser, docs/PML Format.md; openprocmon, crates/sdk/src/pml/writer.rs.
 */
export function processRecord(process: LogProcess, parentIndex: number, pointerBytes: 4 | 8): Buffer {
  const moduleBytes = MODULE_BYTES + 2 * pointerBytes;
  const modulesAt = PROCESS_BYTES + pointerBytes;
  const bytes = Buffer.alloc(modulesAt + process.modules.length * moduleBytes);
  const u32 = (at: number, value: number): number => bytes.writeUInt32LE(value >>> 0, at);
  u32(0x00, process.index);
  u32(0x04, process.pid);
  u32(0x08, process.parentPid);
  u32(0x0c, parentIndex);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, process.authenticationId), 0x10);
  u32(0x18, process.session);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, process.start), 0x20);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, process.end), 0x28);
  u32(0x30, process.virtualized === undefined ? NOT_VIRTUALIZED : process.virtualized ? 1 : 0);
  u32(0x34, process.is64Bit ? 1 : 0);
  u32(0x38, process.integrity);
  u32(0x3c, process.user);
  u32(0x40, process.name);
  u32(0x44, process.imagePath);
  u32(0x48, process.commandLine);
  u32(0x4c, process.company);
  u32(0x50, process.version);
  u32(0x54, process.description);
  u32(0x58, process.smallIcon);
  u32(0x5c, process.largeIcon);
  bytes[0x60] = 1;
  u32(0x60 + pointerBytes, process.modules.length);
  process.modules.forEach((module, i) =>
    writeModule(bytes, modulesAt + i * moduleBytes, module, pointerBytes),
  );
  return bytes;
}

function writeModule(bytes: Buffer, at: number, module: LogModule, pointerBytes: 4 | 8): void {
  if (pointerBytes === 8) bytes.writeBigUInt64LE(BigInt.asUintN(64, module.base), at + 8);
  else bytes.writeUInt32LE(Number(BigInt.asUintN(32, module.base)), at + 4);
  const fields = at + 2 * pointerBytes;
  bytes.writeUInt32LE(module.size >>> 0, fields);
  bytes.writeUInt32LE(module.path, fields + 4);
  bytes.writeUInt32LE(module.version, fields + 8);
  bytes.writeUInt32LE(module.company, fields + 12);
  bytes.writeUInt32LE(module.description, fields + 16);
  bytes.writeUInt32LE(module.timestamp >>> 0, fields + 20);
  // Twelve zero bytes, the size once more, eight that mean nothing.
  bytes.writeUInt32LE(module.size >>> 0, fields + 36);
}
