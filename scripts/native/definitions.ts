import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/project-node.mjs';

const TABLES = join(ROOT, 'native', 'linux', 'tables');

/** A row of fields.def: see there. */
export interface FieldDefinition {
  readonly number: number;
  readonly key: string;
  readonly text: string;
  readonly width: string;
  readonly format: string;
  readonly role: string;
}

/** A row of syscalls.def: see there. Without numbers: something that is no call. */
export interface OperationDefinition {
  readonly number: number;
  readonly name: string;
  readonly x64: number | undefined;
  readonly arm64: number | undefined;
  readonly ia32: number | undefined;
  readonly eventClass: string;
  readonly category: string;
  readonly result: string;
  readonly flags: readonly string[];
  /** Keys of fields; `SKIP` for an argument that is not recorded. */
  readonly fields: readonly string[];
}

/** A row of ioctls.def: see there. */
export interface IoctlDefinition {
  readonly code: number;
  readonly name: string;
  readonly kind: string;
}

/** The arguments of every use of a macro in a text, without comments. */
function rows(text: string, macro: string): string[][] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...code.matchAll(new RegExp(`^${macro}\\((.*)\\)$`, 'gm'))].map((match) =>
    // No text in the tables has a comma.
    (match[1] ?? '').split(',').map((part) => part.trim().replace(/^"|"$/g, '')),
  );
}

function read(name: string): string {
  return readFileSync(join(TABLES, name), 'utf8');
}

function callNumber(text: string | undefined): number | undefined {
  const number = Number(text);
  return number < 0 ? undefined : number;
}

/** Every field, by rising number. */
export function fieldDefinitions(): FieldDefinition[] {
  return rows(read('fields.def'), 'FIELD')
    .map(([number = '', key = '', text = '', width = '', format = '', role = '']) => {
      return { number: Number(number), key, text, width, format, role };
    })
    .sort((a, b) => a.number - b.number);
}

/** Every operation, by rising number. */
export function operationDefinitions(): OperationDefinition[] {
  const text = read('syscalls.def');
  const calls = rows(text, 'SYSCALL').map(
    ([
      number,
      name = '',
      x64,
      arm64,
      ia32,
      eventClass = '',
      category = '',
      result = '',
      flags = '0',
      ...fields
    ]) => ({
      number: Number(number),
      name,
      x64: callNumber(x64),
      arm64: callNumber(arm64),
      ia32: callNumber(ia32),
      eventClass,
      category,
      result,
      flags: flags === '0' ? [] : flags.split('|').map((flag) => flag.trim()),
      fields: fields.filter((field) => field !== 'NONE'),
    }),
  );
  const requests = rows(text, 'URING').map(
    ([number, name = '', , eventClass = '', category = '', result = '', flags = '0', ...fields]) => ({
      ...withoutCall(number, name, eventClass, category, fields),
      result,
      flags: flags === '0' ? [] : flags.split('|').map((flag) => flag.trim()),
    }),
  );
  const others = ['SYNTHETIC', 'SYNTHETIC_OFF'].flatMap((macro) =>
    rows(text, macro).map(([number, , name = '', eventClass = '', category = '', ...fields]) => ({
      ...withoutCall(number, name, eventClass, category, fields),
      result: 'NONE',
      flags: macro === 'SYNTHETIC' ? [] : ['OFF'],
    })),
  );
  return [...calls, ...requests, ...others].sort((a, b) => a.number - b.number);
}

/** Every device control request that has a name here, in the order of the table. */
export function ioctlDefinitions(): IoctlDefinition[] {
  return rows(read('ioctls.def'), 'IOCTL').map(([code, name = '', kind = '']) => {
    return { code: Number(code), name, kind };
  });
}

function withoutCall(
  number: string | undefined,
  name: string,
  eventClass: string,
  category: string,
  fields: readonly string[],
) {
  return {
    number: Number(number),
    name,
    x64: undefined,
    arm64: undefined,
    ia32: undefined,
    eventClass,
    category,
    fields: fields.filter((field) => field !== 'NONE'),
  };
}
