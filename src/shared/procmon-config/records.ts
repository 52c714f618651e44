import { joined, textBytes, textOf, u32Bytes, viewOf } from './bytes.ts';
import { damaged } from './config-error.ts';

/** Bytes before a record's name: four numbers. */
const RECORD_HEAD = 16;
/** A name has one character and its terminator at least. */
const LEAST_DATA_OFFSET = RECORD_HEAD + 2;

/**
 * One setting of a configuration file (PMC), as Process Monitor keeps it in the registry too. The file is records after
 * records, in any order, without a signature or an end.
 */
export interface ConfigRecord {
  /** The name as it stands in the file, its terminator included. */
  readonly name: Uint8Array;
  readonly data: Uint8Array;
}

/** The name of a record's setting, such as `FilterRules`. */
export function keyOf(record: ConfigRecord): string {
  return textOf(record.name);
}

export function recordOf(key: string, data: Uint8Array): ConfigRecord {
  return { name: textBytes(`${key}\0`), data };
}

/** Whether a file begins as one made of records does. */
export function beginsWithRecord(bytes: Uint8Array): boolean {
  return bytes.length >= RECORD_HEAD && viewOf(bytes).getUint32(4, true) === RECORD_HEAD;
}

/**
 * Reads all records. They lie on the memory of `bytes`. Errors: 'config/damaged' with a sentence that names the file as
 * `name` says.
 */
export function readRecords(bytes: Uint8Array, name: string): readonly ConfigRecord[] {
  const view = viewOf(bytes);
  const records: ConfigRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const number = records.length + 1;
    const left = bytes.length - at;
    if (left < RECORD_HEAD) throw damaged(name, `setting ${number} is cut off at byte ${at}`, at);
    const size = view.getUint32(at, true);
    const head = view.getUint32(at + 4, true);
    const dataOffset = view.getUint32(at + 8, true);
    const dataSize = view.getUint32(at + 12, true);
    if (head !== RECORD_HEAD) throw damaged(name, `there is no setting at byte ${at}`, at);
    if (size > left) throw damaged(name, `setting ${number} ends behind the end of the file`, at);
    const isSound = dataOffset >= LEAST_DATA_OFFSET && dataOffset % 2 === 0 && dataOffset + dataSize === size;
    if (!isSound) throw damaged(name, `the sizes of setting ${number} contradict each other`, at);
    records.push({
      name: bytes.subarray(at + RECORD_HEAD, at + dataOffset),
      data: bytes.subarray(at + dataOffset, at + size),
    });
    at += size;
  }
  return records;
}

/** Writes records as {@link readRecords} reads them. */
export function writeRecords(records: readonly ConfigRecord[]): Uint8Array<ArrayBuffer> {
  return joined(
    records.flatMap(({ name, data }) => {
      const dataOffset = RECORD_HEAD + name.length;
      return [u32Bytes(dataOffset + data.length, RECORD_HEAD, dataOffset, data.length), name, data];
    }),
  );
}
