import type { Capture } from '../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import { EtwField } from '../../src/engine/dialect/etw/etw-fields.ts';
import { Payload } from '../../src/engine/dialect/payload.ts';
import type { Segment } from '../../src/engine/store/segment.ts';

/** Fields of a payload by number: numbers as such, texts of UTF-16 where they are asked for. */
class StoredFields {
  readonly #values = new Map<number, Buffer>();

  constructor(payload: Payload) {
    this.#read(payload.bytes, payload.detailStart, payload.detailEnd);
    if (payload.hasExtra) this.#read(payload.bytes, payload.extraStart, payload.extraEnd);
  }

  number(field: EtwField): number | undefined {
    const value = this.#values.get(field);
    return value?.toReversed().reduce((sum, byte) => sum * 256 + byte, 0);
  }

  text(field: EtwField): string | undefined {
    return this.#values.get(field)?.toString('utf16le');
  }

  #read(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end;) {
      const field = bytes[at]!;
      const isLong = bytes[at + 1] === 255;
      const length = isLong ? bytes.readUInt16LE(at + 2) : bytes[at + 1]!;
      at += isLong ? 4 : 2;
      this.#values.set(field, bytes.subarray(at, at + length));
      at += length;
    }
  }
}

/**
 * What an event's payload and stack tell, for each name in `asked`: see the expected files of the sample traces. Undefined
 * where they do not tell it.
 */
export function factsOf(
  capture: Capture,
  segment: Segment,
  row: number,
  asked: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const payload = new Payload();
  capture.payloads.load(segment, row, payload);
  const fields = new StoredFields(payload);
  const cells = new CellFormatter(capture);
  cells.at(segment, row);
  const detail = new Map(cells.detailFields().map(({ name, value }) => [name, value] as const));
  const number = (field: EtwField): number | undefined => fields.number(field);
  const facts: Readonly<Record<string, () => unknown>> = {
    offset: () => number(EtwField.Offset),
    length: () => number(EtwField.Length) ?? number(EtwField.NetworkLength),
    ioFlags: () => number(EtwField.IoFlags),
    // Told where it is another number than what was asked for.
    bytes: () =>
      number(EtwField.Bytes) ?? (hasRequest(cells.text('operation')) ? number(EtwField.Length) : 0),
    childPid: () => number(EtwField.Pid),
    commandLine: () => fields.text(EtwField.CommandLine),
    parentPid: () => number(EtwField.ParentPid),
    userSid: () => cells.text('user'),
    threadId: () => number(EtwField.ThreadId),
    imageBase: () => number(EtwField.ImageBase),
    imageSize: () => number(EtwField.ImageSize),
    disposition: () => detail.get('Disposition'),
    createOptions: () => number(EtwField.Options),
    attributes: () => number(EtwField.Attributes),
    shareAccess: () => number(EtwField.ShareMode),
    openResult: () => detail.get('OpenResult'),
    stackFrames: () => capture.payloads.stack(segment, row).length,
    infoClass: () =>
      number(EtwField.InformationClass) ?? number(EtwField.DirectoryClass) ?? number(EtwField.ValueQuery),
    endOfFile: () => number(EtwField.EndOfFile),
    control: () => detail.get('Control'),
    filter: () => fields.text(EtwField.Pattern) ?? '',
    filterMask: () => number(EtwField.NotifyFilter),
    newName: () => fields.text(EtwField.FileName),
    delete: () => detail.get('Delete') === 'True',
    index: () => number(EtwField.Index),
    query: () => detail.get('Query'),
    valueName: () => cells.text('path').split('\\').at(-1),
    mss: () => number(EtwField.Mss),
    sackopt: () => number(EtwField.SackOpt),
    tsopt: () => number(EtwField.TsOpt),
    wsopt: () => number(EtwField.WsOpt),
    rcvwin: () => number(EtwField.RcvWin),
    rcvwinscale: () => number(EtwField.RcvWinScale),
    sndwinscale: () => number(EtwField.SndWinScale),
    seqnum: () => number(EtwField.SeqNum),
    connid: () => number(EtwField.ConnId),
    startime: () => number(EtwField.StartTime),
    endtime: () => number(EtwField.EndTime),
    filterType: () => number(EtwField.HookType),
    library: () => fields.text(EtwField.Library),
    returnValue: () => number(EtwField.ReturnValue),
    exitStatus: () => number(EtwField.ExitStatus),
  };
  return Object.fromEntries(Object.keys(asked).map((name) => [name, facts[name]?.()]));
}

function hasRequest(operation: string): boolean {
  return operation === 'ReadFile' || operation === 'WriteFile';
}
