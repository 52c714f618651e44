import { WireSystem } from '../wire/wire-format.ts';
import type { HelloMessage } from '../wire/wire-messages.ts';
import { EtwSystem } from './etw-system.ts';
import { LinuxSystem } from './linux-system.ts';
import type { RecordedSystem } from './live-source.ts';

/** How a helper's frames are to be understood: as it says of its system when it begins. */
export function recordedSystem(hello: HelloMessage): RecordedSystem {
  return hello.system === WireSystem.Windows ? new EtwSystem(hello) : new LinuxSystem(hello);
}
