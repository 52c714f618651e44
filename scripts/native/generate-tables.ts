import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../setup/project-node.mjs';
import { fieldDefinitions, ioctlDefinitions, operationDefinitions } from './definitions.ts';
import type { OperationDefinition } from './definitions.ts';

/** What is made from native/linux/tables: path and text. A test compares them with what is there. */
export async function generatedTables(): Promise<{ readonly path: string; readonly text: string }[]> {
  const made = [
    { path: join(ROOT, 'src', 'engine', 'wire', 'linux-fields.ts'), text: fieldsModule() },
    { path: join(ROOT, 'src', 'engine', 'wire', 'linux-operations.ts'), text: operationsModule() },
    { path: join(ROOT, 'src', 'engine', 'wire', 'linux-ioctls.ts'), text: ioctlsModule() },
    { path: join(ROOT, 'native', 'linux', 'OPERATIONS.md'), text: operationsDocument() },
  ];
  return await Promise.all(
    made.map(async ({ path, text }) => {
      const options = await resolveConfig(path);
      return { path, text: await format(text, { ...options, filepath: path }) };
    }),
  );
}

/** Writes them. */
export async function writeTables(): Promise<void> {
  for (const { path, text } of await generatedTables()) {
    writeFileSync(path, text);
    console.log(path);
  }
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

function fieldsModule(): string {
  const fields = fieldDefinitions();
  const formats = [...new Set(fields.map((field) => field.format))].sort();
  const lines = [
    '// Made from native/linux/tables by `npm run build:native -- tables`. Do not edit.',
    '',
    '/** How the value of a field lies in an event: a number without or with sign, text bytes, a structure. */',
    "export type FieldWidth = 'S32' | 'U32' | 'S64' | 'U64' | 'TEXT' | 'BYTES';",
    '',
    '/** How a field is printed: a number base, or the name of a list of flags or values. */',
    `export type FieldFormat =\n${formats.map((format) => `  | ${quoted(format)}`).join('\n')};`,
    '',
    '/** A field of the details of events. */',
    'export interface LinuxField {',
    '  readonly number: number;',
    '  readonly key: string;',
    '  /** As the Detail column shows it. */',
    '  readonly text: string;',
    '  readonly width: FieldWidth;',
    '  readonly format: FieldFormat;',
    '}',
    '',
    'function field(number: number, key: string, text: string, width: FieldWidth, format: FieldFormat): LinuxField {',
    '  return { number, key, text, width, format };',
    '}',
    '',
    '/** Every field, by rising number. */',
    'export const LINUX_FIELDS: readonly LinuxField[] = [',
    ...fields.map(
      ({ number, key, text, width, format }) =>
        `  field(${number}, ${quoted(key)}, ${quoted(text)}, ${quoted(width)}, ${quoted(format)}),`,
    ),
    '];',
    '',
  ];
  return lines.join('\n');
}

function operationsModule(): string {
  const numbers = new Map(fieldDefinitions().map((field) => [field.key, field.number]));
  const lines = [
    '// Made from native/linux/tables by `npm run build:native -- tables`. Do not edit.',
    '',
    '/** What the result of a call means when it is no error. */',
    "export type ResultMeaning = 'NONE' | 'FD' | 'BYTES' | 'COUNT' | 'PID' | 'ADDRESS' | 'POSITION' | 'VALUE';",
    '',
    '/** An operation that the helper records. */',
    'export interface LinuxOperation {',
    '  readonly number: number;',
    '  readonly name: string;',
    '  /** `WireClass` when no argument makes it another. */',
    '  readonly eventClass: number;',
    '  readonly result: ResultMeaning;',
    '  /** Whether it is recorded without being named in a filter. */',
    '  readonly isDefault: boolean;',
    '  /** Numbers of the fields that its arguments are. */',
    '  readonly fields: readonly number[];',
    '}',
    '',
    'function operation(',
    '  number: number,',
    '  name: string,',
    '  eventClass: number,',
    '  result: ResultMeaning,',
    '  isDefault: boolean,',
    '  ...fields: number[]',
    '): LinuxOperation {',
    '  return { number, name, eventClass, result, isDefault, fields };',
    '}',
    '',
    '/** Every operation, by rising number. */',
    'export const LINUX_OPERATIONS: readonly LinuxOperation[] = [',
    ...operationDefinitions().map((operation) => `  ${operationLine(operation, numbers)},`),
    '];',
    '',
  ];
  return lines.join('\n');
}

function ioctlsModule(): string {
  const lines = [
    '// Made from native/linux/tables by `npm run build:native -- tables`. Do not edit.',
    '',
    '/** A device control request. */',
    'export interface LinuxIoctl {',
    '  readonly code: number;',
    '  readonly name: string;',
    '  /**',
    '   * What it is a request to: `ANY` descriptor, a `FILE` or directory, a `TTY`, a `BLOCK` device, a `SOCKET`; or the',
    '   * character device with this `major` or `major:minor` number. Drivers use the same codes for different requests.',
    '   */',
    '  readonly kind: string;',
    '}',
    '',
    '/** The requests that have names here. */',
    'export const LINUX_IOCTLS: readonly LinuxIoctl[] = [',
    ...ioctlDefinitions().map(
      ({ code, name, kind }) =>
        `  { code: 0x${code.toString(16)}, name: ${quoted(name)}, kind: ${quoted(kind)} },`,
    ),
    '];',
    '',
  ];
  return lines.join('\n');
}

const CLASS_NUMBERS: Readonly<Record<string, number>> = {
  PROCESS: 1,
  FILE: 3,
  NETWORK: 5,
  IPC: 6,
  MEMORY: 8,
  SECURITY: 9,
  SYSTEM: 10,
};

function operationLine(operation: OperationDefinition, numbers: ReadonlyMap<string, number>): string {
  const fields = operation.fields.flatMap((key) => numbers.get(key) ?? []);
  const parts = [
    operation.number,
    quoted(operation.name),
    CLASS_NUMBERS[operation.eventClass] ?? 0,
    quoted(operation.result),
    !operation.flags.includes('OFF'),
    ...fields,
  ];
  return `operation(${parts.join(', ')})`;
}

function operationsDocument(): string {
  const texts = new Map(fieldDefinitions().map((field) => [field.key, field.text]));
  const rows = operationDefinitions().map((operation) => {
    const fields = operation.fields.flatMap((key) => texts.get(key) ?? []);
    const off = operation.flags.includes('OFF')
      ? 'when named'
      : operation.flags.includes('MEMORY')
        ? 'executable'
        : 'yes';
    const on = [
      operation.x64 === undefined ? '' : 'x86-64',
      operation.arm64 === undefined ? '' : 'arm64',
      operation.ia32 === undefined ? '' : '32-bit',
    ].filter((name) => name !== '');
    return [
      operation.number,
      `\`${operation.name}\``,
      operation.eventClass,
      operation.category,
      off,
      on.length === 3 ? 'all' : on.join(', '),
      operation.result,
      fields.join(', '),
    ];
  });
  const heads = ['No.', 'Operation', 'Class', 'Category', 'Recorded', 'On', 'Result', 'Details'];
  const table = [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [
    '# Operations of the Linux helper',
    '',
    'Made from `native/linux/tables` by `npm run build:native -- tables`. Do not edit.',
    '',
    ...table,
    '',
  ].join('\n');
}
