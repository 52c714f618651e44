import { randomBytes } from 'node:crypto';
import { ProcscopeError } from '../shared/errors.ts';
import type { FileToken } from '../shared/api/shell-contract.ts';

const TOKEN_BYTES = 16;
/** Tokens that hold at the same time; the one that was not used for longest goes first. */
export const MAX_TOKENS = 20_000;

/**
 * What a token is good for, so that a page cannot turn one thing into another: a file that was offered for opening cannot be
 * written over, and a recent file cannot be discarded like a capture of a broken session.
 */
export type TokenUse = 'open' | 'recover' | 'folder' | 'target' | 'program';

interface Entry {
  readonly use: TokenUse;
  readonly path: string;
}

/** Stands in for paths: pages are given tokens that nobody can guess, and the paths stay here. */
export class FileTokens {
  /** The most recently used last. */
  readonly #entries = new Map<FileToken, Entry>();
  readonly #tokens = new Map<string, FileToken>();

  /** The token of a path for one use; the same one while it holds. */
  give(use: TokenUse, path: string): FileToken {
    const key = keyOf({ use, path });
    const token = this.#tokens.get(key) ?? (randomBytes(TOKEN_BYTES).toString('base64url') as FileToken);
    this.#entries.delete(token);
    this.#entries.set(token, { use, path });
    this.#tokens.set(key, token);
    if (this.#entries.size > MAX_TOKENS) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.take(oldest);
    }
    return token;
  }

  /** The path that a token stands for. Errors: 'file/unknown-token', also for a token that was given for other uses. */
  pathOf(token: FileToken, ...uses: readonly TokenUse[]): string {
    const entry = this.#entries.get(token);
    if (entry === undefined || !uses.includes(entry.use)) {
      throw new ProcscopeError(
        'file/unknown-token',
        'This file is not known any more: please choose it again.',
      );
    }
    this.#entries.delete(token);
    this.#entries.set(token, entry);
    return entry.path;
  }

  /** Makes a token worthless. */
  take(token: FileToken): void {
    const entry = this.#entries.get(token);
    if (entry === undefined) return;
    this.#entries.delete(token);
    this.#tokens.delete(keyOf(entry));
  }
}

function keyOf({ use, path }: Entry): string {
  return `${use}\0${path}`;
}
