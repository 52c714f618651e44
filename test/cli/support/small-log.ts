import { writeLog } from '../../support/opened-log.ts';
import { buildPml, registryDetail, u16, u32 } from '../../support/pml-builder.ts';

const REGISTRY = 2;
const REG_OPEN_KEY = 0;

/** Bytes of a log with `count` events: app.exe (PID 1234) opens HKEY\0, HKEY\1 and so on, then system.exe (PID 4) the same. */
export function smallLogBytes(count = 4): Buffer {
  const events = Array.from({ length: count }, (_, i) => ({
    process: i < count / 2 ? 7 : 8,
    tid: 100 + i,
    eventClass: REGISTRY,
    operation: REG_OPEN_KEY,
    duration: 74n,
    detail: registryDetail(`HKEY\\${i % Math.ceil(count / 2)}`, Buffer.concat([u16(0), u32(0x20019)])),
  }));
  const processes = [
    { index: 7, pid: 1234, parentPid: 4, name: 'app.exe', commandLine: '"C:\\app.exe" -x' },
    { index: 8, pid: 4, name: 'system.exe' },
  ];
  return buildPml({ events, processes }).bytes;
}

/** Writes {@link smallLogBytes} into a temporary folder and returns the path. */
export function smallLog(count?: number): string {
  return writeLog(smallLogBytes(count));
}
