import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/**
 * PIDs of the processes that take what this process writes to standard output: those at the other end of its pipe, or the
 * terminal. Recording them, each event would make the next. Others' processes that this user may not look into are not found.
 * Source: proc(5), `/proc/pid/fd`, and `tty-index` of `/proc/pid/fdinfo` for the side of a terminal that shows it.
 */
export function outputReaders(): readonly number[] {
  const output = linkOf('/proc/self/fd/1');
  if (output === undefined) return [];
  const terminal = /^\/dev\/pts\/(\d+)$/.exec(output)?.[1];
  const isReader =
    terminal === undefined
      ? /^(pipe|socket):/.test(output)
        ? (folder: string, fd: string) => linkOf(`${folder}/fd/${fd}`) === output
        : undefined
      : (folder: string, fd: string) => showsTerminal(folder, fd, terminal);
  if (isReader === undefined) return [];
  const own = process.pid;
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== own)
    .filter((name) => namesIn(`/proc/${name}/fd`).some((fd) => isReader(`/proc/${name}`, fd)))
    .map(Number);
}

function showsTerminal(folder: string, fd: string, index: string): boolean {
  if (!/\/ptmx$/.test(linkOf(`${folder}/fd/${fd}`) ?? '')) return false;
  const found = /^tty-index:\s*(\d+)$/m.exec(textOf(`${folder}/fdinfo/${fd}`));
  return found?.[1] === index;
}

/** What is gone or may not be seen has no names, no link and no text. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
