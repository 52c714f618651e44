import { FILE_LAYOUTS_7, FILE_LAYOUTS_8 } from './layouts/file-layouts.ts';
import type { FileLayoutKind, FileLayouts } from './layouts/file-layouts.ts';
import { offsetOf } from './layouts/layout.ts';
import type { Layout } from './layouts/layout.ts';
import type { RawRecord } from './raw-record.ts';

/** Where the fields of a file event begin in its payload; -1 for those that it does not have. */
export interface FileOffsets {
  /** Bytes that a payload must have for all of them. */
  readonly size: number;
  readonly pointerSize: 4 | 8;
  readonly irp: number;
  readonly fileObject: number;
  readonly fileKey: number;
  readonly thread: number;
  readonly extraInfo: number;
  readonly infoClass: number;
  readonly offset: number;
  readonly ioSize: number;
  readonly ioFlags: number;
  readonly options: number;
  readonly attributes: number;
  readonly shareAccess: number;
  readonly length: number;
  readonly status: number;
  readonly viewBase: number;
  readonly viewSize: number;
  readonly processId: number;
  /** Where the text begins; the size where there is none. */
  readonly text: number;
}

function makeOffsets(layout: Layout, pointerSize: 4 | 8): FileOffsets {
  const at = (name: string): number =>
    layout.fields.some((field) => field.name === name) ? offsetOf(layout, name, pointerSize) : -1;
  const last = layout.fields.at(-1);
  const textField = last?.type === 'text' ? last.name : undefined;
  const size =
    textField === undefined
      ? offsetOf({ fields: [...layout.fields, END] }, END.name, pointerSize)
      : at(textField);
  return {
    size,
    pointerSize,
    irp: at('Irp'),
    fileObject: at('FileObject'),
    fileKey: at('FileKey'),
    thread: at('TTID'),
    extraInfo: at('ExtraInfo'),
    infoClass: at('InfoClass'),
    offset: at('Offset'),
    ioSize: at('IoSize'),
    ioFlags: at('IoFlags'),
    options: at('CreateOptions'),
    attributes: at('FileAttributes'),
    shareAccess: at('ShareAccess'),
    length: at('Length'),
    status: at('NtStatus'),
    viewBase: at('ViewBase'),
    viewSize: at('ViewSize'),
    processId: at('ProcessId'),
    text: size,
  };
}

const END = { name: '', type: 'u8', count: 0 } as const;

type OffsetTable = Readonly<Record<FileLayoutKind, readonly [bits32: FileOffsets, bits64: FileOffsets]>>;

function table(layouts: FileLayouts): OffsetTable {
  const both = (kind: FileLayoutKind): readonly [FileOffsets, FileOffsets] => [
    makeOffsets(layouts[kind], 4),
    makeOffsets(layouts[kind], 8),
  ];
  return {
    create: both('create'),
    simple: both('simple'),
    readWrite: both('readWrite'),
    information: both('information'),
    directory: both('directory'),
    path: both('path'),
    end: both('end'),
    name: both('name'),
    map: both('map'),
  };
}

const WINDOWS_7 = table(FILE_LAYOUTS_7);
const WINDOWS_8 = table(FILE_LAYOUTS_8);

/** The offsets of a kind of file event in a version and width. `is8`: whether the layouts are those of Windows 8. */
export function fileOffsets(kind: FileLayoutKind, is8: boolean, pointerSize: 4 | 8): FileOffsets {
  return (is8 ? WINDOWS_8 : WINDOWS_7)[kind][pointerSize === 8 ? 1 : 0];
}

/** Whether a record has the layouts of Windows 8 and later. */
export function isLayout8({ isClassic, version }: RawRecord): boolean {
  return isClassic ? version >= 3 : version >= 1;
}

/** The lower half of an address, or a number of 32 bits. */
export function low({ view, start }: RawRecord, offset: number): number {
  return view.getUint32(start + offset, true);
}

/** The upper half of an address. */
export function high({ view, start }: RawRecord, { pointerSize }: FileOffsets, offset: number): number {
  return pointerSize === 8 ? view.getUint32(start + offset + 4, true) : 0;
}
