import { hex } from '../../../shared/format/number.ts';
import type { DetailKey } from '../detail-key.ts';
import type { Dialect, DetailWriter, Evidence, FormatContext } from '../dialect.ts';
import type { Payload } from '../payload.ts';
import { EtwField } from './etw-fields.ts';
import { EtwOperationInfo } from './etw-operation-info.ts';
import { FIELD_TEXTS, ioPriorityText } from './field-texts.ts';
import { FieldValue } from './field-value.ts';
import { kernelPathOf } from './kernel-path.ts';
import { hasNewerPart, newerPartsOf } from './newer-version.ts';
import { etwResultText, etwResultTone } from './results.ts';

const LONG_VALUE = 255;

class EtwDialect implements Dialect {
  readonly name = 'etw';
  readonly resultText = etwResultText;
  readonly resultTone = etwResultTone;
  readonly kernelPath = kernelPathOf;
  readonly newerParts = newerPartsOf;
  readonly #value = new FieldValue();

  readonly operation = (key: number): EtwOperationInfo => new EtwOperationInfo(key);

  readonly category = (_: Payload, { operation }: FormatContext): string => operation.category ?? '';

  /** No export of Process Monitor of the same run was at hand for any of them. */
  readonly evidence = (payload: Payload, { operation }: FormatContext): Evidence => {
    if (hasNewerPart(payload)) return 'newer';
    return operation instanceof EtwOperationInfo && operation.isKnown ? 'unproven' : 'unknown';
  };

  readonly writeDetail = (payload: Payload, context: FormatContext, out: DetailWriter): void => {
    this.#value.context = context;
    this.#writeFields(payload.bytes, payload.detailStart, payload.detailEnd, out);
    if (payload.hasExtra) this.#writeFields(payload.bytes, payload.extraStart, payload.extraEnd, out);
  };

  /** The text depends on the fields alone. */
  readonly writeDetailKey = (payload: Payload, _: FormatContext, key: DetailKey): void => {
    const { bytes, detailStart, detailEnd, extraStart, extraEnd, hasExtra } = payload;
    key.addBytes(bytes, detailStart, Math.min(detailEnd, bytes.length));
    if (hasExtra) key.addBytes(bytes, extraStart, Math.min(extraEnd, bytes.length));
  };

  /** Writes the fields in [start, end) as they stand; what does not fit ends the list. */
  #writeFields(bytes: Buffer, start: number, end: number, out: DetailWriter): void {
    const value = this.#value;
    const stop = Math.min(end, bytes.length);
    value.bytes = bytes;
    for (let at = start; at + 2 <= stop;) {
      const field = bytes[at]!;
      let length = bytes[at + 1]!;
      at += 2;
      if (length === LONG_VALUE) {
        if (at + 2 > stop) return;
        length = bytes.readUInt16LE(at);
        at += 2;
      }
      if (at + length > stop) return;
      value.start = at;
      value.end = at + length;
      writeField(field, value, out);
      at += length;
    }
  }
}

function writeField(field: number, value: FieldValue, out: DetailWriter): void {
  if (field === EtwField.Named || field === EtwField.NamedNarrow) {
    const text = field === EtwField.Named ? value.text : value.narrowText;
    const parts = text.split('\0');
    for (let i = 0; i < parts.length; i += 2) {
      const value = parts[i + 1];
      if (value === undefined) out.field('', parts[i]!);
      else out.field(parts[i]!, value);
    }
    return;
  }
  const known = FIELD_TEXTS[field];
  if (known === undefined) {
    out.field(`Field ${field}`, value.length <= 8 ? hex(value.number) : value.hex);
    return;
  }
  const text = known.text(value);
  if (text !== '' || KEPT_EMPTY.has(field)) out.field(known.name, text);
  if (field !== EtwField.IoFlags) return;
  const priority = ioPriorityText(value);
  if (priority !== '') out.field('Priority', priority);
}

/** Fields that say something even when their text is empty. */
const KEPT_EMPTY: ReadonlySet<number> = new Set([EtwField.CommandLine, EtwField.Options]);

/** The events of Windows' event tracing. */
export const etwDialect: Dialect = new EtwDialect();
