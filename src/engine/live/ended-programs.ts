import type { WireProcess } from '../wire/wire-messages.ts';

/** Programs that run no more and may still be named by an event that comes late. More are forgotten, the oldest first. */
const MOST_ENDED = 20_000;
/** Characters of their texts, of which command lines are the most: past it they are forgotten as well. */
const MOST_TEXT = 16 * 1024 * 1024;

/** Characters of the texts of a process. */
export function textSize({ name, image, arguments: args, directory, cgroup }: WireProcess): number {
  const size = name.length + image.length + directory.length + cgroup.length;
  return args.reduce((sum, argument) => sum + argument.length, size);
}

/** Which programs have ended, in that order, and how many of them may stay known. */
export class EndedPrograms {
  #ids: number[] = [];
  #sizes: number[] = [];
  /** Those before it are forgotten. */
  #from = 0;
  #text = 0;

  /** Adds one with `size` characters of text. Returns those that are to be forgotten now. */
  add(id: number, size: number): number[] {
    this.#ids.push(id);
    this.#sizes.push(size);
    this.#text += size;
    const old: number[] = [];
    while (this.#ids.length - this.#from > MOST_ENDED || (this.#text > MOST_TEXT && !this.#isLast)) {
      this.#text -= this.#sizes[this.#from]!;
      old.push(this.#ids[this.#from++]!);
    }
    if (this.#from > MOST_ENDED) {
      this.#ids = this.#ids.slice(this.#from);
      this.#sizes = this.#sizes.slice(this.#from);
      this.#from = 0;
    }
    return old;
  }

  clear(): void {
    this.#ids = [];
    this.#sizes = [];
    this.#from = 0;
    this.#text = 0;
  }

  get #isLast(): boolean {
    return this.#from === this.#ids.length - 1;
  }
}
