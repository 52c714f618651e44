import { operationDefinitions } from './definitions.ts';

/** A call as strace or the capture has it. */
export interface Call {
  readonly operation: string;
  readonly result: number;
  /** The paths of open files among the arguments and the result, and texts of paths: in order. */
  readonly paths: readonly string[];
}

/** What the two say differently: a call that only one has, another result, another path. */
export type DisagreementKind = 'only strace' | 'only capture' | 'result' | 'path';

/** Something that the two say differently. */
export interface Disagreement {
  readonly kind: DisagreementKind;
  readonly what: string;
  readonly strace: string;
  readonly capture: string;
}

/** What is compared beside the result: the open file of the first descriptor, texts of paths, or the file that a result is. */
const WITH_PATH: Readonly<Record<string, 'fd' | 'path' | 'result'>> = {
  open: 'result', openat: 'result', creat: 'result', close: 'fd', read: 'fd', write: 'fd', pread64: 'fd', pwrite64: 'fd',
  readv: 'fd', writev: 'fd', lseek: 'fd', fstat: 'fd', getdents64: 'fd', ftruncate: 'fd', fsync: 'fd', fdatasync: 'fd',
  fchmod: 'fd', fchown: 'fd', fcntl: 'fd', ioctl: 'fd', flock: 'fd', fallocate: 'fd', fchdir: 'fd', sendto: 'fd',
  recvfrom: 'fd', sendmsg: 'fd', recvmsg: 'fd', connect: 'fd', bind: 'fd', listen: 'fd', shutdown: 'fd', accept4: 'result',
  getsockname: 'fd', getpeername: 'fd', setsockopt: 'fd', getsockopt: 'fd', socket: 'result',
  stat: 'path', lstat: 'path', newfstatat: 'path', statx: 'path', access: 'path', faccessat: 'path', faccessat2: 'path',
  readlink: 'path', readlinkat: 'path', unlink: 'path', unlinkat: 'path', rmdir: 'path', mkdir: 'path', mkdirat: 'path',
  rename: 'path', renameat: 'path', renameat2: 'path', link: 'path', linkat: 'path', symlink: 'path', symlinkat: 'path',
  chmod: 'path', fchmodat: 'path', chown: 'path', fchownat: 'path', utimensat: 'path', chdir: 'path', statfs: 'path',
  truncate: 'path', execve: 'path', dup2: 'result', dup3: 'result',
}; // prettier-ignore

/**
 * Calls that are compared: all that are recorded without a filter, but those of memory, of which only code is, and those that
 * do not return.
 */
const COMPARED = new Set(
  operationDefinitions()
    .filter(
      ({ x64, flags }) => x64 !== undefined && !flags.some((flag) => /^(OFF|MEMORY|NO_RETURN)$/.test(flag)),
    )
    .map(({ name }) => name),
);

/** Whether calls of a name are compared. */
export function isCompared(operation: string): boolean {
  return COMPARED.has(operation);
}

/** The bytes that strace writes as `\xNN`. */
function unescaped(text: string): string {
  const bytes = Buffer.from(
    text.replace(/\\x([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
  return bytes.toString('utf8');
}

/** An open file as strace's -y names it, in the words of the capture. */
function fileName(text: string): string {
  return unescaped(text.replace(/<(char|block) [\d:]+$/, ''))
    .replace(/^\/memfd:/, 'memfd:')
    .replace(/^anon_inode:\/?/, 'anon_inode:')
    .replace(/ \(deleted\)$/, '')
    .replace(/\(deleted\)$/, '');
}

/** Reads the log of one thread: `strace -yy -xx -X raw`. Lines without a result (exit, killed) are left out. */
export function parseStrace(log: string): Call[] {
  const calls: Call[] = [];
  for (const line of log.split('\n')) {
    const match = /^(\w+)\((.*)\)\s+= (-?\d+|0x[0-9a-f]+)(?:<((?:->|[^>\\]|\\.)*)>+)?(?: .*)?$/.exec(line);
    if (match === null) continue;
    const [, operation = '', args = '', result = '', resultFile] = match;
    if (!isCompared(operation)) continue;
    const kind = WITH_PATH[operation];
    const value = /ERESTART|^\?/.test(line) ? NaN : Number(result);
    // A failed call reads `= -1 ENOENT (...)`: the number behind the name is what counts.
    const error = /= -1 (E[A-Z0-9]+)/.exec(line)?.[1];
    const paths: string[] = [];
    const file = /^-?\d+<((?:->|[^>\\]|\\.)*)>/.exec(args)?.[1];
    const texts = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((found) => unescaped(found[1] ?? ''));
    const isOpen = /^(open|openat|creat)$/.test(operation);
    if (kind === 'result' && resultFile !== undefined) paths.push(fileName(resultFile));
    else if (isOpen) paths.push(texts[0] ?? '');
    // An empty text stands for the directory descriptor.
    else if (kind === 'path' && texts[0] !== '')
      paths.push(...texts.slice(0, operation === 'execve' ? 1 : 2));
    else if (kind !== undefined && file !== undefined) paths.push(fileName(file));
    calls.push({ operation, result: error === undefined ? value : -(ERRNO[error] ?? 0), paths });
  }
  return calls;
}

/** Numbers of the errors that workloads meet. Source: asm-generic/errno.h. */
const ERRNO: Readonly<Record<string, number>> = {
  EPERM: 1, ENOENT: 2, EINTR: 4, EIO: 5, ENXIO: 6, EBADF: 9, ECHILD: 10, EAGAIN: 11, ENOMEM: 12, EACCES: 13, EFAULT: 14,
  EBUSY: 16, EEXIST: 17, EXDEV: 18, ENODEV: 19, ENOTDIR: 20, EISDIR: 21, EINVAL: 22, ENOTTY: 25, ESPIPE: 29, EROFS: 30,
  EPIPE: 32, ERANGE: 34, ENAMETOOLONG: 36, ENOSYS: 38, ENOTEMPTY: 39, ELOOP: 40, ENODATA: 61, EOPNOTSUPP: 95,
  ENOTCONN: 107, ECONNREFUSED: 111, EINPROGRESS: 115, EAFNOSUPPORT: 97, EADDRINUSE: 98, ECONNRESET: 104, ENOTSOCK: 88,
}; // prettier-ignore

/** Results from here downwards are the kernel's own: interrupted calls. */
const INTERRUPTED = -512;

/** A socket or pipe is the same thing under several names: its number, its addresses. */
function isNumbered(path: string): boolean {
  return (
    /^(socket|pipe|TCP|UDP|UNIX|NETLINK|TCPv6|UDPv6|UNIX-STREAM|anon_inode)/.test(path) ||
    path.includes('->') ||
    path.includes('<-')
  );
}

function samePath(strace: string, capture: string): boolean {
  if (strace === capture || strace === capture.replace(/ \(deleted\)$/, '')) return true;
  // Second paths are absolute here and as given there.
  if (capture.endsWith(`/${strace.replace(/^\.\//, '')}`) && !strace.startsWith('/')) return true;
  const socket = /^(?:TCP|UDP)(?:v6)?:\[(.+)\]$/.exec(strace)?.[1];
  // strace looks when the call begins, so a socket without addresses may have them afterwards.
  if (socket !== undefined && !/^\d+$/.test(socket)) {
    const [local = '', remote] = socket.split('->');
    return remote === undefined
      ? capture.startsWith(local)
      : [`${local} -> ${remote}`, `${local} <- ${remote}`].includes(capture);
  }
  if (/^socket:|^TCP|^UDP|^UNIX|^NETLINK/.test(strace)) return capture !== '';
  return isNumbered(strace) && capture.startsWith(strace.replace(/<.*$/, ''));
}

/** What came of comparing. */
export interface Outcome {
  readonly compared: number;
  readonly equal: number;
  /** Calls at the beginnings of threads that one of the two made before the other watched. */
  readonly leftOut: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Compares the calls of one thread in order. Calls before the first that both have (capture sees a thread begin earlier)
 * are left out.
 */
export function compareThread(strace: readonly Call[], capture: readonly Call[], tid: number): Outcome {
  const disagreements: Disagreement[] = [];
  let equal = 0;
  const disagree = (kind: DisagreementKind, index: number, theirs: Call | undefined, ours?: Call) =>
    disagreements.push({
      kind,
      what: `thread ${tid}, call ${index + 1}`,
      strace: theirs === undefined ? 'nothing' : shown(theirs),
      capture: ours === undefined ? 'nothing' : shown(ours),
    });
  const onlyCaptured = (calls: readonly Call[], index: number) => {
    // What a signal has interrupted for good has no result in strace's log.
    for (const call of calls.filter(({ result }) => result > INTERRUPTED))
      disagree('only capture', index, undefined, call);
  };
  const first = alignment(strace, capture);
  let at = first.capture;
  for (const [offset, theirs] of strace.slice(first.strace).entries()) {
    const index = first.strace + offset;
    // Something that only one has: look ahead a little for the same again.
    const next = capture.slice(at, at + 8).findIndex(({ operation }) => operation === theirs.operation);
    if (next < 0) {
      disagree('only strace', index, theirs);
      continue;
    }
    onlyCaptured(capture.slice(at, at + next), index);
    const ours = capture[at + next];
    at += next + 1;
    const isResultSame = Number.isNaN(theirs.result) || theirs.result === ours?.result;
    const arePathsSame = theirs.paths.every((path, i) => samePath(path, ours?.paths[i] ?? ''));
    if (isResultSame && arePathsSame) equal++;
    else disagree(isResultSame ? 'path' : 'result', index, theirs, ours);
  }
  onlyCaptured(capture.slice(at), strace.length);
  return {
    compared: equal + disagreements.length,
    equal,
    leftOut: first.strace + first.capture,
    disagreements,
  };
}

/** The first calls that both have: either may have begun to watch before the other. */
function alignment(strace: readonly Call[], capture: readonly Call[]): { strace: number; capture: number } {
  const key = (call: Call) => `${call.operation} ${call.result}`;
  const run = Math.min(5, strace.length, capture.length);
  for (let sum = 0; sum < 160; sum++) {
    for (let theirs = 0; theirs <= sum; theirs++) {
      const ours = sum - theirs;
      if (theirs + run > strace.length || ours + run > capture.length) continue;
      const isSame = strace
        .slice(theirs, theirs + run)
        .every((call, i) => key(call) === key(capture[ours + i] ?? call) && capture[ours + i] !== undefined);
      if (isSame) return { strace: theirs, capture: ours };
    }
  }
  return { strace: 0, capture: 0 };
}

function shown(call: Call): string {
  return `${call.operation}(${call.paths.join(', ')}) = ${call.result}`;
}
