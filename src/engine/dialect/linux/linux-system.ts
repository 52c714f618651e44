import type { SystemInfo } from '../../../shared/capture-info.ts';

/** Where user programs end: x86-64 with four levels of page tables, and arm64 with 48 bits, have the same. */
const HIGHEST_USER_ADDRESS = 0x0000_7fff_ffff_ffffn;
const ARM_HIGHEST_USER_ADDRESS = 0x0000_ffff_ffff_ffffn;
const BYTES_PER_KIB = 1024;

/** What a recording of Linux knows of its machine. */
export interface LinuxFacts {
  /** Facts of the helper's hello: `kernel`, `machine`, `host`, `boot`, `tier`. */
  readonly facts: Readonly<Record<string, string>>;
  /** Processors that the helper sees. */
  readonly cpus: number;
  /** Text of os-release; empty where there is none. */
  readonly osRelease: string;
  /** Text of /proc/meminfo; empty where it cannot be read. */
  readonly memInfo: string;
}

/** The machine that a recording was made on. Never throws: what is missing stays empty. */
export function linuxSystemInfo({ facts, cpus, osRelease, memInfo }: LinuxFacts): SystemInfo {
  const machine = facts['machine'] ?? '';
  return {
    computer: facts['host'] ?? '',
    operatingSystem: distribution(osRelease),
    processors: cpus,
    memory: memoryBytes(memInfo),
    highestUserAddress: machine === 'aarch64' ? ARM_HIGHEST_USER_ADDRESS : HIGHEST_USER_ADDRESS,
    linux: {
      kernel: facts['kernel'] ?? '',
      machine,
      bootId: facts['boot'] ?? '',
      tier: facts['tier'] ?? '',
    },
  };
}

/** `Debian GNU/Linux 12 (bookworm)`; `Linux` where nothing names it. Source: freedesktop.org, os-release(5). */
function distribution(osRelease: string): string {
  const pretty = value(osRelease, 'PRETTY_NAME');
  if (pretty !== '') return pretty;
  const name = [value(osRelease, 'NAME'), value(osRelease, 'VERSION')]
    .filter((part) => part !== '')
    .join(' ');
  return name === '' ? 'Linux' : name;
}

/** One value of os-release: as a shell reads it, with or without quotes. */
function value(osRelease: string, key: string): string {
  const line = osRelease.split('\n').findLast((each) => each.startsWith(`${key}=`));
  const text = line?.slice(key.length + 1).trim() ?? '';
  const quote = text.charAt(0);
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  const inner = isQuoted ? text.slice(1, -1) : text;
  return quote === "'" ? inner : inner.replace(/\\(["$`\\])/g, '$1');
}

function memoryBytes(memInfo: string): number {
  const found = /^MemTotal:\s+(\d{1,12}) kB$/m.exec(memInfo);
  return found === null ? 0 : Number(found[1]) * BYTES_PER_KIB;
}
