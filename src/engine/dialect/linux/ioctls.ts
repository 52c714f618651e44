import { EventClass } from '../../../shared/event-class.ts';
import { hex } from '../../../shared/format/number.ts';
import { LINUX_IOCTLS } from '../../wire/linux-ioctls.ts';
import { fieldNumber } from './field-keys.ts';
import type { LinuxEvent } from './linux-event.ts';

const NODE_DEVICE = fieldNumber('NODE_DEVICE');

/** Names by kind of object and code. */
const NAMES: ReadonlyMap<string, ReadonlyMap<number, string>> = (() => {
  const kinds = new Map<string, Map<number, string>>();
  for (const { code, name, kind } of LINUX_IOCTLS) {
    let names = kinds.get(kind);
    if (names === undefined) kinds.set(kind, (names = new Map<number, string>()));
    names.set(code, name);
  }
  return kinds;
})();

/**
 * A control code by its name. Drivers use the same codes for different requests, so what it is sent to decides. Codes
 * without a name are taken apart as most drivers build them.
 */
export function ioctlText({ fields, info }: LinuxEvent, field: number): string {
  const code = fields.low(field);
  const kinds =
    info.eventClass === EventClass.Device && fields.has(NODE_DEVICE)
      ? deviceKinds(fields.low(NODE_DEVICE))
      : info.eventClass === EventClass.Network
        ? SOCKET_KINDS
        : FILE_KINDS;
  for (const kind of kinds) {
    const name = NAMES.get(kind)?.get(code);
    if (name !== undefined) return name;
  }
  // Programs ask whatever they write to whether it is a terminal; these codes are from before codes had a form.
  const asked = code >>> 8 === TERMINAL_CODES ? NAMES.get('TTY')?.get(code) : undefined;
  return asked ?? builtCodeText(code);
}

const FILE_KINDS = ['ANY', 'FILE'];
const SOCKET_KINDS = ['ANY', 'SOCKET'];
const TERMINAL_CODES = 0x54;

/** The kinds that a device's number may be of, the closest first. */
function deviceKinds(device: number): readonly string[] {
  const major = device >>> 20;
  return ['ANY', `${major}:${device & 0xfffff}`, String(major), 'BLOCK'];
}

const DIRECTIONS = ['_IO', '_IOW', '_IOR', '_IOWR'];

/**
 * `_IOR('T', 0x30, 4)`: direction, kind, number, size of the argument; plain hexadecimal for codes that are older than this
 * form. Source: uapi/asm-generic/ioctl.h.
 */
export function builtCodeText(code: number): string {
  const kind = (code >>> 8) & 0xff;
  const size = (code >>> 16) & 0x3fff;
  const direction = code >>> 30;
  if (direction === 0 && size === 0 && kind === 0) return hex(code);
  const isLetter = kind > 0x20 && kind < 0x7f && kind !== 0x27 && kind !== 0x5c;
  const letter = isLetter ? `'${String.fromCharCode(kind)}'` : hex(kind);
  const number = hex(code & 0xff);
  const name = DIRECTIONS[direction] ?? '_IO';
  return direction === 0 && size === 0
    ? `${name}(${letter}, ${number})`
    : `${name}(${letter}, ${number}, ${size})`;
}
