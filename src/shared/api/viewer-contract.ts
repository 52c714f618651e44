import type { Contract } from './contract.ts';
import { liveState } from './live-contract.ts';
import { MAX_WINDOW_ROWS, RowTone } from './row-window.ts';
import {
  MAX_RULE_TEXT,
  bytes,
  classMask,
  columnName,
  columnNames,
  count,
  errorInfo,
  eventNumber,
  eventNumbers,
  fileTimeTicks,
  filterRules,
  listOf,
  progress,
  rowWindowSchema,
  viewId,
  viewRowNumber,
} from './schemas.ts';
import { z } from './zod.ts';

const systemInfo = z.object({
  computer: z.string(),
  operatingSystem: z.string(),
  systemRoot: z.string().optional(),
  major: z.number().optional(),
  minor: z.number().optional(),
  build: z.number().optional(),
  servicePack: z.string().optional(),
  processors: z.number(),
  memory: z.number(),
  highestUserAddress: z.bigint(),
  linux: z
    .object({ kernel: z.string(), machine: z.string(), bootId: z.string(), tier: z.string() })
    .optional(),
});

const captureMeta = z.object({
  format: z.enum(['pml', 'etl', 'native']),
  dialect: z.enum(['pml', 'linux', 'etw']),
  bitness: z.union([z.literal(32), z.literal(64)]),
  system: systemInfo,
  startTime: fileTimeTicks,
});

/** Most warnings that are told of one capture. */
export const MAX_WARNINGS = 100;

/**
 * The state of the engine's capture.
 *
 * `none`: nothing is open. `opening`: events are being read; those that are there can be shown. `ready`: all is read; a live
 * capture is `ready` from its first event on, and grows.
 * `failed`: `error` says why; events that were read before can be shown.
 *
 * Opening a file replaces the capture that is open only when the file proves to be one. Until then, and for good when it
 * fails, `replacing` tells about the file while everything else still describes the capture that is open.
 */
export const captureState = z.object({
  state: z.enum(['none', 'opening', 'ready', 'failed']),
  /** Grows with every capture that is opened or closed: views show other events than before. */
  capture: count,
  /** File name without folder; absent while nothing is open. */
  name: z.string().optional(),
  meta: captureMeta.optional(),
  /** Events that are kept. */
  events: count,
  /** Number of the oldest event that is kept. */
  first: eventNumber,
  /** Bytes read and to be read, while opening. */
  progress: progress.optional(),
  error: errorInfo.optional(),
  /** What is damaged or missing in the file, at most {@link MAX_WARNINGS}. */
  warnings: listOf(errorInfo),
  replacing: z
    .object({ name: z.string(), progress: progress.optional(), error: errorInfo.optional() })
    .optional(),
  /** Bytes of events in memory. */
  memory: count,
  /** Present while a live capture is starting, and for captures that were recorded by this engine. */
  live: liveState.optional(),
});
export type CaptureState = z.infer<typeof captureState>;

/** {@link captureState} with what is dearer to count. */
const captureInfo = captureState.extend({
  /** Events of each class; the index is the EventClass. */
  classes: listOf(count),
  /** Distinct processes. */
  processes: count,
});
export type CaptureInfo = z.infer<typeof captureInfo>;

/** The state of one view. */
export const viewState = z.object({
  view: viewId,
  /** Grows whenever rows may have other numbers than before, or be highlighted otherwise. Answers of an older generation are thrown away. */
  generation: count,
  /** Rows that are shown. */
  rows: count,
  /** Events of the capture. */
  total: count,
  /** Rows tested so far by a filter that is not yet in force; absent when there is none. */
  scanning: progress.optional(),
});
export type ViewState = z.infer<typeof viewState>;

const moduleInfo = z.object({
  /** Hexadecimal with `0x`. */
  base: z.string(),
  /** Bytes. */
  size: z.number(),
  path: z.string(),
  version: z.string(),
  company: z.string(),
  description: z.string(),
  /** Seconds since 1970 from the image's header; 0 when unknown. */
  timestamp: z.number(),
});

const stackFrame = z.object({
  /** Hexadecimal with `0x`. */
  address: z.string(),
  isKernel: z.boolean(),
  /** Path of the module that holds the address; absent when none is known. */
  module: z.string().optional(),
  /** Bytes from the module's base. */
  offset: z.number().optional(),
});

const processInfo = z.object({
  /** Identity over the whole capture, also when the PID is used again. */
  uid: z.number(),
  parentUid: z.number().optional(),
  start: fileTimeTicks.optional(),
  /** Absent while the process runs. */
  end: fileTimeTicks.optional(),
  /** Indexes for the call `icon`; 0 is none. */
  smallIcon: count,
  largeIcon: count,
  modules: listOf(moduleInfo),
  /** What only processes of Linux have; empty texts for what does not exist. */
  linux: z
    .object({
      user: z.string(),
      group: z.string(),
      loginUser: z.string(),
      capabilities: z.string(),
      directory: z.string(),
      cgroup: z.string(),
      container: z.string(),
      namespaces: z.string(),
      innerPid: z.string(),
      exit: z.string(),
      isKernelThread: z.boolean(),
      isCommandCut: z.boolean(),
      isImageDeleted: z.boolean(),
    })
    .optional(),
});

/** All that is known of one event. */
const eventProperties = z.object({
  event: eventNumber,
  /** How its result is coloured. */
  tone: z.enum(RowTone),
  /** All columns in Process Monitor's order, as the table shows them. */
  columns: listOf(z.object({ column: columnName, text: z.string() })),
  /** The path as the kernel had it, where the Path column has another. */
  kernelPath: z.string().optional(),
  /** The Detail column's parts; an empty name stands for a text without name. */
  detail: listOf(z.object({ name: z.string(), value: z.string() })),
  process: processInfo,
  /** Return addresses, innermost first. */
  stack: listOf(stackFrame),
  /**
   * Why the bytes themselves are to be shown: `unknown`, since they are not decoded or not all of them are; `unproven`, since
   * the details were not compared with those of the program that made the log; `newer`, since the system wrote a version of the
   * event that is not known to its end. Absent where the details say it all.
   */
  raw: z.enum(['unknown', 'unproven', 'newer']).optional(),
  /** The operation's own data as captured; cut at {@link MAX_PAYLOAD_BYTES}. */
  payload: bytes,
  /** What the operation returned, cut likewise; absent where there is none. */
  extra: bytes.optional(),
  /** Records of the event in newer versions than are known, and what they have behind the known fields. Absent for none. */
  newer: listOf(
    z.object({
      /** Whether the record told the end of the operation. */
      isReturned: z.boolean(),
      version: count,
      /** The newest version that is known. */
      known: count,
      /** Bytes behind the known fields; `bytes` has the first of them. */
      size: count,
      bytes,
    }),
  ).optional(),
});
export type EventProperties = z.infer<typeof eventProperties>;

/** What the system calls the addresses and ports of a network event now; absent where nobody knows or answers in time. */
const hostNames = z.object({
  ends: listOf(
    z.object({
      address: z.string(),
      port: count,
      host: z.string().optional(),
      service: z.string().optional(),
    }),
  ),
});
export type HostNames = z.infer<typeof hostNames>;

/** Bytes of an event's data that the properties show. */
export const MAX_PAYLOAD_BYTES = 65_536;

/** Most runs of events that `view/runs` tells. */
export const MAX_RUNS = 50_000;

/** Most values of a column that `capture/values` tells. */
export const MAX_VALUES = 1000;

const nothing = z.object({});
const ofView = z.object({ view: viewId });

/**
 * What a window may ask of the engine. It names no file but by its base name: paths stay with the host.
 * Views belong to the connection that opened them. They live on when another capture is opened: they then show that one,
 * with the same rules and classes. While no capture is open they have no rows.
 *
 * Errors of all calls: 'api/bad-request' for values out of range, 'view/unknown', 'job/cancelled', 'api/closed'.
 */
export const VIEWER_CONTRACT = {
  name: 'viewer',
  calls: {
    'capture/info': { input: nothing, output: captureInfo },
    /** Stops reading the file; what was read so far stays. */
    'capture/cancel-opening': { input: nothing, output: nothing },

    'view/open': {
      input: z.object({ classes: classMask.optional(), rules: filterRules.optional() }),
      output: viewState,
    },
    /** Answers when the rules are in force. A later call for the view ends an earlier one with 'job/cancelled'. */
    'view/filter': { input: ofView.extend({ rules: filterRules }), output: viewState },
    /**
     * Highlights the rows that the rules match, none without an enabled rule; the same rows are shown as before. Answers when
     * they are in force. A later call for the view ends an earlier one with 'job/cancelled'.
     */
    'view/highlight': { input: ofView.extend({ rules: filterRules }), output: viewState },
    'view/classes': { input: ofView.extend({ classes: classMask }), output: viewState },
    /** The part of [first, first + count) that the view has. Errors also: 'file/io' when the file went away. */
    'view/rows': {
      input: ofView.extend({
        first: viewRowNumber,
        count: z.number().int().min(0).max(MAX_WINDOW_ROWS),
        columns: columnNames,
      }),
      output: rowWindowSchema,
    },
    'view/event-of-row': {
      input: ofView.extend({ row: viewRowNumber }),
      output: z.object({ generation: count, event: eventNumber }),
    },
    /** The row of an event or, when the view does not show it, the nearest. No row when the view is empty. */
    'view/row-of-event': {
      input: ofView.extend({ event: eventNumber }),
      output: z.object({ generation: count, row: viewRowNumber.optional(), exact: z.boolean() }),
    },
    /**
     * The runs of events with successive numbers among the rows [first, first + count): first and last event of each run by
     * turns, ascending. Absent when there are more than {@link MAX_RUNS}.
     */
    'view/runs': {
      input: ofView.extend({ first: viewRowNumber, count }),
      output: z.object({ generation: count, runs: eventNumbers.optional() }),
    },
    /**
     * The next row after or before `from` that matches; without `from` the first or the last of all. No row when there is
     * none. With `text`, a row matches when one of the columns contains it, without regard to case; the Sequence column has no say.
     * With `highlighted`, a row matches when the view highlights it.
     */
    'view/find': {
      input: ofView.extend({
        what: z.union([
          z.object({ rules: filterRules }),
          z.object({ text: z.string().min(1).max(MAX_RULE_TEXT), columns: columnNames }),
          z.object({ highlighted: z.literal(true) }),
        ]),
        from: viewRowNumber.optional(),
        direction: z.union([z.literal(1), z.literal(-1)]),
      }),
      output: z.object({ generation: count, row: viewRowNumber.optional() }),
    },
    'view/close': { input: ofView, output: nothing },

    /**
     * How many events of the capture the rules and classes show, whatever a view shows; with `highlighted`, how many of them
     * such highlight rules match. Errors also: 'capture/none'.
     */
    'capture/count': {
      input: z.object({
        rules: filterRules,
        classes: classMask.optional(),
        highlighted: filterRules.optional(),
      }),
      output: z.object({ events: count }),
    },
    /**
     * Values of a column that occur in the capture, the most frequent first, with the number of their events; with `text`
     * only those that contain it, without regard to case. At most `limit` are told. `isComplete` is false when there are
     * more, or when counting was given up because a column of texts made on demand (Detail, times) has too many: the counts
     * are then of the events that were looked at. The Sequence column, which numbers the rows of a view, has no values.
     * Errors also: 'capture/none'.
     */
    'capture/values': {
      input: z.object({
        column: columnName,
        text: z.string().max(MAX_RULE_TEXT),
        limit: z.number().int().min(1).max(MAX_VALUES),
      }),
      output: z.object({
        values: listOf(z.object({ text: z.string(), events: count })),
        isComplete: z.boolean(),
      }),
    },

    /** Errors also: 'capture/none'; 'api/bad-request' for an event that is not kept. */
    'event/properties': { input: z.object({ event: eventNumber }), output: eventProperties },
    /** Asks name servers; none for events without addresses. Errors as 'event/properties'. */
    'event/host-names': { input: z.object({ event: eventNumber }), output: hostNames },
    /** An icon as an `ICONIMAGE` resource (see the engine's IconRecord). Errors also: 'capture/none'. */
    icon: { input: z.object({ index: count }), output: z.object({ edge: count, image: bytes }) },
  },
  events: {
    /** At most ten times a second. */
    'capture/changed': captureState,
    /** At most ten times a second for each view. */
    'view/changed': viewState,
  },
} as const satisfies Contract;
