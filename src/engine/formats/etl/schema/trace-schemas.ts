import type { DescribedEvent, EventSchemas } from '../../../etw/event-schemas.ts';
import { guidBytes } from '../../../etw/providers.ts';
import type { ProviderTable } from '../../../etw/providers.ts';
import { ExtendedType, RecordKind } from '../../../etw/raw-record.ts';
import type { RawRecord } from '../../../etw/raw-record.ts';
import { readEventInfo, readMapInfo } from './event-info.ts';
import { readManifest } from './event-source-manifest.ts';
import type { EventShape, ValueMap } from './field-shape.ts';
import { ManifestChunks } from './manifest-chunks.ts';
import { PayloadFields } from './payload-fields.ts';
import { readTraceLoggingSchema, readTraitsName } from './tracelogging.ts';

/** What merging tools write schemas of events under. Source: microsoft/perfview, KernelTraceEventParser.cs. */
const METADATA = 'bbccf6c1-6cd1-48c4-80ff-839482e37671';
const EVENT_INFO = 32;
const MAP_INFO = 33;
/** The event that .NET's EventSource writes its manifest as. */
const MANIFEST_ID = 0xfffe;
/** Schemas of one trace beyond are left out. */
const MAX_SCHEMAS = 100_000;
/** Distinct schemas of TraceLogging that are kept parsed. */
const MAX_KEPT = 4096;

/**
 * The schemas that a trace has of its events: TraceLogging events carry theirs, merging tools add those that the machine knew,
 * .NET programs write their manifests. Those that are not in an event are learnt before they are asked for.
 */
export class TraceSchemas implements EventSchemas {
  readonly #providers: ProviderTable;
  readonly #metadata: number;
  /** By provider, id or opcode, version: see {@link keyOf}. */
  readonly #shapes = new Map<number, EventShape>();
  readonly #classicShapes = new Map<number, EventShape>();
  readonly #maps = new Map<string, ValueMap>();
  readonly #chunks = new ManifestChunks();
  /** Each process writes the manifests of its providers again. */
  readonly #lastManifest = new Map<number, string>();
  readonly #traceLogging = new Map<string, EventShape | undefined>();
  readonly #fields = new PayloadFields();

  constructor(providers: ProviderTable) {
    this.#providers = providers;
    this.#metadata = providers.numberOf(guidBytes(METADATA), 0);
  }

  /** Looks at a record; cheap for those that are no schema. */
  learn(record: RawRecord): void {
    if (record.provider === this.#metadata) this.#learnMetadata(record);
    else if (record.kind === RecordKind.Event && record.id === MANIFEST_ID) this.#learnManifest(record);
  }

  /** Whether a record is there for the sake of schemas only. */
  isSchema(record: RawRecord): boolean {
    return (
      record.provider === this.#metadata || (record.kind === RecordKind.Event && record.id === MANIFEST_ID)
    );
  }

  /** See {@link EventSchemas.describe}. */
  readonly describe = (record: RawRecord): DescribedEvent | undefined => {
    const own = record.findExtended(ExtendedType.TraceLoggingSchema);
    const shape = own < 0 ? this.#known(record) : this.#traceLoggingShape(record, own);
    if (shape === undefined) return undefined;
    const provider = own < 0 ? shape.provider : this.#traitsName(record);
    return { provider, event: shape.event, fields: this.#fields.read(shape.fields, record) };
  };

  #known(record: RawRecord): EventShape | undefined {
    const { provider, version } = record;
    if (!record.isClassic) return this.#shapes.get(keyOf(provider, record.id, version));
    return this.#classicShapes.get(keyOf(provider, record.opcode, version));
  }

  #traceLoggingShape(record: RawRecord, item: number): EventShape | undefined {
    const start = record.extendedStarts[item]!;
    const end = record.extendedEnds[item]!;
    const key = record.bytes.toString('latin1', start, end);
    if (this.#traceLogging.has(key)) return this.#traceLogging.get(key);
    const shape = readTraceLoggingSchema(record.bytes, start, end);
    if (this.#traceLogging.size < MAX_KEPT) this.#traceLogging.set(key, shape);
    return shape;
  }

  #traitsName(record: RawRecord): string {
    const item = record.findExtended(ExtendedType.ProviderTraits);
    if (item < 0) return '';
    return readTraitsName(record.bytes, record.extendedStarts[item]!, record.extendedEnds[item]!);
  }

  #learnMetadata({ bytes, start, end, opcode }: RawRecord): void {
    if (opcode === MAP_INFO) {
      const known = readMapInfo(bytes, start, end);
      if (known === undefined || this.#maps.size >= MAX_SCHEMAS) return;
      this.#maps.set(`${bytes.toString('latin1', start, start + 16)}${known.name}`, known.map);
      return;
    }
    if (opcode !== EVENT_INFO || this.#shapes.size >= MAX_SCHEMAS) return;
    const guid = bytes.toString('latin1', start, Math.min(start + 16, end));
    // A map may stand behind the events that use it.
    const info = readEventInfo(bytes, start, end, (name) => this.#laterMap(guid + name));
    if (info === undefined) return;
    const provider = this.#providers.numberOf(bytes, info.guidAt);
    this.#providers.tellName(provider, info.shape.provider);
    this.#shapes.set(keyOf(provider, info.id, info.version), info.shape);
    if (info.id === 0) this.#classicShapes.set(keyOf(provider, info.opcode, info.version), info.shape);
  }

  /** A map whose names are looked up when they are needed. */
  #laterMap(key: string): ValueMap {
    let found: ValueMap | undefined;
    const known = (): ValueMap | undefined => (found ??= this.#maps.get(key));
    return {
      get isBits() {
        return known()?.isBits ?? false;
      },
      get names() {
        return known()?.names ?? NO_NAMES;
      },
    };
  }

  #learnManifest(record: RawRecord): void {
    const { provider } = record;
    const xml = this.#chunks.add(record);
    if (xml === undefined || this.#lastManifest.get(provider) === xml) return;
    this.#lastManifest.set(provider, xml);
    const manifest = readManifest(xml);
    if (manifest === undefined) return;
    this.#providers.tellName(provider, manifest.provider);
    for (const { id, version, shape } of manifest.events) {
      if (this.#shapes.size >= MAX_SCHEMAS) return;
      if (Number.isInteger(id) && id >= 0 && id <= 0xffff && Number.isInteger(version)) {
        this.#shapes.set(keyOf(provider, id, version), shape);
      }
    }
  }
}

const NO_NAMES: ReadonlyMap<number, string> = new Map();

function keyOf(provider: number, event: number, version: number): number {
  return (provider * 0x1_0000 + event) * 0x1_0000 + version;
}
