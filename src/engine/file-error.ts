import { basename } from 'node:path';
import { ProcscopeError } from '../shared/errors.ts';

/** Says in a sentence what the system's error about a file means. Errors that are ours already stay as they are. */
export function fileError(error: unknown, path: string): ProcscopeError {
  if (error instanceof ProcscopeError) return error;
  const name = basename(path);
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ProcscopeError('file/not-found', `There is no file "${path}".`, { path }, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ProcscopeError(
        'file/no-permission',
        `The system does not allow access to "${path}".`,
        { path },
        error,
      );
    case 'EISDIR':
      return new ProcscopeError('file/is-directory', `"${path}" is a folder, not a file.`, { path }, error);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new ProcscopeError('file/disk-full', `There is no room left for "${name}".`, { path }, error);
    default: {
      const said = error instanceof Error ? error.message : String(error);
      return new ProcscopeError(
        'file/io',
        `"${name}" could not be read or written: ${said}.`,
        { path, ...codeFact(error) },
        error,
      );
    }
  }
}

function codeFact(error: unknown): { readonly code?: string } {
  const code = systemCode(error);
  return code === undefined ? {} : { code };
}

/** The system's code of an error, such as `ENOENT`; undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
