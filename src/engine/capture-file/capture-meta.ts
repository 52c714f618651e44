import type { CaptureMeta, DialectName, LinuxInfo, SystemInfo } from '../../shared/capture-info.ts';
import { fileTime } from '../../shared/units.ts';
import type { Capture, WindowsEdition } from '../capture/capture.ts';
import { corrupt } from './file-errors.ts';
import type { MetaEntries, MetaValue } from './writer-protocol.ts';

/** The rows of the table `meta` for a capture. Whole numbers beyond 53 bits are stored as text. */
export function metaEntries({ meta, windows }: Pick<Capture, 'meta' | 'windows'>): MetaEntries {
  const { system } = meta;
  return [
    ...(windows === undefined ? [] : editionEntries(windows)),
    ['dialect', meta.dialect],
    ['bitness', meta.bitness],
    ['start_time', String(meta.startTime)],
    ['computer', system.computer],
    ['operating_system', system.operatingSystem],
    ['processors', system.processors],
    ['memory', system.memory],
    ['highest_user_address', String(system.highestUserAddress)],
    ...windowsEntries(system),
    ...(system.linux === undefined ? [] : linuxEntries(system.linux)),
  ];
}

function windowsEntries({ systemRoot, major, minor, build, servicePack }: SystemInfo): MetaEntries {
  const entries: readonly (readonly [string, MetaValue | undefined])[] = [
    ['system_root', systemRoot],
    ['major', major],
    ['minor', minor],
    ['build', build],
    ['service_pack', servicePack],
  ];
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}

function linuxEntries({ kernel, machine, bootId, tier }: LinuxInfo): MetaEntries {
  return [
    ['kernel', kernel],
    ['machine', machine],
    ['boot_id', bootId],
    ['tier', tier],
  ];
}

function editionEntries(windows: WindowsEdition): MetaEntries {
  return [
    ['service_pack_major', windows.servicePackMajor],
    ['service_pack_minor', windows.servicePackMinor],
    ['suite_mask', windows.suiteMask],
    ['product_type', windows.productType],
  ];
}

/** Reads the edition of Windows back; undefined in files that do not have it, as those of earlier versions. */
export function parseEdition(rows: ReadonlyMap<string, MetaValue>): WindowsEdition | undefined {
  const number = (key: string, highest: number): number | undefined => {
    const value = rows.get(key);
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= highest
      ? value
      : undefined;
  };
  const productType = number('product_type', 0xff);
  if (productType === undefined) return undefined;
  return {
    servicePackMajor: number('service_pack_major', 0xffff) ?? 0,
    servicePackMinor: number('service_pack_minor', 0xffff) ?? 0,
    suiteMask: number('suite_mask', 0xffff) ?? 0,
    productType,
  };
}

/** Reads the rest of {@link metaEntries} back. Errors: 'capture/corrupt' when what every capture has is missing. */
export function parseMeta(rows: ReadonlyMap<string, MetaValue>): CaptureMeta {
  const text = (key: string): string => {
    const value = rows.get(key);
    return typeof value === 'string' ? value : '';
  };
  const number = (key: string): number => {
    const value = rows.get(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
  };
  const dialect = dialectName(rows.get('dialect'));
  const system: SystemInfo = {
    computer: text('computer'),
    operatingSystem: text('operating_system'),
    processors: number('processors'),
    memory: number('memory'),
    highestUserAddress: wholeNumber(text('highest_user_address')) ?? 0n,
    ...(dialect === 'linux'
      ? {
          linux: {
            kernel: text('kernel'),
            machine: text('machine'),
            bootId: text('boot_id'),
            tier: text('tier'),
          },
        }
      : {
          systemRoot: text('system_root'),
          major: number('major'),
          minor: number('minor'),
          build: number('build'),
          servicePack: text('service_pack'),
        }),
  };
  const startTime = wholeNumber(text('start_time'));
  if (startTime === undefined) throw corrupt('its start time is missing');
  return {
    format: 'native',
    dialect,
    bitness: rows.get('bitness') === 32 ? 32 : 64,
    system,
    startTime: fileTime(startTime),
  };
}

function dialectName(value: MetaValue | undefined): DialectName {
  if (value === 'pml' || value === 'linux' || value === 'etw') return value;
  throw corrupt('it comes from a system that this version does not know', {
    dialect: String(value).slice(0, 40),
  });
}

function wholeNumber(text: string): bigint | undefined {
  return /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}
