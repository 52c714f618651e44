import type { ErrorInfo } from '../../shared/api/schemas.ts';
import { waitingLogs } from '../boot/boot-flows.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { openLive } from '../live/open-live.ts';
import { momentText } from '../files/file-texts.ts';
import type { AppState } from '../state/app-store.ts';
import { pageOf } from './page.ts';

/** Key of the notice that another file was not opened. */
export const NOT_OPENED = 'not-opened';

/** What can be done about a notice, where it is not said by the message itself. */
export type RemedyKind =
  | 'open-another'
  | 'read-again'
  | 'recover'
  | 'boot'
  | 'boot-logs'
  | 'capture-again'
  | 'save'
  | 'launch'
  | 'keep-all';

/** What is said in the strip above the status bar. */
export interface Notice {
  /** Names it when it is dismissed. Undefined for a message, which goes for good. */
  readonly key: string | undefined;
  /** A `done` is good news and needs no attention; a `note` is neither good nor bad. */
  readonly kind: 'failure' | 'warning' | 'done' | 'note' | 'offer';
  readonly sentence: string;
  readonly remedy: RemedyKind | undefined;
}

/**
 * The gravest thing to be said that was not dismissed; undefined when there is nothing. What answers the user's last action
 * comes before what is wrong with the file. `now` is in milliseconds since 1970.
 */
export function noticeOf(state: AppState, now: number): Notice | undefined {
  if (state.connection === 'lost') return undefined;
  const { message } = state;
  if (message !== undefined) {
    return { key: undefined, kind: message.kind, sentence: message.sentence, remedy: undefined };
  }
  if (pageOf(state) !== 'events') return undefined;
  return captureNotices(state, now).find(({ key }) => key === undefined || !state.dismissed.includes(key));
}

/** All that is to be said beside the open capture, the gravest first. */
function captureNotices(state: AppState, now: number): readonly Notice[] {
  const { messages } = locale;
  const { capture } = state;
  const notices: Notice[] = [];
  const { replacing } = capture;
  if (replacing?.error !== undefined) {
    notices.push({
      key: NOT_OPENED,
      kind: 'failure',
      sentence: messages.notOpened(replacing.name, errorSentence(replacing.error)),
      remedy: 'open-another',
    });
  }
  if (capture.state === 'failed' && capture.error !== undefined) {
    const isCancelled = capture.error.code === 'job/cancelled';
    notices.push({
      key: `reading ${capture.capture}`,
      kind: isCancelled ? 'warning' : 'failure',
      sentence: isCancelled
        ? messages.readingCancelled(locale.number(capture.events), capture.events)
        : messages.readingStopped(errorSentence(capture.error)),
      remedy: state.asked?.name === capture.name ? 'read-again' : undefined,
    });
  }
  notices.push(...liveNotices(state));
  const isOfToday = ({ code }: ErrorInfo): boolean => code === 'etl/letters-of-today';
  const [first, ...others] = capture.warnings.filter((warning) => !isOfToday(warning));
  if (first !== undefined) {
    notices.push({
      key: `warning ${capture.capture}`,
      kind: 'warning',
      sentence: messages.warning(errorSentence(first), others.length),
      remedy: undefined,
    });
  }
  // Nothing that is missing, so it is no part of the sentence before.
  const letters = capture.warnings.find(isOfToday);
  if (letters !== undefined) {
    notices.push({
      key: `letters ${capture.capture}`,
      kind: 'warning',
      sentence: errorSentence(letters),
      remedy: undefined,
    });
  }
  const offer = recoveryOffer(state, now);
  if (offer !== undefined) notices.push(offer);
  const failed = state.boot?.status.failed;
  if (failed !== undefined) {
    notices.push({
      key: 'boot-failed',
      kind: 'warning',
      sentence: messages.boot.logs.failed(errorSentence(failed)),
      remedy: 'boot',
    });
  }
  const bootOffer = bootLogsOffer(state, now);
  if (bootOffer !== undefined) notices.push(bootOffer);
  return notices;
}

/** What is to be said of a live capture: that it has ended, what its helper tells, and which events are missing. */
function liveNotices(state: AppState): readonly Notice[] {
  const { live: texts } = locale.messages;
  const { capture, settings } = state;
  const live = openLive(state);
  if (live === undefined) return [];
  const notices: Notice[] = [];
  if (live.state === 'failed' && live.error !== undefined) {
    notices.push({
      // Another end of the same capture is another notice.
      key: `live ${capture.capture} ${live.recorded}`,
      kind: 'failure',
      sentence: texts.failed(errorSentence(live.error)),
      remedy: 'capture-again',
    });
  }
  for (const notice of live.notices) {
    const isOfFile = notice.code.startsWith('file/');
    notices.push({
      key: `live ${capture.capture} ${notice.sentence}`,
      kind: isOfFile ? 'failure' : 'warning',
      sentence: isOfFile ? texts.fileFailed(errorSentence(notice)) : errorSentence(notice),
      remedy: isOfFile ? 'save' : undefined,
    });
  }
  if (live.lost > 0) {
    notices.push({
      key: `lost ${capture.capture}`,
      kind: 'warning',
      // Without their number, which changes: the status bar has it.
      sentence: texts.eventsLost,
      remedy: live.launched === undefined ? 'launch' : undefined,
    });
  }
  if (live.state === 'running' && settings.dropFiltered) {
    notices.push({
      key: `drop ${capture.capture}`,
      kind: 'offer',
      sentence: texts.dropIsOn,
      remedy: 'keep-all',
    });
  }
  return notices;
}

/** Captures of broken sessions are offered on the start page; beside an open capture, here. */
function recoveryOffer({ recoverable = [] }: AppState, now: number): Notice | undefined {
  const { files } = locale.messages;
  const [newest] = recoverable;
  if (newest === undefined) return undefined;
  const when = momentText(newest.modified, now, locale);
  const events = newest.events === undefined ? undefined : locale.number(newest.events);
  return {
    key: 'recovery',
    kind: 'offer',
    sentence:
      recoverable.length === 1
        ? files.recoverable(when, events, newest.events ?? 0)
        : files.recoverables(locale.number(recoverable.length), when),
    remedy: 'recover',
  };
}

/** Logs of starts of the system are offered on the start page; beside an open capture, here. */
function bootLogsOffer({ boot }: AppState, now: number): Notice | undefined {
  const { logs: texts } = locale.messages.boot;
  if (boot === undefined) return undefined;
  const { logs, recording } = boot.status;
  const [first] = waitingLogs(boot.status);
  if (first === undefined) return undefined;
  const offer =
    logs.length === 1
      ? texts.offer(momentText(first.began, now, locale))
      : texts.offers(locale.number(logs.length));
  return {
    // Another log is another offer.
    key: `boot-logs ${logs.map(({ id }) => id).join(' ')} ${recording?.id ?? ''}`,
    kind: 'offer',
    sentence: logs.length === 0 ? texts.offerRecording : offer,
    remedy: 'boot-logs',
  };
}
