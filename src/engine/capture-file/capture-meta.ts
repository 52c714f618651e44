import type { CaptureMeta, DialectName, SystemInfo } from '../../shared/capture-info.ts';
import { fileTime } from '../../shared/units.ts';
import { corrupt } from './file-errors.ts';
import type { MetaEntries, MetaValue } from './writer-protocol.ts';

/** The rows of the table `meta` for a capture. Whole numbers beyond 53 bits are stored as text. */
export function metaEntries(meta: CaptureMeta): MetaEntries {
  const { system } = meta;
  return [
    ['dialect', meta.dialect],
    ['bitness', meta.bitness],
    ['start_time', String(meta.startTime)],
    ['computer', system.computer],
    ['operating_system', system.operatingSystem],
    ['system_root', system.systemRoot],
    ['major', system.major],
    ['minor', system.minor],
    ['build', system.build],
    ['service_pack', system.servicePack],
    ['processors', system.processors],
    ['memory', system.memory],
    ['highest_user_address', String(system.highestUserAddress)],
  ];
}

/** Reads {@link metaEntries} back. Errors: 'capture/corrupt' when what every capture has is missing. */
export function parseMeta(rows: ReadonlyMap<string, MetaValue>): CaptureMeta {
  const text = (key: string): string => {
    const value = rows.get(key);
    return typeof value === 'string' ? value : '';
  };
  const number = (key: string): number => {
    const value = rows.get(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
  };
  const system: SystemInfo = {
    computer: text('computer'),
    operatingSystem: text('operating_system'),
    systemRoot: text('system_root'),
    major: number('major'),
    minor: number('minor'),
    build: number('build'),
    servicePack: text('service_pack'),
    processors: number('processors'),
    memory: number('memory'),
    highestUserAddress: wholeNumber(text('highest_user_address')) ?? 0n,
  };
  const startTime = wholeNumber(text('start_time'));
  if (startTime === undefined) throw corrupt('its start time is missing');
  return {
    format: 'native',
    dialect: dialectName(rows.get('dialect')),
    bitness: rows.get('bitness') === 32 ? 32 : 64,
    system,
    startTime: fileTime(startTime),
  };
}

function dialectName(value: MetaValue | undefined): DialectName {
  if (value === 'pml') return value;
  throw corrupt('it comes from a system that this version does not know', {
    dialect: String(value).slice(0, 40),
  });
}

function wholeNumber(text: string): bigint | undefined {
  return /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}
