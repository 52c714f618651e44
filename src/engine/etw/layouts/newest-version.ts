import { Provider } from '../providers.ts';
import type { RawRecord } from '../raw-record.ts';
import { FILE_KINDS, FILE_OPCODE_OF_EVENT } from './file-layouts.ts';
import { fileLayout } from './find-layout.ts';
import {
  AUDIT_API_CALLS,
  DNS_CLIENT,
  KERNEL_PROCESS,
  KERNEL_REGISTRY,
  WIN32K,
  newestEventVersion,
} from './manifest-layouts.ts';
import { FIRST_UDP_EVENT, networkLayout } from './network-layouts.ts';
import { imageLayout, processClassLayout, threadLayout } from './process-layouts.ts';
import { diskLayout, registryLayout } from './system-layouts.ts';

/**
 * The newest versions of events that the layouts are known to be right for: etw-capture reference, 2 and 2.10. They say more
 * than the layouts themselves, of which some are the same in several versions.
 */
const NEWEST = {
  file: 3,
  fileName: 2,
  registry: 2,
  process: 5,
  thread: 3,
  image: 3,
  network: 2,
  disk: 3,
  fault: 2,
  kernelFile: 1,
  kernelNetwork: 0,
} as const;

/** Opcodes of process events that say nothing but numbers of a process that has its own: they make no rows. */
const COUNTERS: ReadonlySet<number> = new Set([11, 32, 33]);
/** Opcode of Process that is an image's. */
const IMAGE_LOAD = 10;
/** Opcodes of Registry that are no call. */
const FIRST_REGISTRY_STATE = 34;
const HARD_FAULT = 32;
/** Any version that has all layouts. */
const ANY = 0xff;

function versionWhere(layout: unknown, version: number): number | undefined {
  return layout === undefined ? undefined : version;
}

function classicVersion(provider: number, opcode: number): number | undefined {
  switch (provider) {
    case Provider.FileIo:
      if (FILE_KINDS.get(opcode) === 'name') return NEWEST.fileName;
      return versionWhere(fileLayout(opcode, ANY), NEWEST.file);
    case Provider.Registry:
      return opcode < FIRST_REGISTRY_STATE
        ? versionWhere(registryLayout(opcode, ANY), NEWEST.registry)
        : undefined;
    case Provider.Process:
      if (opcode === IMAGE_LOAD) return NEWEST.image;
      return COUNTERS.has(opcode) ? undefined : versionWhere(processClassLayout(opcode, ANY), NEWEST.process);
    case Provider.Thread:
      return versionWhere(threadLayout(opcode, ANY), NEWEST.thread);
    case Provider.Image:
      return versionWhere(imageLayout(opcode, ANY), NEWEST.image);
    case Provider.TcpIp:
      return versionWhere(networkLayout(true, opcode, ANY), NEWEST.network);
    case Provider.UdpIp:
      return versionWhere(networkLayout(false, opcode, ANY), NEWEST.network);
    case Provider.DiskIo:
      return versionWhere(diskLayout(opcode, ANY), NEWEST.disk);
    case Provider.PageFault:
      return opcode === HARD_FAULT ? NEWEST.fault : undefined;
    default:
      return undefined;
  }
}

function eventVersion(provider: number, id: number): number | undefined {
  switch (provider) {
    case Provider.KernelProcess:
      return newestEventVersion(KERNEL_PROCESS, id);
    case Provider.KernelFile:
      return FILE_OPCODE_OF_EVENT.has(id) ? NEWEST.kernelFile : undefined;
    case Provider.KernelRegistry:
      return newestEventVersion(KERNEL_REGISTRY, id);
    case Provider.KernelNetwork: {
      const layout =
        id >= FIRST_UDP_EVENT ? networkLayout(false, id - 32, ANY) : networkLayout(true, id, ANY);
      return versionWhere(layout, NEWEST.kernelNetwork);
    }
    case Provider.Win32k:
      return newestEventVersion(WIN32K, id);
    case Provider.AuditApiCalls:
      return newestEventVersion(AUDIT_API_CALLS, id);
    case Provider.DnsClient:
      return newestEventVersion(DNS_CLIENT, id);
    default:
      return undefined;
  }
}

/** What tells the kind of an event. */
export type EventKind = Pick<RawRecord, 'isClassic' | 'provider' | 'opcode' | 'id'>;

/** The newest version of an event that its layout is right for; undefined for events that have none, or make no rows. */
export function newestVersion({ isClassic, provider, opcode, id }: EventKind): number | undefined {
  return isClassic ? classicVersion(provider, opcode) : eventVersion(provider, id);
}
