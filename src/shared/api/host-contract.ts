import { bootCollected, bootLog } from '../boot.ts';
import type { Contract } from './contract.ts';
import {
  CAPTURE_SOURCES,
  dropFilter,
  historyDepth,
  programArguments,
  programEnvironment,
} from './live-contract.ts';
import { MAX_PATH, count, listOf, progress } from './schemas.ts';
import { saveChoice, saveOutcome } from './shell-contract.ts';
import { VIEWER_CONTRACT, captureState } from './viewer-contract.ts';
import { z } from './zod.ts';

const path = z.string().min(1).max(MAX_PATH);
const nothing = z.object({});

/** A program of the product itself and what it is given first: `pkexec /usr/lib/procscope/procscope-helper`. */
const command = z.object({ command: path, args: programArguments });

/** What the process that started the engine may ask of it. Never offered to a window. */
export const HOST_CONTRACT = {
  name: 'host',
  calls: {
    'capture/info': VIEWER_CONTRACT.calls['capture/info'],
    /**
     * Opens a file in place of what is open. Answers as soon as the file proves to be a capture: rows can then be shown,
     * and events tell the rest. Errors: a file error or one of its format, which leave the open capture as it is;
     * 'job/cancelled' when another file was opened meanwhile or the opening was cancelled.
     */
    'capture/open': { input: z.object({ path }), output: z.object({ capture: count }) },
    'capture/close': { input: nothing, output: nothing },
    /** Stops reading the file; what was read so far stays. */
    'capture/cancel-opening': VIEWER_CONTRACT.calls['capture/cancel-opening'],
    /**
     * Writes events of the open capture to a file, which is complete or as it was. Errors: a file error, 'file/is-source',
     * 'capture/none', 'capture/busy' while opening.
     */
    'capture/save': { input: saveChoice.extend({ path }), output: saveOutcome },
    /**
     * The capture files of a folder that nobody writes, whether their sessions ended or died, but the one that is open. A folder
     * that is not there holds none.
     */
    'recovery/list': {
      input: z.object({ folder: path }),
      output: z.object({
        files: listOf(
          z.object({
            path,
            /** Milliseconds since 1970 when it was last written. */
            modified: count,
            bytes: count,
            /** Events that can be recovered; absent when they could not be counted. */
            events: count.optional(),
          }),
        ),
      }),
    },
    /** Deletes such a capture with what SQLite keeps beside it. Errors: file errors, 'capture/busy' while it is written. */
    'recovery/discard': { input: z.object({ path }), output: nothing },
    /**
     * Records what happens from now on. Answers when the helper runs, which may wait for a password. A live capture that has
     * ended and is still open goes on, unless `file` or `launch` asks for a new one; else a new capture takes the place of
     * what is open.
     * Errors: 'live/no-privileges', 'live/no-btf', 'live/kernel-too-old', 'live/lockdown', 'live/helper-missing',
     * 'live/cancelled' when the user refused the elevation, 'live/helper-failed', 'live/launch-failed' when the program cannot
     * be run, 'live/trace-refused', 'live/in-use' when another Procscope records, file errors of `folder` or `file`,
     * 'capture/busy' while a capture runs, 'job/cancelled'. What was open then stays.
     */
    'live/start': {
      input: z.object({
        /** Where the capture's own file goes; it is made when it is not there. */
        folder: path,
        /** The file that the user wants the capture written to; a file of that name is replaced. */
        file: path.optional(),
        /**
         * `ptrace` records nothing but a launched program and its descendants, without privileges. `etw`: the helper of Windows.
         * Default: `ebpf`.
         */
        source: z.enum(CAPTURE_SOURCES).optional(),
        /** The helper, elevated as needed: its own arguments are added. */
        helper: command,
        /** The same program without elevation: what starts a launched program that `ebpf` records. With `etw` the engine does. */
        launcher: command.optional(),
        /** Only this process, or it and its descendants. */
        scope: z.object({ pid: count, tree: z.boolean().optional() }).optional(),
        /** Only this program and its descendants, from its first instruction. */
        launch: z
          .object({
            /** A path, or a name that is looked for as a shell does. */
            program: path,
            arguments: programArguments,
            environment: programEnvironment.optional(),
            /** Default: the host's. */
            directory: path.optional(),
            /**
             * What it reads and writes: nothing (default), what the host does, or the same with all of its output going to
             * the host's standard error.
             */
            streams: z.enum(['none', 'inherit', 'stderr']).optional(),
          })
          .optional(),
        history: historyDepth.optional(),
        drop: dropFilter.optional(),
        /** Whether events have their call stacks, where Windows gives them. Only with `etw`. */
        stacks: z.boolean().optional(),
        /** Where what is tried and how it goes is written as text, and the product's version; begun anew with each capture. */
        log: z.object({ file: path, version: z.string().max(100) }).optional(),
        /** PIDs whose trees are left out: the app's own. */
        exclude: listOf(count, 64).optional(),
        /** PIDs that are left out without what they start: those that show the events. */
        excludeAlone: listOf(count, 64).optional(),
      }),
      output: z.object({ capture: count }),
    },
    /** Ends recording; everything recorded so far is there when it answers. Errors: 'live/not-live' when none runs. */
    'live/stop': { input: nothing, output: nothing },
    /** Forgets all events of the live capture, whether it runs or not. Errors: 'live/not-live'. */
    'live/clear': { input: nothing, output: nothing },
    /** Errors: 'live/not-live'. */
    'live/history': { input: z.object({ history: historyDepth }), output: nothing },
    /** Changes what is recorded from now on; without `drop` everything is. Errors: 'live/not-live'. */
    'live/drop': { input: z.object({ drop: dropFilter.optional() }), output: nothing },
    /**
     * Writes a log of boot logging as a capture file, which is complete or as it was; with `discard` deletes the log when the
     * file is safe. Ends the recording first when the log is being recorded. May wait for a password. Errors: those of
     * `BootLogging.collect`, 'file/is-source' when `path` is the open capture, 'api/busy' while another log is collected.
     */
    'boot/collect': {
      input: z.object({
        log: bootLog.shape.id,
        path,
        discard: z.boolean(),
        /** The helper as it is, and as root or administrator. */
        helper: path,
        elevated: command,
      }),
      output: bootCollected,
    },
    /**
     * Closes the capture. The host then ends the engine's process. With `keep`, the file of a live capture that the user did
     * not choose stays, as after a crash: it is listed by `recovery/list`.
     */
    'engine/shutdown': { input: z.object({ keep: z.boolean().optional() }), output: nothing },
  },
  events: {
    'capture/changed': captureState,
    /** Events written and to be written by `capture/save`, at most ten times a second. */
    'capture/saving': progress,
    /** Bytes of the log that were read and are to be read by `boot/collect`, at most ten times a second. */
    'boot/collecting': progress,
  },
} as const satisfies Contract;
