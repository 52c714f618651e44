import { EventClass } from '../../../shared/event-class.ts';
import { hexUnsigned64 } from '../../../shared/format/number.ts';
import type { DetailWriter } from '../dialect.ts';
import type { LinuxEvent } from './linux-event.ts';
import { RESULT_FIELD } from './linux-payload.ts';
import { CLONE_THREAD } from './texts/process-texts.ts';
import { duplicates, fcntlResult } from './fcntl.ts';
import { fieldNumber } from './field-keys.ts';
import { signedText, unsignedText } from './numbers.ts';

const FD = fieldNumber('FD');
const OLD_FD = fieldNumber('OLD_FD');
const NEW_FD = fieldNumber('NEW_FD');
const PIDFD = fieldNumber('PIDFD');
const BYTES = fieldNumber('BYTES');
const LENGTH = fieldNumber('LENGTH');
const ADDRESS = fieldNumber('ADDRESS');
const FCNTL_COMMAND = fieldNumber('FCNTL_COMMAND');
const CLONE_FLAGS = fieldNumber('CLONE_FLAGS');
const CLONE_ARGS = fieldNumber('CLONE_ARGS');

/** The returned value is written with 64 bits; only one of all eight bytes can be negative. */
function resultText({ fields }: LinuxEvent): string {
  return fields.length(RESULT_FIELD) === 8
    ? signedText(fields, RESULT_FIELD)
    : unsignedText(fields, RESULT_FIELD);
}

/** Writes what a call returned, if it succeeded, in the words of its meaning. */
export function writeResult(event: LinuxEvent, out: DetailWriter): void {
  switch (event.operation.result) {
    case 'NONE':
      return;
    case 'FD':
      return writeDescriptor(event, out);
    case 'BYTES':
      return writeBytes(event, out);
    case 'COUNT':
      return out.field('Returned', resultText(event));
    case 'PID':
      return writeProcess(event, out);
    case 'ADDRESS':
      return writeAddress(event, out);
    case 'POSITION':
      return out.field('Position', resultText(event));
    case 'VALUE':
      return writeValue(event, out);
  }
}

function writeDescriptor(event: LinuxEvent, out: DetailWriter): void {
  const { fields } = event;
  // dup2 returns what it was given.
  if (fields.has(NEW_FD)) return;
  const isNew = fields.has(FD) || fields.has(OLD_FD) || fields.has(PIDFD);
  out.field(isNew ? 'New fd' : 'fd', resultText(event));
}

/** Operations that return 0 when a folder has no more entries. */
const LISTINGS = new Set(['getdents', 'getdents64']);

function writeBytes(event: LinuxEvent, out: DetailWriter): void {
  const { fields, info } = event;
  if (fields.has(BYTES)) return;
  const isNothing = !fields.has(RESULT_FIELD);
  out.field('Bytes', resultText(event));
  if (!isNothing) return;
  if (LISTINGS.has(info.name)) out.field('No more entries', 'True');
  else if (info.category === 'Read' && fields.unsigned(LENGTH) > 0) out.field('End of file', 'True');
}

function writeProcess(event: LinuxEvent, out: DetailWriter): void {
  const { fields, info } = event;
  const text = resultText(event);
  switch (info.name) {
    case 'wait4':
      // 0: WNOHANG was asked for, and no child has ended.
      return out.field('PID', text);
    case 'setsid':
      return out.field('Session', text);
    default: {
      const flags = fields.has(CLONE_ARGS) ? fields.word(CLONE_ARGS, 0) : fields.low(CLONE_FLAGS);
      out.field((flags & CLONE_THREAD) !== 0 ? 'Thread' : 'Child PID', text);
    }
  }
}

function writeAddress({ fields, info }: LinuxEvent, out: DetailWriter): void {
  const text = hexUnsigned64(fields.high(RESULT_FIELD), fields.low(RESULT_FIELD));
  switch (info.name) {
    case 'mremap':
      return out.field('New base', text);
    case 'brk':
      return out.field('End', text);
    default: {
      out.field('Base', text);
      const asked = hexUnsigned64(fields.high(ADDRESS), fields.low(ADDRESS));
      if (asked !== '0x0' && asked !== text) out.field('Requested base', asked);
    }
  }
}

function writeValue(event: LinuxEvent, out: DetailWriter): void {
  const { fields, info } = event;
  if (fields.has(FCNTL_COMMAND)) {
    const command = fields.low(FCNTL_COMMAND);
    if (duplicates(command)) return out.field('New fd', resultText(event));
    const text = fcntlResult(command, fields.low(RESULT_FIELD), info.isArm);
    if (text !== undefined) return out.field('Returned', text);
  }
  // Most calls return 0 to say that all is well.
  if (fields.has(RESULT_FIELD)) out.field('Returned', resultText(event));
}

/** What a call that failed asked for, where a successful one shows what it got. */
export function writeRequestedBase({ fields, info }: LinuxEvent, out: DetailWriter): void {
  if (info.eventClass !== EventClass.Memory || info.operation.result !== 'ADDRESS') return;
  const text = hexUnsigned64(fields.high(ADDRESS), fields.low(ADDRESS));
  if (info.name !== 'brk' && info.name !== 'mremap' && text !== '0x0') out.field('Requested base', text);
}
