import type { ResultTone } from '../dialect.ts';
import { NOT_ENDED } from './linux-key.ts';

/**
 * Names of the errors of Linux, by number; the same on x86-64 and arm64. Source: asm-generic/errno-base.h and errno.h of
 * the kernel's own interface.
 */
const ERRORS: readonly string[] = (
  'SUCCESS EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST ' +
  'EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE ' +
  'EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP 41 ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI ' +
  'EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT 58 EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK ' +
  'EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ' +
  'ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ' +
  'ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ' +
  'ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH ' +
  'EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY ' +
  'EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON'
).split(' ');

/** Results that the caller never sees: a signal came, and the call begins again or fails then. Source: linux/errno.h. */
const INTERRUPTED: ReadonlyMap<number, string> = new Map([
  [512, 'ERESTARTSYS'],
  [513, 'ERESTARTNOINTR'],
  [514, 'ERESTARTNOHAND'],
  [516, 'ERESTART_RESTARTBLOCK'],
]);

/** Kernel-internal errors that may show where no program sees them. Source: linux/errno.h. */
const INTERNAL: ReadonlyMap<number, string> = new Map([
  [515, 'ENOIOCTLCMD'],
  [517, 'EPROBE_DEFER'],
  [518, 'EOPENSTALE'],
  [519, 'ENOPARAM'],
  [521, 'EBADHANDLE'],
  [522, 'ENOTSYNC'],
  [523, 'EBADCOOKIE'],
  [524, 'ENOTSUPP'],
  [525, 'ETOOSMALL'],
  [526, 'ESERVERFAULT'],
  [527, 'EBADTYPE'],
  [528, 'EJUKEBOX'],
  [529, 'EIOCBQUEUED'],
  [530, 'ERECALLCONFLICT'],
  [531, 'ENOGRACE'],
]);

/** Errors that only say that something is not there, has ended or did not fit. */
const MISSES: ReadonlySet<string> = new Set(
  'ENOENT ESRCH ENXIO ECHILD ENODEV ENOTDIR ENOTTY ERANGE ENOSYS ENODATA EOPNOTSUPP ESPIPE ENOMSG ENOMEDIUM'.split(
    ' ',
  ),
);

/** Answers that are no failures: not yet, not now, begin again. */
const WAITS: ReadonlySet<string> = new Set(
  'EINTR EAGAIN EALREADY EINPROGRESS ETIME ECANCELED ERESTART EIOCBQUEUED'.split(' '),
);

/** Text of the Result column: `SUCCESS`, the error's name, empty while a call is under way. */
export function linuxResultText(code: number): string {
  if (code === NOT_ENDED) return '';
  const interrupted = INTERRUPTED.get(code);
  if (interrupted !== undefined) return `INTERRUPTED (${interrupted})`;
  const name = ERRORS[code] ?? INTERNAL.get(code);
  return name === undefined || /^\d/.test(name) ? `error ${code}` : name;
}

export function linuxResultTone(code: number): ResultTone {
  if (code === 0 || code === NOT_ENDED) return 'plain';
  if (INTERRUPTED.has(code)) return 'interrupted';
  const name = ERRORS[code] ?? INTERNAL.get(code) ?? '';
  if (WAITS.has(name)) return 'interrupted';
  return MISSES.has(name) ? 'miss' : 'failure';
}
