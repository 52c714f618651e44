import type { DetailWriter } from '../dialect.ts';
import type { FieldSet } from './field-set.ts';
import { hex32, hexText } from './numbers.ts';
import { openFlagsText } from './texts/file-texts.ts';
import { flagNames, flagsText } from './texts/tables.ts';

/** Commands of fcntl whose argument or result has a meaning of its own. Source: uapi/asm-generic/fcntl.h, linux/fcntl.h. */
const F_DUPFD = 0;
const F_GETFD = 1;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 0x406;
const F_ADD_SEALS = 0x409;
const F_GET_SEALS = 0x40a;
const seals = flagNames('F_SEAL_', 'SEAL=1 SHRINK=2 GROW=4 WRITE=8 FUTURE_WRITE=0x10 EXEC=0x20');

/** Writes the argument of a command that takes one. */
export function writeFcntlArgument(
  fields: FieldSet,
  command: number,
  field: number,
  isArm: boolean,
  out: DetailWriter,
): void {
  const value = fields.low(field);
  switch (command) {
    case F_GETFD:
    case F_GETFL:
    case F_GET_SEALS:
      // Whatever the register held.
      return;
    case F_SETFD:
      out.field('Argument', descriptorFlags(value));
      return;
    case F_SETFL:
      out.field('Argument', statusFlags(value, isArm));
      return;
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
      out.field('Lowest fd', String(value));
      return;
    case F_ADD_SEALS:
      out.field('Argument', flagsText(value, seals));
      return;
    default:
      out.field('Argument', hexText(fields, field));
  }
}

/** What a command returned; undefined where the plain number says it. */
export function fcntlResult(command: number, value: number, isArm: boolean): string | undefined {
  switch (command) {
    case F_GETFD:
      return descriptorFlags(value);
    case F_GETFL:
      return statusFlags(value, isArm);
    case F_GET_SEALS:
      return flagsText(value, seals);
    default:
      return undefined;
  }
}

/** Whether a command returns a new descriptor. */
export function duplicates(command: number): boolean {
  return command === F_DUPFD || command === F_DUPFD_CLOEXEC;
}

function descriptorFlags(value: number): string {
  if (value === 0) return '0';
  return value === 1 ? 'FD_CLOEXEC' : hex32(value);
}

const ACCESS = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', '0x3'];

function statusFlags(value: number, isArm: boolean): string {
  const flags = openFlagsText(value, isArm);
  const access = ACCESS[value & 3] ?? '';
  return flags === '' ? access : `${access}|${flags}`;
}
