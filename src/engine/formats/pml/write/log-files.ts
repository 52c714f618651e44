import { randomBytes } from 'node:crypto';
import { rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProcscopeError } from '../../../../shared/errors.ts';
import type { SystemInfo } from '../../../../shared/capture-info.ts';
import type { FileTime } from '../../../../shared/units.ts';
import { outputPlace } from '../../../export/output-file.ts';
import type { OutputPlace } from '../../../export/output-file.ts';
import { fileError } from '../../../file-error.ts';
import { readHeader } from '../header.ts';
import type { PmlHeader } from '../header.ts';
import { PageReader } from '../page-reader.ts';
import { firstEventTime, isFile, notContinuing, partPath } from '../parts.ts';
import { PmlFile } from '../pml-file.ts';
import type { PartFile } from './part-file.ts';

/** Parts of an older log that are looked for. */
const MAX_OLD_PARTS = 10_000;

/**
 * The files that a log becomes: `Name.pml`, `Name-1.pml`, ... They appear together when all of them are complete, in the
 * place of the log of that name and its parts. Another file that has the name of a part is never replaced.
 */
export class LogFiles {
  readonly #target: string;
  readonly #source: string | undefined;
  readonly #old: readonly string[];

  private constructor(target: string, source: string | undefined, old: readonly string[]) {
    this.#target = target;
    this.#source = source;
    this.#old = old;
  }

  /** Errors: 'file/...' when the target cannot be written or belongs to the source. */
  static async open(target: string, source: string | undefined): Promise<LogFiles> {
    const place = await outputPlace(target, source);
    if (place.final === undefined) {
      const sentence = `"${target}" is no ordinary file: a log of Process Monitor cannot be written to it.`;
      throw new ProcscopeError('file/io', sentence, { path: target });
    }
    return new LogFiles(target, source, await oldParts(target));
  }

  /** The path of part `no`, from 0. */
  path(no: number): string {
    return no === 0 ? this.#target : partPath(this.#target, no);
  }

  /** Where part `no` is to be written. Errors: 'file/exists' when another file has its name, and 'file/...'. */
  async place(no: number): Promise<OutputPlace> {
    const path = this.path(no);
    if (no > 0 && (await isFile(path)) && !this.#old.includes(path)) throw inTheWay(path);
    return outputPlace(path, this.#source);
  }

  /**
   * Puts the complete parts in their places and takes away what is left of an older log of the name. `system` and `end`
   * (the time of the last event) tell a file that is no part of this log but would be taken for one.
   * Errors: 'file/...'; all files are then as they were.
   */
  async commit(
    parts: readonly PartFile[],
    is64Bit: boolean,
    system: SystemInfo,
    end: FileTime | undefined,
  ): Promise<void> {
    const next = this.path(parts.length);
    if (!this.#old.includes(next) && (await continues(next, { is64Bit, system }, end))) throw inTheWay(next);
    const left = this.#old.slice(Math.max(0, parts.length - 1));
    // A part of the source is refused here, too.
    for (const path of left) await outputPlace(path, this.#source);
    const places = parts.map(({ place }) => place);
    const steps = new Renames();
    try {
      if (places.length > 1 || left.length > 0) {
        for (const { final } of places) if (final !== undefined) await steps.aside(final);
        for (const path of left) await steps.aside(path);
      }
      // The first part comes last: whoever sees it finds all others.
      for (const { path, final } of [...places].reverse())
        if (final !== undefined) await steps.move(path, final);
    } catch (error) {
      await steps.undo();
      throw fileError(error, this.#target);
    }
    await steps.forget();
  }
}

/** Renames that can be undone. */
class Renames {
  readonly #asides: { from: string; to: string }[] = [];
  readonly #moves: { from: string; to: string }[] = [];

  /** Gives an existing file another name until it is known whether it is needed again. */
  async aside(path: string): Promise<void> {
    if (!(await isFile(path))) return;
    const name = basename(path).slice(0, 60).toWellFormed();
    const to = join(dirname(path), `.${name}.before-${process.pid}-${randomBytes(4).toString('hex')}`);
    await rename(path, to);
    this.#asides.push({ from: path, to });
  }

  async move(from: string, to: string): Promise<void> {
    await rename(from, to);
    this.#moves.push({ from, to });
  }

  /** Every step that can be undone is; what cannot be is left where it is rather than lost. */
  async undo(): Promise<void> {
    for (const { from, to } of this.#moves.reverse()) await rename(to, from).catch(() => undefined);
    for (const { from, to } of this.#asides.reverse()) await rename(to, from).catch(() => undefined);
  }

  /** Deletes what was set aside. */
  async forget(): Promise<void> {
    for (const { to } of this.#asides) await unlink(to).catch(() => undefined);
  }
}

/** The further parts of the log that the target is now, as opening it would find them. */
async function oldParts(target: string): Promise<string[]> {
  const parts: string[] = [];
  let before = await headerOf(target);
  while (before !== undefined && parts.length < MAX_OLD_PARTS) {
    const path = partPath(target, parts.length + 1);
    const header: PmlHeader | undefined = await headerOf(path);
    if (header === undefined || notContinuing(before, undefined, header, undefined) !== undefined) break;
    parts.push(path);
    before = header;
  }
  return parts;
}

/** The header of a log; undefined for whatever is none. */
async function headerOf(path: string): Promise<PmlHeader | undefined> {
  return withLog(path, (_file, header) => header);
}

/** Whether opening a log of this system that ends at `end` would take the file for its next part. */
async function continues(
  path: string,
  log: Pick<PmlHeader, 'is64Bit' | 'system'>,
  end: FileTime | undefined,
): Promise<boolean> {
  const reason = await withLog(
    path,
    (file, header) =>
      notContinuing(log, end, header, firstEventTime(header, new PageReader(file, 4))) === undefined,
  );
  return reason === true;
}

async function withLog<T>(
  path: string,
  look: (file: PmlFile, header: PmlHeader) => T,
): Promise<T | undefined> {
  if (!(await isFile(path))) return undefined;
  let file: PmlFile | undefined;
  try {
    file = await PmlFile.open(path);
    return look(file, await readHeader(file));
  } catch (error) {
    if (error instanceof ProcscopeError) return undefined;
    throw error;
  } finally {
    await file?.close();
  }
}

function inTheWay(path: string): ProcscopeError {
  return new ProcscopeError(
    'file/exists',
    `"${path}" is there already and would be taken for a part of the log. Choose another name for the log, or move that file.`,
    { path },
  );
}
