import { basename, dirname, sep } from 'node:path';
import { toErrorInfo } from '../../shared/api/envelope.ts';
import type { ErrorInfo } from '../../shared/api/schemas.ts';
import type { CaptureState } from '../../shared/api/viewer-contract.ts';

/** An absolute path between quotes, as sentences and the system's own messages name files. */
const QUOTED_PATH = /(["'])((?:[A-Za-z]:)?[/\\][^"']*)\1/g;

/**
 * An error as it is told to a window, or any other client that must not learn where files are: the sentence and the facts
 * name files by their base names only. Servers of such clients pass it to `serve` as `errorInfo`.
 */
export function viewerErrorInfo(error: unknown): ErrorInfo {
  return withoutFolders(toErrorInfo(error));
}

/** The state of the capture as it is told to a window: as {@link viewerErrorInfo}. */
export function viewerState<S extends CaptureState>(state: S): S {
  const { error, warnings, replacing, live } = state;
  return {
    ...state,
    error: optionally(error),
    warnings: warnings.map(withoutFolders),
    replacing: replacing === undefined ? undefined : { ...replacing, error: optionally(replacing.error) },
    live:
      live === undefined
        ? undefined
        : { ...live, error: optionally(live.error), notices: live.notices.map(withoutFolders) },
  };
}

function optionally(info: ErrorInfo | undefined): ErrorInfo | undefined {
  return info === undefined ? undefined : withoutFolders(info);
}

function withoutFolders(info: ErrorInfo): ErrorInfo {
  const { path } = info.facts;
  const cut = (text: string): string => {
    let rest = text;
    if (typeof path === 'string' && path !== '') {
      // A file that is written beside its target is in the same folder.
      rest = rest.replaceAll(path, nameOf(path));
      const folder = dirname(path);
      if (folder !== '.') rest = rest.replaceAll(folder.endsWith(sep) ? folder : folder + sep, '');
    }
    return rest.replaceAll(QUOTED_PATH, (_all, quote: string, name: string) => quote + nameOf(name) + quote);
  };
  const facts: Record<string, string | number> = {};
  for (const [name, fact] of Object.entries(info.facts))
    facts[name] = typeof fact !== 'string' ? fact : name === 'path' ? nameOf(fact) : cut(fact);
  return { code: info.code, sentence: cut(info.sentence), facts };
}

/** The last part of a path of this system; a root stays as it is. */
function nameOf(path: string): string {
  const name = basename(path);
  return name === '' ? path : name;
}
