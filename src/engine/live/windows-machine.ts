import type { SystemInfo } from '../../shared/capture-info.ts';
import { operatingSystem } from '../formats/pml/header.ts';
import type { HelloMessage } from '../wire/wire-messages.ts';

/** Where user programs end on 64-bit Windows 8.1 and later. */
const USER_HALF = 0x7fff_fffe_ffffn;

/** The machine that a helper of Windows says it runs on. Never throws: what is missing stays empty. */
export function windowsSystemInfo({ facts, cpus }: Pick<HelloMessage, 'facts' | 'cpus'>): SystemInfo {
  const [major = 0, minor = 0, build = 0] = (facts['kernel'] ?? '').split('.').map((part) => numberOf(part));
  const product = facts['product'] ?? '';
  return {
    computer: facts['host'] ?? '',
    operatingSystem: operatingSystem(major, minor, build, '', /server/i.test(product)),
    systemRoot: facts['root'] ?? '',
    major,
    minor,
    build,
    servicePack: '',
    processors: cpus,
    memory: numberOf(facts['memory'] ?? ''),
    highestUserAddress: addressOf(facts['highest-address'] ?? ''),
  };
}

function numberOf(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function addressOf(text: string): bigint {
  return /^(0x[\da-f]{1,16}|\d{1,20})$/i.test(text) ? BigInt(text) : USER_HALF;
}
