import type { BootLog } from '../../shared/boot.ts';
import { momentText, sizeText } from '../files/file-texts.ts';
import { locale } from '../messages/locale.ts';

const { logs: texts } = locale.messages.boot;

/** When a log began, for people. `now` is in milliseconds since 1970. */
export function logMoment({ began }: BootLog, now: number): string {
  return momentText(began, now, locale);
}

/** What is to be said of a log, as sentences: of which start it is, how much it is, and what is missing. */
export function logSentence(log: BootLog, isRecording: boolean, now: number): string {
  const { events, bytes, dropped, isComplete } = log;
  const size = sizeText(bytes, locale);
  const count = events === undefined ? undefined : texts.events(locale.number(events), events);
  const amount = count === undefined ? size : `${count}, ${size}`;
  const when = logMoment(log, now);
  return [
    isRecording ? texts.recording(when, amount) : texts.log(when, amount),
    ...(isRecording || isComplete ? [] : [texts.cutOff]),
    ...(dropped === 0 ? [] : [texts.dropped(locale.number(dropped), dropped)]),
  ].join(' ');
}
