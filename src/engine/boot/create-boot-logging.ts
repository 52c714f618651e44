import type { BootHelper, BootLogging } from './boot-logging.ts';
import { linuxBootLogging } from './linux/linux-boot-logging.ts';
import { windowsBootLogging } from './windows/windows-boot-logging.ts';
import { NoBootLogging, noBootHere } from './no-boot-logging.ts';

/** Boot logging of the system that this process runs on. */
export function createBootLogging(helper: BootHelper, platform: string = process.platform): BootLogging {
  switch (platform) {
    case 'linux':
      return linuxBootLogging(helper);
    case 'win32':
      return windowsBootLogging(helper);
    default:
      return new NoBootLogging(noBootHere());
  }
}
