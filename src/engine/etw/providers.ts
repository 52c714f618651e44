/**
 * Classes of kernel events, by the group number that records without a GUID carry. Source: etw-capture reference, 1.3.
 * Numbers from 256 on are providers that this program knows by GUID; others get theirs as they come.
 */
export const Provider = {
  EventTrace: 0,
  DiskIo: 1,
  PageFault: 2,
  Process: 3,
  FileIo: 4,
  Thread: 5,
  TcpIp: 6,
  Job: 7,
  UdpIp: 8,
  Registry: 9,
  DbgPrint: 10,
  SystemConfig: 11,
  Wnf: 13,
  Pool: 14,
  PerfInfo: 15,
  Heap: 16,
  Object: 17,
  Power: 18,
  Image: 20,
  StackWalk: 24,
  Alpc: 26,
  SplitIo: 27,
  ThreadPool: 28,
  KernelProcess: 256,
  KernelFile: 257,
  KernelRegistry: 258,
  KernelNetwork: 259,
  DnsClient: 260,
  AuditApiCalls: 261,
  Win32k: 262,
  /** What merging tools add: where images come from. */
  ImageId: 263,
  /** What merging tools add: folders and volumes of the machine. */
  MergedConfig: 264,
  LostEvents: 265,
  KernelEventTracing: 266,
  SystemTrace: 267,
} as const;

/** The first number that no provider above has. */
const FIRST_OTHER = 512;
/** Providers of one capture: more than any system has. */
const MAX_PROVIDERS = 65_536;

interface KnownProvider {
  readonly number: number;
  readonly guid: string;
  /** As its manifest or Microsoft's documentation calls it. */
  readonly name: string;
}

const KNOWN: readonly KnownProvider[] = [
  { number: Provider.EventTrace, guid: '68fdd900-4a3e-11d1-84f4-0000f80464e3', name: 'EventTrace' },
  { number: Provider.DiskIo, guid: '3d6fa8d4-fe05-11d0-9dda-00c04fd7ba7c', name: 'DiskIo' },
  { number: Provider.PageFault, guid: '3d6fa8d3-fe05-11d0-9dda-00c04fd7ba7c', name: 'PageFault' },
  { number: Provider.Process, guid: '3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c', name: 'Process' },
  { number: Provider.FileIo, guid: '90cbdc39-4a3e-11d1-84f4-0000f80464e3', name: 'FileIo' },
  { number: Provider.Thread, guid: '3d6fa8d1-fe05-11d0-9dda-00c04fd7ba7c', name: 'Thread' },
  { number: Provider.TcpIp, guid: '9a280ac0-c8e0-11d1-84e2-00c04fb998a2', name: 'TcpIp' },
  { number: Provider.Job, guid: '3282fc76-feed-498e-8aa7-e70f459d430e', name: 'Job' },
  { number: Provider.UdpIp, guid: 'bf3a50c5-a9c9-4988-a005-2df0b7c80f80', name: 'UdpIp' },
  { number: Provider.Registry, guid: 'ae53722e-c863-11d2-8659-00c04fa321a1', name: 'Registry' },
  { number: Provider.DbgPrint, guid: '13976d09-a327-438c-950b-7f03192815c7', name: 'DbgPrint' },
  { number: Provider.SystemConfig, guid: '01853a65-418f-4f36-aefc-dc0f1d2fd235', name: 'SystemConfig' },
  { number: Provider.Wnf, guid: '42695762-ea50-497a-9068-5cbbb35e0b95', name: 'Wnf' },
  { number: Provider.Pool, guid: '0268a8b6-74fd-4302-9dd0-6e8f1795c0cf', name: 'Pool' },
  { number: Provider.PerfInfo, guid: 'ce1dbfb4-137e-4da6-87b0-3f59aa102cbc', name: 'PerfInfo' },
  { number: Provider.Heap, guid: '222962ab-6180-4b88-a825-346b75f2a24a', name: 'Heap' },
  { number: Provider.Object, guid: '89497f50-effe-4440-8cf2-ce6b1cdcaca7', name: 'Object' },
  { number: Provider.Power, guid: 'e43445e0-0903-48c3-b878-ff0fccebdd04', name: 'Power' },
  { number: Provider.Image, guid: '2cb15d1d-5fc1-11d2-abe1-00a0c911f518', name: 'Image' },
  { number: Provider.StackWalk, guid: 'def2fe46-7bd6-4b80-bd94-f57fe20d0ce3', name: 'StackWalk' },
  { number: Provider.Alpc, guid: '45d8cccd-539f-4b72-a8b7-5c683142609a', name: 'ALPC' },
  { number: Provider.SplitIo, guid: 'd837ca92-12b9-44a5-ad6a-3a65b3578aa8', name: 'SplitIo' },
  { number: Provider.ThreadPool, guid: 'c861d0e2-a2c1-4d36-9f9c-970bab943a12', name: 'ThreadPool' },
  {
    number: Provider.KernelProcess,
    guid: '22fb2cd6-0e7b-422b-a0c7-2fad1fd0e716',
    name: 'Microsoft-Windows-Kernel-Process',
  },
  {
    number: Provider.KernelFile,
    guid: 'edd08927-9cc4-4e65-b970-c2560fb5c289',
    name: 'Microsoft-Windows-Kernel-File',
  },
  {
    number: Provider.KernelRegistry,
    guid: '70eb4f03-c1de-4f73-a051-33d13d5413bd',
    name: 'Microsoft-Windows-Kernel-Registry',
  },
  {
    number: Provider.KernelNetwork,
    guid: '7dd42a49-5329-4832-8dfd-43d979153a88',
    name: 'Microsoft-Windows-Kernel-Network',
  },
  {
    number: Provider.DnsClient,
    guid: '1c95126e-7eea-49a9-a3fe-a378b03ddb4d',
    name: 'Microsoft-Windows-DNS-Client',
  },
  {
    number: Provider.AuditApiCalls,
    guid: 'e02a841c-75a3-4fa7-afc8-ae09cf9b7f23',
    name: 'Microsoft-Windows-Kernel-Audit-API-Calls',
  },
  {
    number: Provider.Win32k,
    guid: '8c416c79-d49b-4f01-a467-e56d3aa8234c',
    name: 'Microsoft-Windows-Win32k',
  },
  {
    number: Provider.ImageId,
    guid: 'b3e675d7-2554-4f18-830b-2762732560de',
    name: 'KernelTraceControl/ImageId',
  },
  {
    number: Provider.MergedConfig,
    guid: '9b79ee91-b5fd-41c0-a243-4248e266e9d0',
    name: 'KernelTraceControl',
  },
  { number: Provider.LostEvents, guid: '6a399ae0-4bc6-4de9-870b-3657f8947e7e', name: 'LostEvents' },
  {
    number: Provider.KernelEventTracing,
    guid: 'b675ec37-bdb6-4648-bc92-f3fdc74d3ca2',
    name: 'Microsoft-Windows-Kernel-EventTracing',
  },
  {
    number: Provider.SystemTrace,
    guid: '9e814aad-3204-11d2-9a82-006008a86939',
    name: 'SystemTraceProvider',
  },
];

/** The text of the GUID in `bytes` from `at` on: lower case, without braces. 16 bytes must be there. */
export function guidText(bytes: Buffer, at: number): string {
  const part = (from: number, length: number): string => bytes.toString('hex', from, from + length);
  const first = bytes.readUInt32LE(at).toString(16).padStart(8, '0');
  const second = bytes
    .readUInt16LE(at + 4)
    .toString(16)
    .padStart(4, '0');
  const third = bytes
    .readUInt16LE(at + 6)
    .toString(16)
    .padStart(4, '0');
  return `${first}-${second}-${third}-${part(at + 8, 2)}-${part(at + 10, 6)}`;
}

/** The 16 bytes of a GUID's text, as Windows keeps it in memory. */
export function guidBytes(text: string): Buffer {
  const hex = text.replace(/[{}-]/g, '');
  if (!/^[\da-f]{32}$/i.test(hex)) throw new Error(`${text} is no GUID`);
  const bytes = Buffer.from(hex, 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/**
 * Numbers for the GUIDs of one capture. Known ones have the numbers of {@link Provider}, so that records of a file, which say
 * a group, and of a live session, which say a GUID, are the same to the decoder.
 */
export class ProviderTable {
  readonly #guids = new Map<number, string>();
  readonly #names = new Map<number, string>();
  readonly #numbers = new Map<string, number>();
  /** Open addressing over the 16 bytes: four words and the number for each slot, -1 for an empty one. */
  #words = new Int32Array(256 * 4);
  #slots = new Int32Array(256).fill(-1);
  #next = FIRST_OTHER;
  #last = -1;

  constructor() {
    for (const { number, guid, name } of KNOWN) {
      this.#names.set(number, name);
      this.#add(guidBytes(guid), 0, number, this.#find(guidBytes(guid), 0));
    }
  }

  /**
   * The number of the GUID in `bytes` from `at` on; 16 bytes must be there. Beyond 65,536 providers, which no system has, all
   * are one: that of the last number.
   */
  numberOf(bytes: Buffer, at: number): number {
    const words = this.#words;
    const last = this.#last;
    // Records of one provider come in runs.
    if (
      last >= 0 &&
      words[last * 4] === bytes.readInt32LE(at) &&
      words[last * 4 + 1] === bytes.readInt32LE(at + 4) &&
      words[last * 4 + 2] === bytes.readInt32LE(at + 8) &&
      words[last * 4 + 3] === bytes.readInt32LE(at + 12)
    )
      return this.#slots[last]!;
    const slot = this.#find(bytes, at);
    const number = this.#slots[slot]!;
    if (number >= 0) {
      this.#last = slot;
      return number;
    }
    if (this.#next >= MAX_PROVIDERS) return MAX_PROVIDERS;
    return this.#add(bytes, at, this.#next++, slot);
  }

  /** The GUID of a number, `68fdd900-4a3e-...`; undefined for a number that this table did not give. */
  guidOf(number: number): string | undefined {
    return this.#guids.get(number);
  }

  /** The number of a GUID's text if this table has given it one. */
  find(guid: string): number | undefined {
    return this.#numbers.get(guid.toLowerCase().replace(/[{}]/g, ''));
  }

  /** What a provider is called: its known name, a name that was told, else its GUID in braces. */
  nameOf(number: number): string {
    const name = this.#names.get(number);
    if (name !== undefined) return name;
    const guid = this.#guids.get(number);
    return guid === undefined ? `provider ${number}` : `{${guid}}`;
  }

  /** Tells the name of a provider, as a schema or its traits have it. The first one stays. */
  tellName(number: number, name: string): void {
    if (name !== '' && !this.#names.has(number)) this.#names.set(number, name);
  }

  /** The slot of a GUID, or the empty one where it belongs. */
  #find(bytes: Buffer, at: number): number {
    const a = bytes.readInt32LE(at);
    const b = bytes.readInt32LE(at + 4);
    const c = bytes.readInt32LE(at + 8);
    const d = bytes.readInt32LE(at + 12);
    const words = this.#words;
    const mask = this.#slots.length - 1;
    let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b) ^ d, 0xc2b2ae35);
    hash ^= hash >>> 15;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      if (this.#slots[slot]! < 0) return slot;
      const w = slot * 4;
      if (words[w] === a && words[w + 1] === b && words[w + 2] === c && words[w + 3] === d) return slot;
    }
  }

  #add(bytes: Buffer, at: number, number: number, slot: number): number {
    const guid = guidText(bytes, at);
    this.#guids.set(number, guid);
    this.#numbers.set(guid, number);
    for (let i = 0; i < 4; i++) this.#words[slot * 4 + i] = bytes.readInt32LE(at + i * 4);
    this.#slots[slot] = number;
    this.#last = -1;
    if (this.#guids.size * 2 > this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const oldWords = this.#words;
    const oldSlots = this.#slots;
    this.#words = new Int32Array(oldWords.length * 2);
    this.#slots = new Int32Array(oldSlots.length * 2).fill(-1);
    const guid = Buffer.alloc(16);
    for (let slot = 0; slot < oldSlots.length; slot++) {
      const number = oldSlots[slot]!;
      if (number < 0) continue;
      for (let i = 0; i < 4; i++) guid.writeInt32LE(oldWords[slot * 4 + i]!, i * 4);
      const to = this.#find(guid, 0);
      for (let i = 0; i < 4; i++) this.#words[to * 4 + i] = oldWords[slot * 4 + i]!;
      this.#slots[to] = number;
    }
  }
}
