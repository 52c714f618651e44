import { EventClass } from '../../../shared/event-class.ts';
import { FILE_SYSTEM } from './file-system/operations.ts';
import type { PmlFormatOptions } from './format-options.ts';
import { network, networkKey } from './network.ts';
import { pmlKeyClass, pmlKeyOperation, pmlKeySub, pmlOperationKey } from './operation-key.ts';
import type { PmlOperation, Quirk, Unproven } from './pml-operation.ts';
import {
  loadImage,
  processCreate,
  processExit,
  processStart,
  systemStatistics,
  threadCreate,
  threadExit,
} from './process.ts';
import { debugOutput, processProfiling, threadProfiling } from './profiling.ts';
import {
  enumValue,
  enumValueKey,
  enumValueRunningOn,
  enumValueRunningOnKey,
  hasRareValueInformation,
  queryValue,
  queryValueKey,
  queryValueRunningOn,
  queryValueRunningOnKey,
  setValue,
  setValueRunningOn,
} from './registry-values.ts';
import {
  enumKey,
  enumKeyKey,
  hasRareKeyInformation,
  loadKey,
  openKey,
  openKeyCategory,
  openKeyKey,
  queryKey,
  queryKeyKey,
  renameKey,
  restoreKey,
  setInfoKey,
  setsKeyInformation,
} from './registry.ts';

type Operations = Readonly<Record<number, PmlOperation>>;

/** Whatever the log holds that this version has no name for: shown, never hidden, and nothing made up. */
export const UNKNOWN_OPERATION: PmlOperation = { name: '<Unknown>' };

const VIEWER9: Unproven = { source: "viewer9's documentation of the operation" };

const PROCESS: Operations = {
  0: {
    name: 'Process Defined',
    detail: processCreate,
    unproven: { source: 'procmon-parser: the layout is that of Process Create' },
  },
  1: { name: 'Process Create', detail: processCreate },
  2: { name: 'Process Exit', detail: processExit },
  3: { name: 'Thread Create', detail: threadCreate },
  4: { name: 'Thread Exit', detail: threadExit },
  5: { name: 'Load Image', detail: loadImage },
  6: { name: 'Thread Profile' },
  7: { name: 'Process Start', detail: processStart },
  8: { name: 'Process Statistics', detail: processExit, unproven: VIEWER9 },
  9: { name: 'System Statistics', detail: systemStatistics, unproven: VIEWER9 },
};

/** The driver stores the beginning of a value; Process Monitor reads on in what follows the event in the log. */
const RUNS_ON =
  'prints bytes that follow the event where a value was stored in part, and nothing of other types than SZ, EXPAND_SZ, MULTI_SZ, BINARY and DWORD';
const RARE_VALUE = 'no export shows values aligned to 64 bits, or layers';

const REGISTRY: Operations = {
  0: { name: 'RegOpenKey', detail: openKey, detailKey: openKeyKey, category: openKeyCategory },
  1: { name: 'RegCreateKey', detail: openKey, detailKey: openKeyKey, category: openKeyCategory },
  2: { name: 'RegCloseKey' },
  3: {
    name: 'RegQueryKey',
    detail: queryKey,
    detailKey: queryKeyKey,
    category: 'Read',
    unproven: {
      source: 'no export shows what came back of virtualization, trust and layer',
      when: hasRareKeyInformation,
    },
  },
  4: {
    name: 'RegSetValue',
    detail: setValue,
    category: 'Write',
    quirks: [{ says: RUNS_ON, detail: setValueRunningOn }],
  },
  5: {
    name: 'RegQueryValue',
    detail: queryValue,
    detailKey: queryValueKey,
    category: 'Read',
    quirks: [{ says: RUNS_ON, detail: queryValueRunningOn, detailKey: queryValueRunningOnKey }],
    unproven: { source: RARE_VALUE, when: (event) => hasRareValueInformation(event, 8) },
  },
  6: {
    name: 'RegEnumValue',
    detail: enumValue,
    detailKey: enumValueKey,
    category: 'Read',
    quirks: [{ says: RUNS_ON, detail: enumValueRunningOn, detailKey: enumValueRunningOnKey }],
    unproven: { source: RARE_VALUE, when: (event) => hasRareValueInformation(event, 12) },
  },
  7: { name: 'RegEnumKey', detail: enumKey, detailKey: enumKeyKey, category: 'Read' },
  8: {
    name: 'RegSetInfoKey',
    detail: setInfoKey,
    category: 'Write Metadata',
    unproven: { source: 'procmon-parser; exports at hand hold none with data', when: setsKeyInformation },
  },
  9: { name: 'RegDeleteKey', category: 'Write' },
  10: { name: 'RegDeleteValue', category: 'Write' },
  11: { name: 'RegFlushKey' },
  12: { name: 'RegLoadKey', detail: loadKey },
  13: { name: 'RegUnloadKey' },
  14: {
    name: 'RegRenameKey',
    detail: renameKey,
    category: 'Write',
    unproven: { source: 'procmon-parser and published lines of logs' },
  },
  15: { name: 'RegQueryMultipleValueKey', category: 'Read' },
  16: { name: 'RegSetKeySecurity', category: 'Write Metadata', unproven: { source: 'procmon-parser' } },
  17: { name: 'RegQueryKeySecurity', category: 'Read Metadata' },
  19: { name: 'RegRestoreKey', detail: restoreKey, category: 'Write', unproven: VIEWER9 },
};

const PROFILING: Operations = {
  0: { name: 'Thread Profiling', detail: threadProfiling, unproven: VIEWER9 },
  1: {
    name: 'Process Profiling',
    detail: processProfiling,
    unproven: { source: 'procmon-parser and procmon-reader, which were held against exports of 4.x' },
  },
  2: {
    name: 'Debug Output Profiling',
    detail: debugOutput,
    unproven: { source: 'openprocmon: the layout; of the text nothing is known' },
  },
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

/** Process Monitor 4 gives named pipes and mailslots a class of their own; its operations are those of File System. */
const IPC: Unproven = { source: 'procmon-parser of 2026: the class has the operations of File System' };
const IPC_SINCE = 4;
const LOST: PmlOperation = { name: 'Events Lost' };

/** What is known of the operation of a key, see {@link pmlOperationKey}, in the names and texts that the options ask for. */
export function pmlOperation(key: number, options: PmlFormatOptions): PmlOperation {
  const found = inTables(key, options);
  if (options.as === 'plain') return found;
  const { procmonVersion: version } = options;
  const quirk = found.quirks?.find(
    ({ from, before }) =>
      (from === undefined || version >= from) && (before === undefined || version < before),
  );
  return quirk === undefined ? found : withQuirk(found, quirk);
}

function inTables(key: number, options: PmlFormatOptions): PmlOperation {
  const code = pmlKeyOperation(key);
  const sub = pmlKeySub(key);
  switch (pmlKeyClass(key)) {
    case EventClass.Lost:
      return LOST;
    case EventClass.Process:
      return PROCESS[code] ?? UNKNOWN_OPERATION;
    case EventClass.Registry:
      return REGISTRY[code] ?? UNKNOWN_OPERATION;
    case EventClass.FileSystem:
      return fileSystemOperation(FILE_SYSTEM[code], sub, options);
    case EventClass.Profiling:
      return PROFILING[code] ?? UNKNOWN_OPERATION;
    case EventClass.Network:
      return NETWORK[sub]?.[code] ?? UNKNOWN_OPERATION;
    case EventClass.Ipc: {
      if (!isKnown(IPC_SINCE, options)) return UNKNOWN_OPERATION;
      const operation = fileSystemOperation(FILE_SYSTEM[code], sub, options);
      return operation === UNKNOWN_OPERATION ? operation : { ...operation, unproven: IPC };
    }
    default:
      return UNKNOWN_OPERATION;
  }
}

/** A sub-operation without a name still has the category of its family. */
function fileSystemOperation(
  main: PmlOperation | undefined,
  sub: number,
  options: PmlFormatOptions,
): PmlOperation {
  if (main?.subs === undefined) return main ?? UNKNOWN_OPERATION;
  const found = main.subs[sub];
  if (found !== undefined && isKnown(found.since, options)) {
    return found.category === undefined ? { ...found, ...categoryOf(main) } : found;
  }
  return sub === 0 ? main : { ...UNKNOWN_OPERATION, ...categoryOf(main) };
}

function isKnown(since: PmlOperation['since'], { as, procmonVersion }: PmlFormatOptions): boolean {
  return as === 'plain' || since === undefined || (since !== 'never' && since <= procmonVersion);
}

function categoryOf(operation: PmlOperation): Pick<PmlOperation, 'category'> {
  return operation.category === undefined ? {} : { category: operation.category };
}

function withQuirk(operation: PmlOperation, quirk: Quirk): PmlOperation {
  const named: PmlOperation = { ...operation, name: quirk.name ?? operation.name };
  if (quirk.detail === undefined) return named;
  const { detail, detailKey, ...rest } = named;
  if (quirk.detail === 'none') return rest;
  return {
    ...rest,
    detail: quirk.detail,
    ...(quirk.detailKey === undefined ? {} : { detailKey: quirk.detailKey }),
  };
}

/** All rows of the tables with the keys that they stand for, sub-operations included. */
export function* everyOperation(): Generator<readonly [key: number, operation: PmlOperation]> {
  for (const [eventClass, table] of [
    [EventClass.Process, PROCESS],
    [EventClass.Registry, REGISTRY],
    [EventClass.Profiling, PROFILING],
  ] as const) {
    for (const [code, operation] of rows(table)) yield [pmlOperationKey(eventClass, code, 0), operation];
  }
  for (const [sub, table] of NETWORK.entries()) {
    for (const [code, operation] of rows(table))
      yield [pmlOperationKey(EventClass.Network, code, sub), operation];
  }
  for (const [code, operation] of rows(FILE_SYSTEM)) {
    // A main operation whose sub-operation 0 has a name of its own is never shown itself.
    if (operation.subs?.[0] === undefined) yield [pmlOperationKey(EventClass.FileSystem, code, 0), operation];
    for (const [sub, row] of rows(operation.subs ?? {})) {
      yield [pmlOperationKey(EventClass.FileSystem, code, sub), row];
    }
  }
}

function rows(table: Operations): [number, PmlOperation][] {
  return Object.entries(table).map(([code, operation]) => [Number(code), operation]);
}
