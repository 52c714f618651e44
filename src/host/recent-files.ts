import { z } from '../shared/api/zod.ts';
import { JsonFile } from './json-file.ts';
import type { Log } from './json-file.ts';

/** Files that the list remembers. */
export const MAX_RECENT_FILES = 20;

const stored = z.object({
  files: z.array(
    z
      .object({
        path: z.string().min(1),
        events: z.number().int().min(0).optional(),
        opened: z.number().int().min(0),
      })
      // One bad entry does not cost the others.
      .or(z.unknown().transform(() => undefined)),
  ),
});

/** A file that was open before. */
export interface RememberedFile {
  readonly path: string;
  /** Events that were counted; absent when that is not known. */
  readonly events?: number | undefined;
  /** Milliseconds since 1970. */
  readonly opened: number;
}

/** The files that were open before, the newest first, kept in a file. */
export class RecentFiles {
  readonly #file: JsonFile;
  #files: readonly RememberedFile[];

  /** Reads the file. One that cannot be read is kept aside, and the list is empty. */
  constructor(path: string, log: Log) {
    this.#file = new JsonFile(path, log);
    const found = this.#file.read();
    const parsed = stored.safeParse(found);
    if (found !== undefined && !parsed.success) this.#file.keepAside(parsed.error);
    const files = parsed.success ? parsed.data.files.filter((file) => file !== undefined) : [];
    this.#files = files.slice(0, MAX_RECENT_FILES);
  }

  get all(): readonly RememberedFile[] {
    return this.#files;
  }

  /** Puts a file on top of the list. */
  add(file: RememberedFile): void {
    const others = this.#files.filter(({ path }) => path !== file.path);
    this.#set([file, ...others].slice(0, MAX_RECENT_FILES));
  }

  /** Takes one file off the list. */
  remove(path: string): void {
    this.#set(this.#files.filter((file) => file.path !== path));
  }

  clear(): void {
    this.#set([]);
  }

  /** Resolves when all changes are on disk. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  #set(files: readonly RememberedFile[]): void {
    this.#files = files;
    this.#file.write({ files });
  }
}
