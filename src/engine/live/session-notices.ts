import { ProcscopeError } from '../../shared/errors.ts';

/** The clock of the machine was set by so many seconds. */
export function clockNotice(seconds: number): ProcscopeError {
  const direction = seconds > 0 ? 'forward' : 'back';
  const size = Math.abs(seconds).toFixed(1);
  return new ProcscopeError(
    'live/notice',
    `The clock of this machine was set ${direction} by ${size} s. The capture goes on with the clock as it was when it began, so that its times stay in order.`,
    { seconds },
  );
}

/** What a session said of itself was lost, and what the helper said before stands for it. */
export function guessedNotice(): ProcscopeError {
  return new ProcscopeError(
    'live/notice',
    'What Windows said of its tracing session was lost on the way from the capture helper. Events are recorded all the same; their times of day may be wrong by some milliseconds. Stop the capture and start it again to be sure.',
    { session: 'guessed' },
  );
}

/** The same, and nothing can stand for it. */
export function untoldNotice(): ProcscopeError {
  return new ProcscopeError(
    'live/notice',
    'What Windows said of its tracing session was lost on the way from the capture helper, so its events cannot be shown. Stop the capture and start it again.',
    { session: 'untold' },
  );
}
