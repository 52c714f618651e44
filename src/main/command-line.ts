import { resolve } from 'node:path';

/**
 * The file that a command line names, absolute; undefined when it names none.
 *
 * @param argv as `process.argv`: the program first
 * @param from folder that relative names are meant from
 * @param hasAppPath whether the first name is that of the app itself, as with an unpackaged Electron
 */
export function fileArgument(argv: readonly string[], from: string, hasAppPath: boolean): string | undefined {
  const names: string[] = [];
  let isOnlyNames = false;
  for (const arg of argv.slice(1)) {
    if (isOnlyNames || !arg.startsWith('-')) names.push(arg);
    else if (arg === '--') isOnlyNames = true;
  }
  const file = names[hasAppPath ? 1 : 0];
  return file === undefined || file === '' ? undefined : resolve(from, file);
}
