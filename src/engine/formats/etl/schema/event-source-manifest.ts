import { InType } from './field-shape.ts';
import { eventName } from './event-name.ts';
import type { EventShape, Extent, FieldShape, ValueMap } from './field-shape.ts';

/** The manifest of a provider, by which its events can be read. */
export interface ProviderManifest {
  readonly provider: string;
  readonly events: readonly { readonly id: number; readonly version: number; readonly shape: EventShape }[];
}

const MAX_TAGS = 100_000;

/** Types of fields as manifests name them. Source: Microsoft, "InputType Complex Type". */
const IN_TYPES: ReadonlyMap<string, number> = new Map([
  ['win:UnicodeString', InType.UnicodeString],
  ['win:AnsiString', InType.AnsiString],
  ['win:Int8', InType.Int8],
  ['win:UInt8', InType.UInt8],
  ['win:Int16', InType.Int16],
  ['win:UInt16', InType.UInt16],
  ['win:Int32', InType.Int32],
  ['win:UInt32', InType.UInt32],
  ['win:Int64', InType.Int64],
  ['win:UInt64', InType.UInt64],
  ['win:Float', InType.Float],
  ['win:Double', InType.Double],
  ['win:Boolean', InType.Boolean],
  ['win:Binary', InType.Binary],
  ['win:GUID', InType.Guid],
  ['win:Pointer', InType.Pointer],
  ['win:FILETIME', InType.FileTime],
  ['win:SYSTEMTIME', InType.SystemTime],
  ['win:SID', InType.Sid],
  ['win:HexInt32', InType.HexInt32],
  ['win:HexInt64', InType.HexInt64],
]);

type Attributes = Readonly<Record<string, string>>;

/**
 * Reads the manifest that a .NET EventSource writes into the trace. Only what names events and their fields is looked at; text
 * that is no manifest gives undefined.
 */
export function readManifest(xml: string): ProviderManifest | undefined {
  const tasks = new Map<string, string>();
  const templates = new Map<string, Attributes[]>();
  const maps = new Map<string, { isBits: boolean; names: Map<number, string> }>();
  const events: Attributes[] = [];
  const strings = new Map<string, string>();
  let provider: string | undefined;
  let template: Attributes[] = [];
  let map = new Map<number, string>();
  let tags = 0;
  for (const [, tag = '', rest = ''] of xml.matchAll(/<(\w+)((?:\s+[\w:.]+="[^"]*")*)\s*\/?>/g)) {
    if (++tags > MAX_TAGS) break;
    const has = attributes(rest);
    switch (tag) {
      case 'provider':
        provider = has['name'];
        break;
      case 'task':
        tasks.set(has['name'] ?? '', has['eventGUID'] ?? '');
        break;
      case 'event':
        events.push(has);
        break;
      case 'template':
        template = [];
        templates.set(has['tid'] ?? '', template);
        break;
      case 'data':
        template.push(has);
        break;
      case 'valueMap':
      case 'bitMap':
        map = new Map();
        maps.set(has['name'] ?? '', { isBits: tag === 'bitMap', names: map });
        break;
      case 'map':
        map.set(Number(has['value']), has['message'] ?? '');
        break;
      case 'string':
        strings.set(has['id'] ?? '', has['value'] ?? '');
        break;
      default:
    }
  }
  if (provider === undefined) return undefined;
  const name = provider;
  for (const { names } of maps.values()) {
    for (const [value, message] of names) names.set(value, resolved(message, strings));
  }
  return {
    provider: name,
    events: events.map((event) => ({
      id: Number(event['value'] ?? NaN),
      version: Number(event['version'] ?? 0),
      shape: {
        provider: name,
        event: eventName(event['task'] ?? event['symbol'] ?? '', event['opcode'] ?? ''),
        fields: fieldsOf(templates.get(event['template'] ?? '') ?? [], maps),
      },
    })),
  };
}

function fieldsOf(data: readonly Attributes[], maps: ReadonlyMap<string, ValueMap>): readonly FieldShape[] {
  const fields: FieldShape[] = [];
  for (const { name = '', inType = '', map = '', length, count } of data) {
    const known = IN_TYPES.get(inType);
    // What follows a field of an unknown type cannot be found.
    if (known === undefined) break;
    fields.push({
      name,
      inType: known,
      outType: 0,
      map: maps.get(map),
      length: extentOf(length, data),
      count: extentOf(count, data),
    });
  }
  return fields;
}

/** A number, or the name of the field that has it. */
function extentOf(text: string | undefined, data: readonly Attributes[]): Extent | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return { value: Number(text) };
  const field = data.findIndex(({ name }) => name === text);
  return field < 0 ? undefined : { field };
}

function attributes(text: string): Attributes {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([\w:.]+)="([^"]*)"/g))
    found[name] = unescaped(value);
  return found;
}

/** The text of `$(string.NAME)`; itself where there is none, without the decoration. */
function resolved(message: string, strings: ReadonlyMap<string, string>): string {
  const id = /^\$\(string\.(.+)\)$/.exec(message)?.[1];
  if (id === undefined) return message;
  return strings.get(id) ?? id.replace(/^map_[^.]*\.?/, '');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
