import { fileTime } from '../../shared/units.ts';
import { SystemProcessFlag } from '../wire/wire-format.ts';
import type { SystemProcess } from '../wire/wire-messages.ts';
import type { ToldProcess } from './etw-decoder.ts';

/** A process as a helper asked it, for the decoder. */
export function toldProcess(process: SystemProcess): ToldProcess {
  const { pid, parentPid, session = 0, flags, integrity, created, logon, sid, image, command } = process;
  const wasAsked = (flags & SystemProcessFlag.Asked) !== 0;
  return {
    pid,
    parentPid,
    session,
    start: created === undefined ? undefined : fileTime(created),
    is64Bit: (flags & SystemProcessFlag.Is64Bit) !== 0,
    virtualized: wasAsked ? (flags & SystemProcessFlag.Virtualized) !== 0 : undefined,
    integritySid: integrity === undefined ? undefined : `S-1-16-${integrity}`,
    authenticationId: logon,
    sid: sid === '' ? undefined : sid,
    imagePath: image,
    commandLine: command,
  };
}
