import { offsetOf } from './layouts/layout.ts';
import { processLayout } from './layouts/process-layouts.ts';
import { findUser, sidText, text8End, textEnd } from './payload-reader.ts';
import type { UserPlace } from './payload-reader.ts';
import type { RawRecord } from './raw-record.ts';

/** Where the fixed fields of a process event begin; -1 for those that a version does not have. */
interface ProcessOffsets {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly status: number;
  readonly flags: number;
  readonly user: number;
}

function makeOffsets(version: number, pointerSize: 4 | 8): ProcessOffsets {
  const layout = processLayout(version);
  const at = (name: string): number =>
    layout.fields.some((field) => field.name === name) ? offsetOf(layout, name, pointerSize) : -1;
  return {
    pid: at('ProcessId'),
    parent: at('ParentId'),
    session: at('SessionId'),
    status: at('ExitStatus'),
    flags: at('Flags'),
    user: at('UserSID'),
  };
}

const VERSIONS = 6;
const OFFSETS = Array.from(
  { length: VERSIONS },
  (_, version) => [makeOffsets(version, 4), makeOffsets(version, 8)] as const,
);

/** The version from which on an event has the command line, and the one from which on it has the package. */
const WITH_COMMAND = 2;
const WITH_PACKAGE = 4;
/** SessionId of processes that belong to none. */
const NO_SESSION = 0xffff_ffff;

/** The fields of a process event. One object is reused; texts are made when they are asked for. */
export class ProcessFields {
  pid = 0;
  parentPid = 0;
  session = 0;
  exitStatus = 0;
  /** Undefined in versions that have none. */
  flags: number | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  readonly #user: UserPlace = { sid: -1, next: 0 };
  #version = 0;
  #commandAt = 0;

  /** Reads a record; false when it is too short for its fixed fields. */
  read({ bytes, view, start, end, version, pointerSize }: RawRecord): boolean {
    const offsets = OFFSETS[Math.min(version, VERSIONS - 1)]![pointerSize === 8 ? 1 : 0];
    if (start + offsets.user > end) return false;
    const number = (offset: number): number => (offset < 0 ? 0 : view.getUint32(start + offset, true));
    this.pid = number(offsets.pid);
    this.parentPid = number(offsets.parent);
    const session = number(offsets.session);
    this.session = session === NO_SESSION ? 0 : session;
    this.exitStatus = number(offsets.status) | 0;
    this.flags = offsets.flags < 0 ? undefined : number(offsets.flags);
    this.#bytes = bytes;
    this.#end = end;
    this.#version = version;
    findUser(bytes, start + offsets.user, end, pointerSize, this.#user);
    this.#commandAt = -1;
    return true;
  }

  /** `S-1-...`; empty for none. */
  get sid(): string {
    return this.#user.sid < 0 ? '' : sidText(this.#bytes, this.#user.sid);
  }

  /** The file name of the program. */
  get name(): string {
    const stop = text8End(this.#bytes, this.#user.next, this.#end);
    this.#commandAt = Math.min(stop + 1, this.#end);
    return this.#bytes.toString('latin1', this.#user.next, stop);
  }

  /** The command line; to be asked for behind {@link name}. */
  get commandLine(): string {
    return this.#version < WITH_COMMAND ? '' : this.#textAt(this.#commandAt);
  }

  /** The package; to be asked for behind {@link name}. */
  get packageName(): string {
    if (this.#version < WITH_PACKAGE) return '';
    return this.#textAt(textEnd(this.#bytes, this.#commandAt, this.#end) + 2);
  }

  #textAt(at: number): string {
    if (at < 0 || at >= this.#end) return '';
    return this.#bytes.toString('utf16le', at, textEnd(this.#bytes, at, this.#end));
  }
}
