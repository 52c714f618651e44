import type { StringId } from '../../shared/units.ts';
import type { Epoch } from '../store/epoch.ts';
import type { LinuxProcess } from '../store/process-table.ts';
import { corrupt } from './file-errors.ts';
import { LinuxProcessFlag } from './schema.ts';

/** A row of a table, of which nothing is believed. */
export type Row = Readonly<Record<string, unknown>>;

/** What follows takes values of rows for what they should be. Errors of all: 'capture/corrupt'. */

/** Makes sure of ids of texts. */
export function textChecker(epoch: Epoch): (id: unknown) => StringId {
  return (id) => {
    const number = typeof id === 'bigint' ? Number(id) : id;
    if (typeof number !== 'number' || !epoch.strings.has(number))
      throw corrupt('a process names a text that is not there');
    return number as StringId;
  };
}

/** The row of a process in `linux_processes`, read with 64-bit integers. */
export function linuxProcess(row: Row, text: (id: unknown) => StringId): LinuxProcess {
  const optional = (value: unknown): number | undefined => (value === null ? undefined : signed(value));
  const flags = big(row['flags']);
  return {
    uid: big(row['uid']),
    euid: big(row['euid']),
    gid: big(row['gid']),
    egid: big(row['egid']),
    loginUid: optional(row['login_uid']),
    session: optional(row['session']),
    capabilities: unsigned(row['capabilities']),
    pidNamespace: big(row['pid_namespace']),
    mountNamespace: big(row['mount_namespace']),
    netNamespace: big(row['net_namespace']),
    innerPid: big(row['inner_pid']),
    generation: big(row['generation']),
    exitStatus: optional(row['exit_status']),
    directory: text(row['directory']),
    cgroup: text(row['cgroup']),
    container: text(row['container']),
    isKernelThread: (flags & LinuxProcessFlag.kernelThread) !== 0,
    isCommandCut: (flags & LinuxProcessFlag.commandCut) !== 0,
    isImageDeleted: (flags & LinuxProcessFlag.imageDeleted) !== 0,
  };
}

/** {@link integer} that was read as 64 bits. */
export function signed(value: unknown): number {
  return integer(typeof value === 'bigint' ? Number(value) : value);
}

/** A whole number without sign. */
export function whole(value: unknown, highest = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > highest) {
    throw corrupt('a number is out of its range');
  }
  return value;
}

/** A whole number. */
export function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw corrupt('a number is out of its range');
  return value;
}

/** {@link whole} that was read as 64 bits. */
export function big(value: unknown, highest = Number.MAX_SAFE_INTEGER): number {
  return whole(typeof value === 'bigint' ? Number(value) : value, highest);
}

/** 64 bits without sign. */
export function unsigned(value: unknown): bigint {
  if (typeof value !== 'bigint') throw corrupt('a number is out of its range');
  return BigInt.asUintN(64, value);
}

/** A number that is one. */
export function finite(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw corrupt('a time is not a number');
  return value;
}

/** A text. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw corrupt('a text is missing');
  return value;
}

/** Bytes. */
export function blob(value: unknown): Buffer {
  if (!Buffer.isBuffer(value)) throw corrupt('a block is missing or longer than it can be');
  return value;
}
