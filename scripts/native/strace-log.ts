/** A call as strace or the capture has it. */
export interface Call {
  readonly operation: string;
  readonly result: number;
  /** The paths of open files among the arguments and the result, and texts of paths: in order. */
  readonly paths: readonly string[];
}

/** Something that the two say differently. */
export interface Disagreement {
  readonly what: string;
  readonly strace: string;
  readonly capture: string;
}

/** Calls that are compared: those with a path or an open file among their arguments. */
const COMPARED: Readonly<Record<string, 'fd' | 'path' | 'result'>> = {
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

/** Whether calls of a name are compared. */
export function isCompared(operation: string): boolean {
  return COMPARED[operation] !== undefined;
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
  return unescaped(text)
    .replace(/^\/memfd:/, 'memfd:')
    .replace(/^anon_inode:\/?/, 'anon_inode:')
    .replace(/ \(deleted\)$/, '')
    .replace(/\(deleted\)$/, '');
}

/** Reads the log of one thread: `strace -y -xx -X raw`. Lines without a result (exit, killed) are left out. */
export function parseStrace(log: string): Call[] {
  const calls: Call[] = [];
  for (const line of log.split('\n')) {
    const match = /^(\w+)\((.*)\)\s+= (-?\d+|0x[0-9a-f]+)(?:<((?:[^>\\]|\\.)*)>)?(?: .*)?$/.exec(line);
    if (match === null) continue;
    const [, operation = '', args = '', result = '', resultFile] = match;
    const kind = COMPARED[operation];
    if (kind === undefined) continue;
    const value = /ERESTART|^\?/.test(line) ? NaN : Number(result);
    // A failed call reads `= -1 ENOENT (...)`: the number behind the name is what counts.
    const error = /= -1 (E[A-Z0-9]+)/.exec(line)?.[1];
    const paths: string[] = [];
    const file = /^-?\d+<((?:[^>\\]|\\.)*)>/.exec(args)?.[1];
    const texts = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((found) => unescaped(found[1] ?? ''));
    const isOpen = /^(open|openat|creat)$/.test(operation);
    if (kind === 'result' && resultFile !== undefined) paths.push(fileName(resultFile));
    else if (isOpen) paths.push(texts[0] ?? '');
    // An empty text stands for the directory descriptor.
    else if (kind === 'path' && texts[0] !== '')
      paths.push(...texts.slice(0, operation === 'execve' ? 1 : 2));
    else if (file !== undefined) paths.push(fileName(file));
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
  // Sockets have addresses here and numbers there.
  if (/^socket:|^TCP|^UDP|^UNIX|^NETLINK/.test(strace)) return true;
  return isNumbered(strace) && capture.startsWith(strace.replace(/<.*$/, ''));
}

/**
 * Compares the calls of one thread in order. Calls before the first that both have (capture sees a thread begin earlier)
 * are left out.
 */
export function compareThread(
  strace: readonly Call[],
  capture: readonly Call[],
  tid: number,
): {
  compared: number;
  equal: number;
  disagreements: Disagreement[];
} {
  const disagreements: Disagreement[] = [];
  let [compared, equal] = [0, 0];
  const first = alignment(strace, capture);
  let at = first.capture;
  for (const [index, theirs] of strace.entries()) {
    if (index < first.strace) continue;
    compared++;
    const what = `thread ${tid}, call ${index + 1}`;
    let ours = capture[at];
    // Something that only one has: look ahead a little for the same again.
    if (ours?.operation !== theirs.operation) {
      const next = capture.slice(at, at + 8).findIndex(({ operation }) => operation === theirs.operation);
      if (next < 0) {
        disagreements.push({
          what,
          strace: shown(theirs),
          capture: ours === undefined ? 'nothing' : shown(ours),
        });
        continue;
      }
      at += next;
      ours = capture[at];
    }
    at++;
    if (ours === undefined) continue;
    const isResultSame = Number.isNaN(theirs.result) || theirs.result === ours.result;
    const arePathsSame = theirs.paths.every((path, i) => samePath(path, ours.paths[i] ?? ''));
    if (isResultSame && arePathsSame) equal++;
    else disagreements.push({ what, strace: shown(theirs), capture: shown(ours) });
  }
  return { compared, equal, disagreements };
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
