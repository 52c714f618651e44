import type { StringId } from '../../../shared/units.ts';
import { kernelBeginning } from '../../dialect/etw/kernel-path.ts';
import type { Epoch } from '../../store/epoch.ts';

/**
 * A path as the Path column shows it. Many events share one, so that each epoch interns it once. What a trace says of volumes
 * is mostly at its end, so the kernel's path becomes the shown one only when it is asked for.
 */
export class ShownPath {
  /** As the event has it. */
  readonly raw: string;
  readonly #show: ((raw: string) => string) | undefined;
  readonly #like: ShownPath | undefined;
  #text: string | undefined;
  /** Null while nobody asked. */
  #beginning: Buffer | undefined | null = null;
  #epoch: Epoch | undefined;
  #id = 0 as StringId;

  /**
   * `show` turns the kernel's path into the shown one; absent: it is shown as it is. Then `like` may be a path whose shown
   * beginning it has, and with it the kernel's.
   */
  constructor(raw: string, show?: (raw: string) => string, like?: ShownPath) {
    this.raw = raw;
    this.#show = show;
    this.#like = like;
  }

  get text(): string {
    return (this.#text ??= this.#show === undefined ? this.raw : this.#show(this.raw));
  }

  /** What a row keeps of the kernel's path, where that is another: see kernelBeginning. */
  get kernelBeginning(): Buffer | undefined {
    if (this.#beginning === null) {
      this.#beginning =
        this.#show === undefined ? this.#like?.kernelBeginning : kernelBeginning(this.raw, this.text);
    }
    return this.#beginning;
  }

  /** Its id in the epoch that the event store is filling. */
  idIn(epoch: Epoch): StringId {
    if (this.#epoch !== epoch) {
      this.#epoch = epoch;
      this.#id = epoch.strings.intern(this.text);
    }
    return this.#id;
  }
}

/** The path of events without one. */
export const NO_PATH = new ShownPath('');
