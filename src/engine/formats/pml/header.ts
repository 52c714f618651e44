import type { SystemInfo } from '../../../shared/capture-info.ts';
import { ProcscopeError } from '../../../shared/errors.ts';
import type { WindowsEdition } from '../../capture/capture.ts';
import { describeForeignFile } from './foreign-file.ts';
import { HEADER_BYTES, readU64 } from './layout.ts';
import type { PmlFile } from './pml-file.ts';

/** The version that this reader knows, and that every known log has. */
export const PML_VERSION = 9;

/** The header of a log. Positions are those of the file, unchecked: see the plan of a part. */
export interface PmlHeader {
  readonly version: number;
  readonly is64Bit: boolean;
  readonly events: number;
  readonly firstEvent: number;
  readonly offsetArray: number;
  readonly processTable: number;
  readonly stringTable: number;
  readonly iconTable: number;
  readonly hostTable: number;
  readonly system: SystemInfo;
  readonly edition: WindowsEdition;
}

/**
 * Reads the header of a log.
 * Errors: 'pml/not-a-pml' with what the file looks like, 'pml/truncated' when it ends in the header, 'pml/version' for an
 * unknown version whose header does not have the known layout, 'file/io'.
 */
export async function readHeader(file: PmlFile): Promise<PmlHeader> {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const length = await file.read(bytes, 0, HEADER_BYTES, 0);
  if (length < 4 || bytes.toString('latin1', 0, 4) !== 'PML_') {
    const look = describeForeignFile(bytes.subarray(0, length));
    throw new ProcscopeError(
      'pml/not-a-pml',
      `"${file.name}" is not a Process Monitor log. It looks like ${look}.`,
      {
        path: file.path,
        bytes: file.size,
      },
    );
  }
  if (length < HEADER_BYTES) {
    throw new ProcscopeError(
      'pml/truncated',
      `"${file.name}" ends within its header: only ${length} bytes of a log are there, and no events.`,
      { path: file.path, bytes: length },
    );
  }
  const header = parseHeader(bytes);
  if (header.version !== PML_VERSION && !isPlausible(header, bytes, file.size)) {
    throw new ProcscopeError(
      'pml/version',
      `"${file.name}" is a Process Monitor log of version ${header.version}; only version ${PML_VERSION} can be read.`,
      { path: file.path, version: header.version },
    );
  }
  return header;
}

function parseHeader(bytes: Buffer): PmlHeader {
  return {
    version: bytes.readUInt32LE(0x004),
    is64Bit: bytes.readUInt32LE(0x008) !== 0,
    events: bytes.readUInt32LE(0x234),
    firstEvent: readU64(bytes, 0x240),
    offsetArray: readU64(bytes, 0x248),
    processTable: readU64(bytes, 0x250),
    stringTable: readU64(bytes, 0x258),
    iconTable: readU64(bytes, 0x260),
    hostTable: readU64(bytes, 0x3a0),
    system: parseSystem(bytes),
    edition: {
      servicePackMajor: bytes.readUInt16LE(0x384),
      servicePackMinor: bytes.readUInt16LE(0x386),
      suiteMask: bytes.readUInt16LE(0x388),
      productType: bytes.readUInt8(0x38a),
    },
  };
}

function parseSystem(bytes: Buffer): SystemInfo {
  const major = bytes.readUInt32LE(0x274);
  const minor = bytes.readUInt32LE(0x278);
  const build = bytes.readUInt32LE(0x27c);
  const servicePack = fixedText(bytes, 0x284, 128);
  const isServer = bytes.readUInt8(0x38a) > 1;
  return {
    computer: fixedText(bytes, 0x00c, 16),
    operatingSystem: operatingSystem(major, minor, build, servicePack, isServer),
    systemRoot: fixedText(bytes, 0x02c, 260),
    major,
    minor,
    build,
    servicePack,
    processors: bytes.readUInt32LE(0x38c),
    memory: readU64(bytes, 0x390),
    highestUserAddress: bytes.readBigUInt64LE(0x268),
  };
}

/** A text of a fixed number of UTF-16 units, up to its first NUL. */
function fixedText(bytes: Buffer, at: number, units: number): string {
  const text = bytes.toString('utf16le', at, at + units * 2);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Whether a header of another version has its fields where this reader looks for them. */
function isPlausible(header: PmlHeader, bytes: Buffer, fileSize: number): boolean {
  const { offsetArray, processTable, stringTable, iconTable, hostTable } = header;
  return (
    header.firstEvent === HEADER_BYTES &&
    readU64(bytes, 0x398) === HEADER_BYTES &&
    [offsetArray, processTable, stringTable, iconTable, hostTable].every(
      (at) => at >= HEADER_BYTES && at <= fileSize,
    )
  );
}

/** Versions of Windows NT: [major.minor, first build, client, server], newest first within a version. */
const WINDOWS: readonly (readonly [string, number, string, string])[] = [
  ['10.0', 26100, 'Windows 11', 'Windows Server 2025'],
  ['10.0', 22000, 'Windows 11', 'Windows Server'],
  ['10.0', 20348, 'Windows 10', 'Windows Server 2022'],
  ['10.0', 17763, 'Windows 10', 'Windows Server 2019'],
  ['10.0', 14393, 'Windows 10', 'Windows Server 2016'],
  ['10.0', 0, 'Windows 10', 'Windows Server'],
  ['6.3', 0, 'Windows 8.1', 'Windows Server 2012 R2'],
  ['6.2', 0, 'Windows 8', 'Windows Server 2012'],
  ['6.1', 0, 'Windows 7', 'Windows Server 2008 R2'],
  ['6.0', 0, 'Windows Vista', 'Windows Server 2008'],
  ['5.2', 0, 'Windows XP x64 Edition', 'Windows Server 2003'],
  ['5.1', 0, 'Windows XP', 'Windows XP'],
];

/** Such as `Windows 7 Service Pack 1 (build 7601)`. Source: Microsoft, "OSVERSIONINFOEXW structure". */
export function operatingSystem(
  major: number,
  minor: number,
  build: number,
  servicePack: string,
  isServer: boolean,
): string {
  if (major === 0) return '';
  const version = `${major}.${minor}`;
  const known = WINDOWS.find(([number, firstBuild]) => number === version && build >= firstBuild);
  const name = known === undefined ? `Windows ${version}` : isServer ? known[3] : known[2];
  return `${name}${servicePack === '' ? '' : ` ${servicePack}`} (build ${build})`;
}
