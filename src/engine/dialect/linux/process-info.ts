import type { Epoch } from '../../store/epoch.ts';
import type { LinuxProcess } from '../../store/process-table.ts';
import { capabilitiesText, signalText } from './texts/process-texts.ts';

/** What only a process of Linux has, as the properties of an event show it; empty texts for what does not exist. */
export interface LinuxProcessInfo {
  /** `1000 (jin)`, and the effective one where it is another: `1000 (jin), effective 0 (root)`. */
  readonly user: string;
  readonly group: string;
  /** Who logged in. */
  readonly loginUser: string;
  /** Names joined by `|`, `none`, or `all`. */
  readonly capabilities: string;
  readonly directory: string;
  readonly cgroup: string;
  readonly container: string;
  /** Inode numbers: `pid 4026531836, mnt 4026531841, net 4026531840`. */
  readonly namespaces: string;
  /** The PID in its own namespace where it is another than outside. */
  readonly innerPid: string;
  /** `0`, or `SIGKILL` with `core dumped`; empty while it runs. */
  readonly exit: string;
  readonly isKernelThread: boolean;
  readonly isCommandCut: boolean;
  readonly isImageDeleted: boolean;
}

export function linuxProcessInfo(
  { strings }: Epoch,
  pid: number,
  process: LinuxProcess,
  accountOf: (id: string) => string | undefined,
): LinuxProcessInfo {
  const account = (kind: 'uid' | 'gid', id: number): string => {
    const name = accountOf(`${kind}:${id}`);
    return name === undefined ? String(id) : `${id} (${name})`;
  };
  const both = (kind: 'uid' | 'gid', real: number, effective: number): string =>
    real === effective
      ? account(kind, real)
      : `${account(kind, real)}, effective ${account(kind, effective)}`;
  const { pidNamespace, mountNamespace, netNamespace, loginUid, innerPid } = process;
  const hasNamespaces = pidNamespace !== 0 || mountNamespace !== 0 || netNamespace !== 0;
  return {
    user: both('uid', process.uid, process.euid),
    group: both('gid', process.gid, process.egid),
    loginUser: loginUid === undefined ? '' : account('uid', loginUid),
    capabilities: capabilitiesText(process.capabilities),
    directory: strings.get(process.directory),
    cgroup: strings.get(process.cgroup),
    container: strings.get(process.container),
    namespaces: hasNamespaces ? `pid ${pidNamespace}, mnt ${mountNamespace}, net ${netNamespace}` : '',
    innerPid: innerPid === pid || innerPid === 0 ? '' : String(innerPid),
    exit: process.exitStatus === undefined ? '' : exitText(process.exitStatus),
    isKernelThread: process.isKernelThread,
    isCommandCut: process.isCommandCut,
    isImageDeleted: process.isImageDeleted,
  };
}

/** A status as wait() gives it: the signal in the lowest seven bits, then whether there is a core, above that the code. */
function exitText(status: number): string {
  const signal = status & 0x7f;
  if (signal === 0) return String((status >>> 8) & 0xff);
  return (status & 0x80) === 0 ? signalText(signal) : `${signalText(signal)}, core dumped`;
}
