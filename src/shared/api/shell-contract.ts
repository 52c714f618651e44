import { settingsChange, settingsSchema } from '../settings.ts';
import { EXPORT_STYLES } from '../export-style.ts';
import { bootCollected, bootLog, bootPlan, bootStatus } from '../boot.ts';
import type { Contract } from './contract.ts';
import { dropFilter, historyDepth, programEnvironment } from './live-contract.ts';
import {
  bytes,
  classMask,
  columnNames,
  count,
  errorInfo,
  eventNumber,
  filterRules,
  listOf,
  progress,
} from './schemas.ts';
import { MAX_CONFIG_BYTES } from '../procmon-config/config-error.ts';
import type { Brand } from '../units.ts';
import { z } from './zod.ts';

/**
 * Stands for a file or folder whose path the host keeps to itself: a page never names a path. Made by the host at random,
 * of no use to any other host process.
 */
export type FileToken = Brand<string, 'FileToken'>;

const MAX_TOKEN = 64;
const MAX_NAME = 1024;
/** Longest text that a page may put on the clipboard, in UTF-16 units. */
export const MAX_CLIPBOARD_TEXT = 64 * 1024 * 1024;
/** Windows with properties that may be open at the same time. */
export const MAX_PROPERTIES_WINDOWS = 20;
/** Longest text of a launched program's arguments, in UTF-16 units. */
export const MAX_ARGUMENTS_TEXT = 131_072;

export const fileToken = z.custom<FileToken>(
  (value) => typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value) && value.length <= MAX_TOKEN,
  'must be the token of a file',
);

/** A file name without any folder. */
const baseName = z
  .string()
  .min(1)
  .max(MAX_NAME)
  .refine((name) => !/[/\\\0]/.test(name) && name !== '.' && name !== '..', 'must be a file name');

/** Formats in which a capture can be saved. */
export const SAVE_FORMATS = ['native', 'pml', 'csv', 'xml', 'jsonl', 'sqlite', 'parquet'] as const;
export const saveFormat = z.enum(SAVE_FORMATS);
export type SaveFormat = z.infer<typeof saveFormat>;

/** Which events are saved, and how. The columns and the style are those of CSV and XML. */
export const saveChoice = z.object({
  format: saveFormat,
  /** Only what these rules and classes show; without them all events. */
  shown: z
    .object({
      rules: filterRules,
      classes: classMask,
      /** Of these only what such highlight rules match. */
      highlighted: filterRules.optional(),
    })
    .optional(),
  columns: columnNames,
  /** Default: `procmon`. */
  style: z.enum(EXPORT_STYLES).optional(),
  /** XML: whether each event has its stack. */
  stacks: z.boolean().optional(),
});

export const saveOutcome = z.object({
  events: count,
  /** Files that were written, where the format needed several: a log of Process Monitor holds 4 GiB of events. */
  parts: count.optional(),
  /** Rows that stand for lost events and were left out: a log of Process Monitor cannot hold them. */
  losses: count.optional(),
});

/** Files of Process Monitor: a whole configuration (PMC), or a filter alone (PMF). Either may be read for the other. */
export const CONFIG_KINDS = ['configuration', 'filter'] as const;
const configKind = z.enum(CONFIG_KINDS);
export type ConfigKind = z.infer<typeof configKind>;

/** What such a file holds. */
const configBytes = bytes.refine(
  (value) => value.length <= MAX_CONFIG_BYTES,
  'must be no larger than a configuration',
);

const shellInfo = z.object({
  /** `desktop`: the Electron window. `browser`: a page of a browser. */
  host: z.enum(['desktop', 'browser']),
  platform: z.enum(['windows', 'linux', 'mac', 'other']),
  /** Version of Procscope. */
  version: z.string(),
  /** Versions of what it runs on, such as `Electron 45.4.1`; for About. */
  runtime: listOf(z.string()),
  settings: settingsSchema,
  /** In the browser host: the name of the folder whose files can be opened. */
  folder: z.string().optional(),
});
export type ShellInfo = z.infer<typeof shellInfo>;

const recentFile = z.object({
  file: fileToken,
  name: z.string(),
  /** Where it is, to be read by people only. */
  folder: z.string(),
  /** Events that were counted when it was open; absent when that is not known. */
  events: count.optional(),
  /** Bytes; absent when the file is not there any more. */
  bytes: count.optional(),
  /** Milliseconds since 1970. */
  opened: count,
});
export type RecentFile = z.infer<typeof recentFile>;

const recoverableFile = z.object({
  file: fileToken,
  /** Milliseconds since 1970 when it was last written. */
  modified: count,
  bytes: count,
  /** Events that can be recovered; absent when they could not be counted. */
  events: count.optional(),
});
export type RecoverableFile = z.infer<typeof recoverableFile>;

const folderEntry = z.object({
  file: fileToken,
  name: z.string(),
  isFolder: z.boolean(),
  /** Bytes; 0 for folders. */
  bytes: count,
  /** Milliseconds since 1970. */
  modified: z.number(),
});
export type FolderEntry = z.infer<typeof folderEntry>;

/** What the open capture is to its user. */
export const documentState = z.object({
  /** Whether closing it would lose it: it was recovered or captured, and not saved. */
  isUnsaved: z.boolean(),
});
export type DocumentState = z.infer<typeof documentState>;

/** One item of a menu of the system's menu bar (macOS). */
export interface SystemMenuItem {
  /** A command's id; absent for a separator and for a submenu. */
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  /** As Electron writes it, such as `CmdOrCtrl+O`. */
  readonly accelerator?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly isChecked?: boolean | undefined;
  readonly items?: readonly SystemMenuItem[] | undefined;
}
const systemMenuItem: z.ZodType<SystemMenuItem> = z.lazy(() =>
  z.object({
    id: z.string().max(100).optional(),
    label: z.string().max(1000).optional(),
    accelerator: z.string().max(100).optional(),
    isEnabled: z.boolean().optional(),
    isChecked: z.boolean().optional(),
    items: listOf(systemMenuItem, 200).optional(),
  }),
);

/** Whether a way to record events is there for this user. */
const captureWay = z.object({
  available: z.boolean(),
  /** Whether the system asks for a password or a confirmation first. */
  needsElevation: z.boolean(),
  /** Why it is not there, with what to do about it; 'shell/unsupported' where this system has no live capture at all. */
  error: errorInfo.optional(),
});

export const captureWays = z.object({
  /** Everything that processes of this machine do. */
  system: captureWay,
  /** A program that is started for it, and its descendants. */
  launch: captureWay.extend({
    /** Whether it can be done without privileges, more slowly and with less to see. */
    withoutPrivileges: z.boolean(),
  }),
});
export type CaptureWays = z.infer<typeof captureWays>;

/** A program to start, as its user filled it in. */
const programLaunch = z.object({
  program: fileToken,
  /**
   * As in a shell, but nothing is expanded: words with spaces between them, '…', "…" and \ keep a word together. On Windows only
   * "…" does: \ stands in paths.
   */
  arguments: z.string().max(MAX_ARGUMENTS_TEXT),
  /** Variables beside those of the host. */
  environment: programEnvironment,
  /** Default: the user's home folder on the desktop, the served folder in the browser host. */
  directory: fileToken.optional(),
  /** Records it without privileges even where they could be had. */
  withoutPrivileges: z.boolean().optional(),
});

/** What boot logging is now, and what it would take to change that. */
export const bootNews = z.object({
  status: bootStatus,
  plan: bootPlan,
  /** Whether the system asks for a password or a confirmation before anything is changed. */
  needsElevation: z.boolean(),
});
export type BootNews = z.infer<typeof bootNews>;

const nothing = z.object({});
const ofFile = z.object({ file: fileToken });
const chosenFile = z.object({ file: fileToken.optional(), name: z.string().optional() });

/**
 * What a page may ask of the host that shows it. The host does what a page cannot: dialogs, files, windows, settings.
 * Both hosts serve all calls; those that only one of them can fulfil fail with 'shell/unsupported' in the other.
 *
 * Errors of all calls: 'api/bad-request' for inputs that do not fit, 'file/unknown-token', 'shell/unsupported',
 * 'job/cancelled', 'api/closed'; file errors, whose sentences and facts name files by their base names only.
 */
export const SHELL_CONTRACT = {
  name: 'shell',
  calls: {
    'shell/info': { input: nothing, output: shellInfo },
    'settings/change': { input: z.object({ change: settingsChange }), output: settingsSchema },

    /** Files opened before, the newest first. */
    'file/recent': { input: nothing, output: z.object({ files: listOf(recentFile) }) },
    /** Takes a file, or all of them, off the list. */
    'file/forget-recent': { input: z.object({ file: fileToken.optional() }), output: nothing },
    /** Captures of sessions that did not end, which can be opened with 'file/open'. */
    'file/recoverable': { input: nothing, output: z.object({ files: listOf(recoverableFile) }) },
    /** Deletes a recoverable capture for good. */
    'file/discard-recoverable': { input: ofFile, output: nothing },
    /** Desktop: lets the user choose a file in the system's dialog; no file when the user cancelled. */
    'file/choose': { input: nothing, output: chosenFile },
    /**
     * Browser: the entries of a folder below the folder that is served, or of that folder itself. `path` are the names of
     * the folders from there to here, with their tokens; the first is the served folder.
     */
    'file/list': {
      input: z.object({ folder: fileToken.optional() }),
      output: z.object({
        path: listOf(z.object({ file: fileToken, name: z.string() })),
        entries: listOf(folderEntry),
      }),
    },
    /**
     * Opens a file in place of what is open; what is open and not saved is lost, so ask before. Answers when the file
     * proves to be a capture; the viewer contract's events tell the rest, errors included.
     */
    'file/open': { input: ofFile, output: z.object({ capture: count }) },
    /** Desktop: lets the user choose where to save; the dialog asks before a file is replaced. */
    'file/choose-target': {
      input: z.object({ name: baseName, format: saveFormat }),
      output: chosenFile,
    },
    /**
     * Browser: where to save, by a name in a folder of 'file/list' (the served folder without one). Fails with
     * 'file/exists' when there is such a file and `replace` is false.
     */
    'file/target': {
      input: z.object({ folder: fileToken.optional(), name: baseName, replace: z.boolean() }),
      output: z.object({ file: fileToken, name: z.string() }),
    },
    /**
     * Writes events of the open capture to a target of the two calls above; the file is complete or unchanged. Cancel the
     * call to stop. Errors also: 'capture/none', 'capture/busy' while the capture is being read, 'file/is-source'.
     */
    'file/save': {
      input: saveChoice.extend({ file: fileToken }),
      output: saveOutcome.extend({ name: z.string() }),
    },
    /** Closes the open capture; what is not saved is lost, so ask before. */
    'file/close': { input: nothing, output: nothing },

    /** A small capture that comes with the app, to be opened with 'file/open'; no file where it was not installed. */
    'file/sample': { input: nothing, output: chosenFile },

    /** How events of this machine can be recorded, without asking the user for anything. */
    'live/ways': { input: nothing, output: captureWays },
    /**
     * Records what happens from now on; without `launch` on the whole machine. Answers when events are being recorded, which
     * may wait for a password: cancel the call to give up. What is open and not saved is lost, so ask before; a live capture
     * that has ended and is still open goes on unless `launch` or `backing` is given. `backing` is a target of
     * 'live/choose-backing' or 'file/target', and stays when the capture is closed.
     * Errors also: all 'live/…' errors but 'live/not-live', 'capture/busy' while a capture runs.
     */
    'live/start': {
      input: z.object({
        launch: programLaunch.optional(),
        backing: fileToken.optional(),
        drop: dropFilter.optional(),
        history: historyDepth.optional(),
        /** Whether events have their call stacks: Windows alone, 'shell/unsupported' elsewhere. */
        stacks: z.boolean().optional(),
      }),
      output: z.object({ capture: count }),
    },
    /** Ends recording; everything recorded so far is there when it answers. Errors also: 'live/not-live'. */
    'live/stop': { input: nothing, output: nothing },
    /** Forgets all events of the live capture, whether it runs or not. Errors also: 'live/not-live'. */
    'live/clear': { input: nothing, output: nothing },
    /** Changes how much of the live capture is kept. Errors also: 'live/not-live'. */
    'live/history': { input: z.object({ history: historyDepth }), output: nothing },
    /** Changes what is recorded from now on; everything without `drop`. Errors also: 'live/not-live'. */
    'live/drop': { input: z.object({ drop: dropFilter.optional() }), output: nothing },
    /** Desktop: lets the user choose a program to launch. In the browser host they come from 'file/list'. */
    'live/choose-program': { input: nothing, output: chosenFile },
    /** Desktop: lets the user choose the folder that a program starts in. */
    'live/choose-directory': { input: nothing, output: chosenFile },
    /** Desktop: lets the user choose the file that a live capture is written to; the dialog asks before one is replaced. */
    'live/choose-backing': { input: z.object({ name: baseName }), output: chosenFile },

    /** What boot logging is now, as the system says, without asking the user for anything. Errors also: 'boot/failed'. */
    'boot/status': { input: nothing, output: bootNews },
    /**
     * Has the next start of the system recorded, once. Answers when that is so, which may wait for a password: cancel the call
     * to give up. Errors also: those of `BootLogging` in the engine, 'api/busy' while another of these calls is under way.
     */
    'boot/enable': { input: nothing, output: bootNews },
    /** Undoes that without a trace. Errors: the same. */
    'boot/disable': { input: nothing, output: bootNews },
    /** Deletes a log for good. Errors: the same, and 'boot/no-log'. */
    'boot/discard': { input: z.object({ log: bootLog.shape.id }), output: bootNews },
    /**
     * Writes a log as a capture file to a target of 'file/choose-target' or 'file/target', and with `discard` deletes the log
     * then; 'boot/collecting' tells how far it is. The answer has the file to open. Cancel the call to stop: log and target
     * stay as they were. Errors: the same, 'boot/no-log', 'boot/damaged', 'file/is-source'.
     */
    'boot/collect': {
      input: z.object({ log: bootLog.shape.id, file: fileToken, discard: z.boolean() }),
      output: z.object({ file: fileToken, name: z.string(), collected: bootCollected, news: bootNews }),
    },

    /** Desktop: lets the user choose a configuration or filter of Process Monitor to read. */
    'config/choose': { input: z.object({ kind: configKind }), output: chosenFile },
    /** Desktop: lets the user choose where to write one; the dialog asks before a file is replaced. */
    'config/choose-target': { input: z.object({ name: baseName, kind: configKind }), output: chosenFile },
    /**
     * The bytes of a configuration or filter, of a file that was chosen or listed. Errors also:
     * 'config/not-a-configuration', 'config/damaged'.
     */
    'config/read': { input: ofFile, output: z.object({ name: z.string(), bytes: configBytes }) },
    /** Writes one to a target of 'config/choose-target' or 'file/target'; the file is complete or unchanged. */
    'config/write': {
      input: z.object({ file: fileToken, bytes: configBytes }),
      output: z.object({ name: z.string() }),
    },
    /** The configuration that was imported last, if any: what of it is no setting here goes into the next export. */
    'config/kept': { input: nothing, output: z.object({ bytes: configBytes.optional() }) },
    /** Keeps a configuration in its place. */
    'config/keep': { input: z.object({ bytes: configBytes }), output: nothing },

    /**
     * Desktop: opens a window with an event's properties. `owner` names the channel on which the window that asks
     * answers its questions. Errors also: 'api/busy' when {@link MAX_PROPERTIES_WINDOWS} are open.
     */
    'window/properties': {
      input: z.object({
        event: eventNumber,
        tab: settingsSchema.shape.propertiesTab.unwrap(),
        owner: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
      }),
      output: nothing,
    },
    /** Desktop: closes the window that asks, without asking again. */
    'window/close': { input: nothing, output: nothing },
    /** Desktop: puts a text on the clipboard. */
    'clipboard/write': { input: z.object({ text: z.string().max(MAX_CLIPBOARD_TEXT) }), output: nothing },
    /** Desktop, on a Mac: the menus of the system's menu bar; a choice comes back as 'menu/command'. */
    'menu/show': { input: z.object({ menus: listOf(systemMenuItem, 20) }), output: nothing },
  },
  events: {
    'settings/changed': settingsSchema,
    'document/changed': documentState,
    /** Rows or events written and to be written by this page's 'file/save', at most ten times a second. */
    'file/saving': progress,
    /** Bytes of a log that were read and are to be read by this page's 'boot/collect', at most ten times a second. */
    'boot/collecting': progress,
    /**
     * Somebody wants a file opened: it was dropped on the page, opened in the system's file manager, or named to a second
     * start of the program. The page asks about what is not saved, then calls 'file/open'.
     */
    'file/asked': z.object({ file: fileToken, name: z.string() }),
    /** A file is being opened, whoever wanted it, such as the command line: it can be tried again. */
    'file/opening': z.object({ file: fileToken, name: z.string() }),
    /** The user wants to close the window, and what is open is not saved: the page asks, then calls 'window/close'. */
    'window/closing': nothing,
    'menu/command': z.object({ id: z.string() }),
  },
} as const satisfies Contract;
