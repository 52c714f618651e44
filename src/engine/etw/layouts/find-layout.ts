import { Provider } from '../providers.ts';
import type { RawRecord } from '../raw-record.ts';
import {
  FILE_KINDS,
  FILE_LAYOUTS_7,
  FILE_LAYOUTS_8,
  FILE_OPCODE_OF_EVENT,
  FILTER_LAYOUT,
} from './file-layouts.ts';
import { layout } from './layout.ts';
import type { Field, Layout } from './layout.ts';
import {
  AUDIT_API_CALLS,
  DNS_CLIENT,
  KERNEL_PROCESS,
  KERNEL_REGISTRY,
  WIN32K,
  eventLayout,
} from './manifest-layouts.ts';
import { FIRST_UDP_EVENT, networkLayout } from './network-layouts.ts';
import { imageLayout, processClassLayout, threadLayout } from './process-layouts.ts';
import {
  HARD_FAULT_LAYOUT,
  IMAGE_ID_LAYOUT,
  configLayout,
  diskLayout,
  mergedConfigLayout,
  registryLayout,
  stackLayout,
} from './system-layouts.ts';

const NOTHING = layout('');

/** The layout of a classic event of the class FileIo. Name events keep version 2 on every system. */
export function fileLayout(opcode: number, version: number): Layout | undefined {
  if (opcode >= 96 && opcode <= 101) return FILTER_LAYOUT;
  const kind = FILE_KINDS.get(opcode);
  if (kind === undefined) return undefined;
  return version >= 3 ? FILE_LAYOUTS_8[kind] : FILE_LAYOUTS_7[kind];
}

/** Kernel-File names three fields otherwise. */
const EVENT_NAMES: ReadonlyMap<string, string> = new Map([
  ['TTID', 'IssuingThreadId'],
  ['FileAttributes', 'CreateAttributes'],
  ['OpenPath', 'FileName'],
]);

function renamed({ fields }: Layout): Layout {
  return {
    fields: fields.map((field): Field => ({ ...field, name: EVENT_NAMES.get(field.name) ?? field.name })),
  };
}

const RENAMED = new Map<Layout, Layout>();

function kernelFileLayout(id: number, version: number): Layout | undefined {
  const opcode = FILE_OPCODE_OF_EVENT.get(id);
  if (opcode === undefined) return undefined;
  const layouts = version >= 1 ? FILE_LAYOUTS_8 : FILE_LAYOUTS_7;
  const found = layouts[FILE_KINDS.get(opcode) ?? 'information'];
  let named = RENAMED.get(found);
  if (named === undefined) RENAMED.set(found, (named = renamed(found)));
  return named;
}

function classicLayout({ provider, opcode, version, end, start }: RawRecord): Layout | undefined {
  switch (provider) {
    case Provider.FileIo:
      return fileLayout(opcode, version);
    case Provider.Registry:
      return registryLayout(opcode, version);
    case Provider.Process:
      return opcode === 10 ? imageLayout(opcode, version) : processClassLayout(opcode, version);
    case Provider.Thread:
      return threadLayout(opcode, version);
    case Provider.Image:
      return imageLayout(opcode, version);
    case Provider.TcpIp:
      return networkLayout(true, opcode, version);
    case Provider.UdpIp:
      return networkLayout(false, opcode, version);
    case Provider.DiskIo:
      return diskLayout(opcode, version);
    case Provider.PageFault:
      return opcode === 32 ? HARD_FAULT_LAYOUT : undefined;
    case Provider.StackWalk:
      return stackLayout(opcode);
    case Provider.SystemConfig:
      return configLayout(opcode);
    case Provider.MergedConfig:
      return mergedConfigLayout(opcode);
    case Provider.ImageId:
      return opcode === 36 || opcode === 64 ? IMAGE_ID_LAYOUT : undefined;
    case Provider.LostEvents:
      return end === start ? NOTHING : undefined;
    default:
      return undefined;
  }
}

/** The layout of a record's payload; undefined when this program does not know the event. */
export function findLayout(record: RawRecord): Layout | undefined {
  if (record.isClassic) return classicLayout(record);
  const { provider, id, version } = record;
  switch (provider) {
    case Provider.KernelProcess:
      return eventLayout(KERNEL_PROCESS, id, version);
    case Provider.KernelFile:
      return kernelFileLayout(id, version);
    case Provider.KernelRegistry:
      return eventLayout(KERNEL_REGISTRY, id, version);
    case Provider.KernelNetwork:
      return id >= FIRST_UDP_EVENT ? networkLayout(false, id - 32, 2) : networkLayout(true, id, 2);
    case Provider.Win32k:
      return eventLayout(WIN32K, id, version);
    case Provider.AuditApiCalls:
      return eventLayout(AUDIT_API_CALLS, id, version);
    case Provider.DnsClient:
      return eventLayout(DNS_CLIENT, id, version);
    default:
      return undefined;
  }
}

/** What a manifest event of a known provider is called; undefined when it is none. */
export function knownEventName({ provider, id }: RawRecord): string | undefined {
  switch (provider) {
    case Provider.KernelProcess:
      return KERNEL_PROCESS.get(id)?.name;
    case Provider.KernelRegistry:
      return KERNEL_REGISTRY.get(id)?.name;
    case Provider.Win32k:
      return WIN32K.get(id)?.name;
    case Provider.AuditApiCalls:
      return AUDIT_API_CALLS.get(id)?.name;
    case Provider.DnsClient:
      return DNS_CLIENT.get(id)?.name;
    default:
      return undefined;
  }
}
