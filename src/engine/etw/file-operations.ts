import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwCategory, EtwOperation, FirstOperation, etwKey } from '../dialect/etw/etw-key.ts';
import type { EtwPayload } from '../dialect/etw/etw-payload.ts';
import { controlCodeCategory, controlCodeName } from '../dialect/pml/texts/control-codes.ts';

/** Opcodes of FileIo whose operation an information class decides. */
const SET_INFORMATION = 69;
const DELETE = 70;
const RENAME = 71;
const QUERY_INFORMATION = 74;
const SET_LINK = 82;
/** Of Kernel-File alone. */
const SET_SECURITY = 256 + 31;
const QUERY_SECURITY = 256 + 32;
const SET_EA = 256 + 33;
const QUERY_EA = 256 + 34;

/** FILE_INFORMATION_CLASS. */
const FILE_RENAME = 10;
const FILE_LINK = 11;
const FILE_DISPOSITION = 13;
const FILE_ALLOCATION = 19;
const FILE_END_OF_FILE = 20;
const FILE_DISPOSITION_EX = 64;
const FILE_RENAME_EX = 65;
const FILE_RENAME_EX_BYPASS = 66;
const FILE_LINK_EX = 72;
const FILE_LINK_EX_BYPASS = 73;
const MOST_CLASSES = 0xff;

/** Classes that give a file a name or take it: Write, as Process Monitor has it; others change what is kept about a file. */
const NAMING: ReadonlySet<number> = new Set([
  FILE_RENAME,
  FILE_LINK,
  FILE_DISPOSITION,
  FILE_DISPOSITION_EX,
  FILE_RENAME_EX,
  FILE_RENAME_EX_BYPASS,
  FILE_LINK_EX,
  FILE_LINK_EX_BYPASS,
]);
const RENAMES: ReadonlySet<number> = new Set([FILE_RENAME, FILE_RENAME_EX, FILE_RENAME_EX_BYPASS]);
const LINKS: ReadonlySet<number> = new Set([FILE_LINK, FILE_LINK_EX, FILE_LINK_EX_BYPASS]);

/** Whether the operation gives the file a name, which is told beside it; undefined when not. */
export function namingOf(opcode: number, infoClass: number): 'rename' | 'link' | undefined {
  const isSet = opcode === SET_INFORMATION;
  if (opcode === RENAME || (isSet && RENAMES.has(infoClass))) return 'rename';
  return opcode === SET_LINK || (isSet && LINKS.has(infoClass)) ? 'link' : undefined;
}

/** The key of an operation whose information class says what it is; writes its fields. Source: etw-capture reference, 4.1. */
export function informationKey(
  writer: EtwPayload,
  opcode: number,
  infoClass: number,
  extraHigh: number,
  extraLow: number,
): number {
  switch (opcode) {
    case QUERY_INFORMATION:
      writer.number(EtwField.InformationClass, infoClass);
      return etwKey(
        FirstOperation.QueryInformation + Math.min(infoClass, MOST_CLASSES),
        EtwCategory.ReadMetadata,
      );
    case SET_SECURITY:
      return etwKey(EtwOperation.SetSecurityFile, EtwCategory.WriteMetadata);
    case QUERY_SECURITY:
      return etwKey(EtwOperation.QuerySecurityFile, EtwCategory.ReadMetadata);
    case SET_EA:
      return etwKey(EtwOperation.SetEAFile, EtwCategory.WriteMetadata);
    case QUERY_EA:
      return etwKey(EtwOperation.QueryEAFile, EtwCategory.ReadMetadata);
    default: {
      const shown = classOf(opcode, infoClass);
      writeSetFields(writer, shown, extraHigh, extraLow);
      const category = NAMING.has(shown) ? EtwCategory.Write : EtwCategory.WriteMetadata;
      return etwKey(FirstOperation.SetInformation + Math.min(shown, MOST_CLASSES), category);
    }
  }
}

/** The class; the opcode decides where the class says nothing. */
function classOf(opcode: number, infoClass: number): number {
  if (infoClass !== 0) return infoClass;
  switch (opcode) {
    case DELETE:
      return FILE_DISPOSITION;
    case RENAME:
      return FILE_RENAME;
    case SET_LINK:
      return FILE_LINK;
    default:
      return infoClass;
  }
}

function writeSetFields(writer: EtwPayload, infoClass: number, extraHigh: number, extraLow: number): void {
  switch (infoClass) {
    case FILE_ALLOCATION:
      writer.number64(EtwField.AllocationSize, extraHigh, extraLow);
      return;
    case FILE_END_OF_FILE:
      writer.number64(EtwField.EndOfFile, extraHigh, extraLow);
      return;
    case FILE_DISPOSITION:
      writer.number(EtwField.Delete, (extraHigh | extraLow) === 0 ? 0 : 1);
      return;
    default:
      if (!NAMING.has(infoClass)) writer.number(EtwField.InformationClass, infoClass);
  }
}

/** Device types of codes that file systems and their relatives take. Source: Windows SDK, winioctl.h. */
const FILE_SYSTEM_DEVICES: ReadonlySet<number> = new Set([
  0x03, // CD-ROM file system
  0x06, // DFS
  0x08, // disk file system
  0x09, // file system
  0x0c, // mailslot
  0x11, // named pipe
  0x14, // network file system
  0x20, // tape file system
]);

const CATEGORIES: ReadonlyMap<string, EtwCategory> = new Map([
  ['Read', EtwCategory.Read],
  ['Write', EtwCategory.Write],
  ['Read Metadata', EtwCategory.ReadMetadata],
  ['Write Metadata', EtwCategory.WriteMetadata],
]);
const MOST_CODES = 4096;

/** Controls of file systems and devices by their codes. */
export class FileControls {
  readonly #keys = new Map<number, number>();

  /** The key of the operation that a code is; writes the code. */
  write(writer: EtwPayload, code: number): number {
    writer.number(EtwField.Control, code);
    let key = this.#keys.get(code);
    if (key === undefined) {
      if (this.#keys.size >= MOST_CODES) this.#keys.clear();
      key = controlKey(code);
      this.#keys.set(code, key);
    }
    return key;
  }
}

function controlKey(code: number): number {
  const name = controlCodeName(code);
  const isOfFiles =
    name === undefined
      ? FILE_SYSTEM_DEVICES.has(code >>> 16)
      : !name.startsWith('IOCTL_') && !name.startsWith('SMART_');
  const category = CATEGORIES.get(controlCodeCategory(code)) ?? EtwCategory.None;
  return isOfFiles ? etwKey(EtwOperation.FileSystemControl, category) : etwKey(EtwOperation.DeviceIoControl);
}
