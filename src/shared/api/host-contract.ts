import type { Contract } from './contract.ts';
import { MAX_PATH, count, listOf, progress } from './schemas.ts';
import { saveChoice, saveOutcome } from './shell-contract.ts';
import { VIEWER_CONTRACT, captureState } from './viewer-contract.ts';
import { z } from './zod.ts';

const path = z.string().min(1).max(MAX_PATH);
const nothing = z.object({});

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
    /** Closes the capture. The host then ends the engine's process. */
    'engine/shutdown': { input: nothing, output: nothing },
  },
  events: {
    'capture/changed': captureState,
    /** Events written and to be written by `capture/save`, at most ten times a second. */
    'capture/saving': progress,
  },
} as const satisfies Contract;
