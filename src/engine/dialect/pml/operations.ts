import { EventClass } from '../../../shared/event-class.ts';
import { FILE_SYSTEM } from './file-system/operations.ts';
import { rawParameters } from './file-system/raw-parameters.ts';
import type { ProcmonVersion } from './format-options.ts';
import { network, networkKey } from './network.ts';
import { pmlKeyClass, pmlKeyOperation, pmlKeySub } from './operation-key.ts';
import type { PmlOperation } from './pml-operation.ts';
import { loadImage, processCreate, processExit, processStart, threadCreate, threadExit } from './process.ts';
import { debugOutput, processProfiling, threadProfiling } from './profiling.ts';
import { enumValue, enumValueKey, queryValue, queryValueKey, setValue } from './registry-values.ts';
import {
  enumKey,
  enumKeyKey,
  loadKey,
  openKey,
  openKeyCategory,
  openKeyKey,
  queryKey,
  queryKeyKey,
  renameKey,
  setInfoKey,
} from './registry.ts';

type Operations = Readonly<Record<number, PmlOperation>>;

/** Whatever the log holds that this version has no name for: shown, never hidden, and nothing made up. */
const UNKNOWN: PmlOperation = { name: '<Unknown>' };

const PROCESS: Operations = {
  0: { name: 'Process Defined', detail: processCreate },
  1: { name: 'Process Create', detail: processCreate },
  2: { name: 'Process Exit', detail: processExit },
  3: { name: 'Thread Create', detail: threadCreate },
  4: { name: 'Thread Exit', detail: threadExit },
  5: { name: 'Load Image', detail: loadImage },
  6: { name: 'Thread Profile' },
  7: { name: 'Process Start', detail: processStart },
  8: { name: 'Process Statistics', detail: processExit },
  9: { name: 'System Statistics' },
};

const REGISTRY: Operations = {
  0: { name: 'RegOpenKey', detail: openKey, detailKey: openKeyKey, category: openKeyCategory },
  1: { name: 'RegCreateKey', detail: openKey, detailKey: openKeyKey, category: openKeyCategory },
  2: { name: 'RegCloseKey' },
  3: { name: 'RegQueryKey', detail: queryKey, detailKey: queryKeyKey, category: 'Read' },
  4: { name: 'RegSetValue', detail: setValue, category: 'Write' },
  5: { name: 'RegQueryValue', detail: queryValue, detailKey: queryValueKey, category: 'Read' },
  6: { name: 'RegEnumValue', detail: enumValue, detailKey: enumValueKey, category: 'Read' },
  7: { name: 'RegEnumKey', detail: enumKey, detailKey: enumKeyKey, category: 'Read' },
  8: { name: 'RegSetInfoKey', detail: setInfoKey, category: 'Write Metadata' },
  9: { name: 'RegDeleteKey', category: 'Write' },
  10: { name: 'RegDeleteValue', category: 'Write' },
  11: { name: 'RegFlushKey' },
  12: { name: 'RegLoadKey', detail: loadKey },
  13: { name: 'RegUnloadKey' },
  14: { name: 'RegRenameKey', detail: renameKey, category: 'Write' },
  15: { name: 'RegQueryMultipleValueKey', category: 'Read' },
  16: { name: 'RegSetKeySecurity', category: 'Write Metadata' },
  17: { name: 'RegQueryKeySecurity', category: 'Read Metadata' },
  19: { name: 'RegRestoreKey' },
};

const PROFILING: Operations = {
  0: { name: 'Thread Profiling', detail: threadProfiling },
  1: { name: 'Process Profiling', detail: processProfiling },
  2: { name: 'Debug Output Profiling', detail: debugOutput },
};

const NETWORK_NAMES: readonly string[] = [
  'Unknown',
  'Other',
  'Send',
  'Receive',
  'Accept',
  'Connect',
  'Disconnect',
  'Reconnect',
  'Retransmit',
  'TCPCopy',
];
const NETWORK: readonly Operations[] = ['UDP', 'TCP'].map((protocol) =>
  Object.fromEntries(
    NETWORK_NAMES.map((name, code) => [
      code,
      { name: `${protocol} ${name}`, detail: network, detailKey: networkKey },
    ]),
  ),
);

const IPC: PmlOperation = { name: '<Unknown>', detail: rawParameters };
const LOST: PmlOperation = { name: 'Events Lost' };

/** What is known of the operation of a key: see {@link pmlOperationKey}. `version` says which names are known. */
export function pmlOperation(key: number, version: ProcmonVersion): PmlOperation {
  const code = pmlKeyOperation(key);
  const sub = pmlKeySub(key);
  switch (pmlKeyClass(key)) {
    case EventClass.Lost:
      return LOST;
    case EventClass.Process:
      return PROCESS[code] ?? UNKNOWN;
    case EventClass.Registry:
      return REGISTRY[code] ?? UNKNOWN;
    case EventClass.FileSystem:
      return fileSystemOperation(FILE_SYSTEM[code], sub, version);
    case EventClass.Profiling:
      return PROFILING[code] ?? UNKNOWN;
    case EventClass.Network:
      return NETWORK[sub]?.[code] ?? UNKNOWN;
    case EventClass.Ipc:
      return IPC;
    default:
      return UNKNOWN;
  }
}

/** A sub-operation without a name still has the category of its family. */
function fileSystemOperation(
  main: PmlOperation | undefined,
  sub: number,
  version: ProcmonVersion,
): PmlOperation {
  if (main?.subs === undefined) return main ?? UNKNOWN;
  const found = main.subs[sub];
  if (found !== undefined && (found.since === undefined || found.since <= version)) {
    return found.category === undefined ? { ...found, ...categoryOf(main) } : found;
  }
  return sub === 0 ? main : { ...UNKNOWN, ...categoryOf(main) };
}

function categoryOf(operation: PmlOperation): Pick<PmlOperation, 'category'> {
  return operation.category === undefined ? {} : { category: operation.category };
}
