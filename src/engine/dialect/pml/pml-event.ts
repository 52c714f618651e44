import type { FormatContext } from '../dialect.ts';
import type { Payload } from '../payload.ts';
import { Block } from './block.ts';
import { pmlKeySub } from './operation-key.ts';
import type { PmlTexts } from './texts/pml-texts.ts';

/** What a formatter sees of an event. One object is reused from event to event. */
export class PmlEvent {
  /** Names of bits, as the style of the dialect has them. */
  readonly texts: PmlTexts;
  /** The operation's own block. */
  readonly detail = new Block();
  /** What the operation returned; empty when there is none, see {@link hasExtra}. */
  readonly extra = new Block();
  hasExtra = false;
  /** From the start of the payload to the first byte that must not be read; some texts run on behind their block. */
  readonly whole = new Block();
  is64Bit = true;
  /** The first detail byte of File System events. */
  sub = 0;
  #context: FormatContext | undefined;

  constructor(texts: PmlTexts) {
    this.texts = texts;
  }

  point(payload: Payload, context: FormatContext): void {
    this.#context = context;
    this.is64Bit = context.is64Bit;
    this.sub = pmlKeySub(context.operation.key);
    this.detail.point(payload.bytes, payload.detailStart, payload.detailEnd);
    this.hasExtra = payload.hasExtra;
    this.extra.point(
      payload.bytes,
      payload.extraStart,
      this.hasExtra ? payload.extraEnd : payload.extraStart,
    );
    this.whole.point(payload.bytes, 0, payload.limit);
  }

  get tid(): number {
    return this.#context?.tid ?? 0;
  }

  /** The FILETIME at `offset` of a block as a local date. */
  date(block: Block, offset: number): string {
    return this.#context === undefined ? '' : this.#context.date(block.u32(offset + 4), block.u32(offset));
  }

  accountOf(sid: string): string | undefined {
    return this.#context?.accountOf(sid);
  }
}
