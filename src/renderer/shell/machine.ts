import type { SystemInfo } from '../../shared/capture-info.ts';

/** The machine that a capture was made on, such as `DESKTOP-6PCIALL, Windows 10 x64`; empty when it is not known. */
export function machineName(
  system: Pick<SystemInfo, 'computer' | 'operatingSystem'>,
  bitness: 32 | 64,
): string {
  // The build number in brackets is for the properties, not for a glance.
  const operatingSystem = system.operatingSystem.replace(/\s*[([].*$/, '').replace(/, build .*$/i, '');
  const described = operatingSystem === '' ? '' : `${operatingSystem} ${bitness === 64 ? 'x64' : 'x86'}`;
  return [system.computer, described].filter((part) => part !== '').join(', ');
}

/** The time zone in which times are shown, as a distance from UTC: `UTC`, `UTC+09:00`. */
export function timeZoneName(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}
