import { assertNever } from '../shared/errors.ts';
import type { ErrorCode } from '../shared/errors.ts';

/** What a user of the command line can do about an error, to follow the fact in the same sentence; undefined for nothing. */
export function advice(code: ErrorCode): string | undefined {
  switch (code) {
    case 'file/disk-full':
      return 'free some space or write to another disk';
    case 'file/is-source':
      return 'write to another name';
    case 'capture/unknown-format':
    case 'pml/not-a-pml':
    case 'etl/not-an-etl':
      return 'Procscope reads logs of Process Monitor (PML), event traces of Windows (ETL) and its own capture files';
    case 'capture/newer-version':
    case 'pml/version':
      return 'a newer Procscope may read it';
    case 'capture/busy':
      return 'close the program that uses it and try again';
    case 'filter/bad-rule':
      return 'see procscope export --help';
    case 'file/not-found':
    case 'file/no-permission':
    case 'file/is-directory':
    case 'file/exists':
    case 'file/unknown-token':
    case 'file/io':
    case 'config/not-a-configuration':
    case 'config/damaged':
    case 'capture/corrupt':
    case 'capture/none':
    case 'pml/truncated':
    case 'pml/damaged':
    case 'etl/truncated':
    case 'etl/damaged':
    case 'etl/letters-of-today':
    case 'api/bad-request':
    case 'api/unknown-call':
    case 'api/closed':
    case 'api/protocol':
    case 'api/busy':
    case 'view/unknown':
    case 'shell/unsupported':
    // These say themselves what to do.
    case 'live/no-privileges':
    case 'live/cancelled':
    case 'live/no-btf':
    case 'live/kernel-too-old':
    case 'live/lockdown':
    case 'live/helper-missing':
    case 'live/helper-failed':
    case 'live/launch-failed':
    case 'live/trace-refused':
    case 'live/in-use':
    case 'live/not-live':
    case 'live/notice':
    case 'boot/unsupported':
    case 'boot/failed':
    case 'boot/no-log':
    case 'boot/damaged':
    case 'boot/cut-off':
    case 'boot/not-discarded':
    case 'job/cancelled':
    case 'internal':
      return undefined;
    default:
      return assertNever(code);
  }
}

/** One sentence of fact and advice. */
export function withAdvice(sentence: string, code: ErrorCode): string {
  const more = advice(code);
  return more === undefined ? sentence : `${sentence.replace(/\.$/, '')}; ${more}.`;
}
