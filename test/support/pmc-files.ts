/**
 * Files of Process Monitor's configurations as a second reader and writer sees them, that shares nothing with the app's: for
 * tests of what the app reads and writes.
 */

/** A rule: column, relation, action, value. Numbers as in the file. */
export type PlainRule = readonly [column: number, relation: number, action: number, value: string];

/** Process Monitor's numbers of some columns. */
export const COLUMN = { name: 40053, pid: 40054, operation: 40055, result: 40056, path: 40071, start: 40178 };

/** Process Monitor's default filter. */
export const DEFAULT_RULES: readonly PlainRule[] = [
  ...['Procmon.exe', 'Procexp.exe', 'Autoruns.exe', 'Procmon64.exe', 'Procexp64.exe', 'System'].map(
    (value) => [COLUMN.name, 0, 0, value] as const,
  ),
  [COLUMN.operation, 4, 0, 'IRP_MJ_'],
  [COLUMN.operation, 4, 0, 'FASTIO_'],
  [COLUMN.result, 4, 0, 'FAST IO'],
  ...[
    ...['pagefile.sys', '$Mft', '$MftMirr', '$LogFile', '$Volume', '$AttrDef', '$Root', '$Bitmap', '$Boot'],
    ...['$BadClus', '$Secure', '$UpCase'],
  ].map((value) => [COLUMN.path, 5, 0, value] as const),
  [COLUMN.path, 6, 0, '$Extend'],
  [40082, 0, 0, 'Profiling'],
];

export function u32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeUInt32LE(value, index * 4));
  return buffer;
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** A list of rules, as the settings FilterRules and HighlightRules hold it. */
export function ruleBytes(rules: readonly PlainRule[]): Buffer {
  return Buffer.concat([
    Buffer.of(1),
    u32(rules.length),
    ...rules.flatMap(([column, relation, action, value]) => {
      const text = utf16(`${value}\0`);
      const number = /^\d+$/.test(value) ? Number(value) : 0;
      return [u32(column, relation), Buffer.of(action), u32(text.length), text, u32(number, 0)];
    }),
  ]);
}

/** A filter (PMF). */
export function filterBytes(rules: readonly PlainRule[]): Buffer {
  const list = ruleBytes(rules);
  return Buffer.concat([u32(list.length), list]);
}

/** Columns as the settings Columns, ColumnCount and ColumnMap hold them, from left to right: number and width. */
export function columnSettings(
  columns: readonly (readonly [column: number, width: number])[],
): readonly (readonly [key: string, data: Buffer])[] {
  const widths = Buffer.alloc(128);
  const map = Buffer.alloc(256);
  columns.forEach(([column, width], index) => {
    map.writeUInt32LE(column, index * 4);
    widths.writeUInt16LE(width, index * 2);
  });
  return [
    ['Columns', widths],
    ['ColumnCount', u32(columns.length)],
    ['ColumnMap', map],
  ];
}

/** A configuration (PMC). */
export function configurationBytes(settings: readonly (readonly [key: string, data: Buffer])[]): Buffer {
  return Buffer.concat(
    settings.flatMap(([key, data]) => {
      const name = utf16(`${key}\0`);
      return [u32(16 + name.length + data.length, 16, 16 + name.length, data.length), name, data];
    }),
  );
}

/** The settings of a configuration, in order. Throws for what is none. */
export function settingsOf(bytes: Buffer): readonly (readonly [key: string, data: Buffer])[] {
  const settings: [string, Buffer][] = [];
  for (let at = 0; at < bytes.length;) {
    const [size, head, offset, length] = [0, 4, 8, 12].map((part) => bytes.readUInt32LE(at + part));
    if (size === undefined || offset === undefined || head !== 16 || offset + (length ?? NaN) !== size) {
      throw new Error(`There is no setting at ${at}.`);
    }
    const name = bytes.toString('utf16le', at + 16, at + offset);
    if (!name.endsWith('\0')) throw new Error(`The name at ${at} has no end.`);
    settings.push([name.slice(0, -1), bytes.subarray(at + offset, at + size)]);
    at += size;
  }
  return settings;
}

/** The rules of a list. Throws for what is none, and for bytes behind it. */
export function rulesOf(list: Buffer): readonly PlainRule[] {
  const count = list.readUInt32LE(1);
  const rules: PlainRule[] = [];
  let at = 5;
  for (let i = 0; i < count; i++) {
    const length = list.readUInt32LE(at + 9);
    const value = list.toString('utf16le', at + 13, at + 13 + length);
    if (!value.endsWith('\0')) throw new Error(`The value of rule ${i} has no end.`);
    rules.push([
      list.readUInt32LE(at),
      list.readUInt32LE(at + 4),
      list.readUInt8(at + 8),
      value.slice(0, -1),
    ]);
    at += 21 + length;
  }
  if (list.readUInt8(0) !== 1 || at !== list.length) throw new Error('The list has other bytes.');
  return rules;
}

/** The rules of a filter (PMF). */
export function rulesOfFilter(bytes: Buffer): readonly PlainRule[] {
  if (bytes.readUInt32LE(0) !== bytes.length - 4) throw new Error('The size is not that of the list.');
  return rulesOf(bytes.subarray(4));
}
