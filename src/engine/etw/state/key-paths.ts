import type { KeyView } from './key-names.ts';

const MACHINE = '\\registry\\machine';
const CLASSES = '\\registry\\machine\\software\\classes';
const USER = '\\registry\\user';

/** The rest of a path behind a prefix in lower case, empty or with its backslash; undefined when the prefix is no whole part. */
function behind(path: string, folded: string, prefix: string): string | undefined {
  if (!folded.startsWith(prefix)) return undefined;
  const rest = path.slice(prefix.length);
  return rest === '' || rest.startsWith('\\') ? rest : undefined;
}

/**
 * A key's path as Process Monitor abbreviates it: `HKLM`, `HKCR`, `HKCU`, `HKU`. The case of the rest stays.
 * Source: etw-capture reference, 3.3, which took it from exports of Process Monitor.
 */
export function abbreviatedKey(path: string, view: KeyView): string {
  const folded = path.toLowerCase();
  const classes = behind(path, folded, CLASSES);
  if (classes !== undefined) return `HKCR${classes}`;
  const machine = behind(path, folded, MACHINE);
  if (machine !== undefined) return `HKLM${currentSet(machine, view.controlSet)}`;
  const users = behind(path, folded, USER);
  if (users === undefined) return path;
  if (view.sid !== '') {
    const own = users.toLowerCase();
    const sid = `\\${view.sid.toLowerCase()}`;
    const ownClasses = behind(users, own, `${sid}_classes`);
    if (ownClasses !== undefined) return `HKCU\\Software\\Classes${ownClasses}`;
    const ownKeys = behind(users, own, sid);
    if (ownKeys !== undefined) return `HKCU${ownKeys}`;
  }
  return `HKU${users}`;
}

/** `\SYSTEM\ControlSet001\...` of the current set is shown as the link that programs use. */
function currentSet(rest: string, controlSet: number): string {
  const match = /^(\\system)\\controlset(\d{3})(?=\\|$)/i.exec(rest);
  if (match === null || Number(match[2]) !== controlSet) return rest;
  return `${match[1]}\\CurrentControlSet${rest.slice(match[0].length)}`;
}
