import { RecordKind } from '../../etw/raw-record.ts';
import type { RawRecord } from '../../etw/raw-record.ts';
import type { ProviderTable } from '../../etw/providers.ts';
import { headerTypeOf } from './record-header.ts';
import { groupName } from './trace-facts.ts';

const KIND_NAMES: Readonly<Record<RecordKind, string>> = {
  [RecordKind.System]: 'system',
  [RecordKind.Compact]: 'compact',
  [RecordKind.PerfInfo]: 'perfinfo',
  [RecordKind.Full]: 'full',
  [RecordKind.Instance]: 'instance',
  [RecordKind.Event]: 'event',
  [RecordKind.Message]: 'message',
};

/** How a record is identified in counts. */
const Form = { Kernel: 0, Classic: 1, Manifest: 2, Message: 3 } as const;

/** More than there are numbers of providers, of versions of classic events, and of versions of others. */
const PROVIDERS = 0x2_0000;
const VERSIONS = 0x1_0000;
const EVENT_VERSIONS = 0x100;

/** Counts records by kind and by event. */
export class RecordCounter {
  #total = 0;
  readonly #kinds = new Uint32Array(8 * 256);
  /** By form and provider or group, then by opcode or id and version: both small whole numbers, which maps find fastest. */
  readonly #events = new Map<number, Map<number, number>>();
  #lastSource = -1;
  #lastCounts = new Map<number, number>();
  readonly #providers: ProviderTable;

  constructor(providers: ProviderTable) {
    this.#providers = providers;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts a record, which begins at `at` of its bytes. */
  add(record: RawRecord, at: number): void {
    this.#total++;
    const { kind, version } = record;
    this.#kinds[kind * 256 + headerTypeOf(record.view, at)]!++;
    switch (kind) {
      case RecordKind.System:
      case RecordKind.Compact:
      case RecordKind.PerfInfo:
        // The group as it is written: image loads are of the group of processes.
        return this.#count(Form.Kernel, record.view.getUint8(at + 7), record.opcode * VERSIONS + version);
      case RecordKind.Event:
        return this.#count(Form.Manifest, record.provider, record.id * EVENT_VERSIONS + version);
      case RecordKind.Message:
        return this.#count(Form.Message, 0, 0);
      default:
        return this.#count(Form.Classic, record.provider, record.opcode * VERSIONS + version);
    }
  }

  #count(form: number, provider: number, event: number): void {
    const source = form * PROVIDERS + provider;
    if (source !== this.#lastSource) {
      const known = this.#events.get(source);
      if (known === undefined) this.#events.set(source, (this.#lastCounts = new Map<number, number>()));
      else this.#lastCounts = known;
      this.#lastSource = source;
    }
    const counts = this.#lastCounts;
    counts.set(event, (counts.get(event) ?? 0) + 1);
  }

  /** Counts by kind and header type, in the order of their names. */
  kinds(): Record<string, number> {
    const named: [string, number][] = [];
    this.#kinds.forEach((count, i) => {
      const kind = KIND_NAMES[(i >>> 8) as RecordKind];
      if (count > 0) named.push([`${kind}(${i & 0xff})`, count]);
    });
    return inOrder(named);
  }

  /** Counts by event, in the order of their names. */
  events(): Record<string, number> {
    return inOrder(
      [...this.#events].flatMap(([source, counts]) =>
        [...counts].map(([event, count]) => [this.#name(source, event), count] as const),
      ),
    );
  }

  /** What a record is called in the counts. */
  nameOf(record: RawRecord, at: number): string {
    const { kind, version } = record;
    if (kind === RecordKind.Message) return 'message';
    if (kind === RecordKind.Event) return `${this.#guid(record.provider)}#${record.id}/v${version}`;
    if (kind <= RecordKind.PerfInfo)
      return `${groupName(record.view.getUint8(at + 7))}/${record.opcode}/v${version}`;
    return `${this.#guid(record.provider)}/${record.opcode}/v${version}`;
  }

  #name(source: number, event: number): string {
    const provider = source % PROVIDERS;
    const opcode = `${Math.floor(event / VERSIONS)}/v${event % VERSIONS}`;
    switch (Math.floor(source / PROVIDERS)) {
      case Form.Kernel:
        return `${groupName(provider)}/${opcode}`;
      case Form.Classic:
        return `${this.#guid(provider)}/${opcode}`;
      case Form.Manifest:
        return `${this.#guid(provider)}#${Math.floor(event / EVENT_VERSIONS)}/v${event % EVENT_VERSIONS}`;
      default:
        return 'message';
    }
  }

  #guid(provider: number): string {
    return `{${this.#providers.guidOf(provider) ?? '?'}}`;
  }
}

function inOrder(entries: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
