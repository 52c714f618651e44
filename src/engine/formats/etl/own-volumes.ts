import { ProcscopeError } from '../../../shared/errors.ts';
import type { OwnMachine } from '../../capture/own-machine.ts';
import type { VolumeName } from '../../etw/state/volumes.ts';

/** Where the NetBIOS name ends, in case a trace has that of a computer with a longer one. Source: Microsoft, "Computer Names". */
const NETBIOS_LENGTH = 15;

/**
 * What volumes are called today, where the machine that a trace names is this one; nothing elsewhere and where nobody can say:
 * the kernel's names stay. Never rejects.
 */
export async function ownVolumes(
  computer: string,
  machine: OwnMachine | undefined,
  signal: AbortSignal,
): Promise<readonly VolumeName[]> {
  if (machine === undefined || !isName(computer, machine.name)) return [];
  return machine.volumes(signal).catch(() => []);
}

function isName(computer: string, name: string): boolean {
  const [told, own] = [computer.toLowerCase(), name.toLowerCase()];
  return told !== '' && (told === own || told === own.slice(0, NETBIOS_LENGTH));
}

/** Says that paths have letters that the trace does not tell: they may have been others when it was made. */
export function lettersOfToday(file: string): ProcscopeError {
  return new ProcscopeError(
    'etl/letters-of-today',
    'Drive letters are those of this computer today; the trace does not tell them.',
    { file },
  );
}
