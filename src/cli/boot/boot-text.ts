import type { BootChange, BootLog, BootPlan, BootStatus } from '../../shared/boot.ts';
import { assertNever } from '../../shared/errors.ts';
import { groupDigits } from '../../shared/format/number.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;

/** What enabling will change, a line each. */
export function planText({ changes, limit, beyond }: BootPlan): string {
  const lines = changes.map(changeText);
  const end =
    beyond === 'oldest'
      ? 'the oldest events go beyond that'
      : 'recording ends there, so that the beginning stays';
  return `${[...lines, `A log has at most ${sizeText(limit)}; ${end}.`].join('\n')}\n`;
}

function changeText({ kind, subject }: BootChange): string {
  switch (kind) {
    case 'program':
      return `Copies the capture helper to ${subject}, which administrators alone can change.`;
    case 'service':
      return `Adds the service ${subject}.`;
    case 'start':
      return `Has the system start it once: ${subject} is taken away again before anything is recorded.`;
    case 'log':
      return `The log will be in ${subject}, which administrators alone can read.`;
    case 'registry-key':
      return `Adds the registry key ${subject}.`;
    default:
      return assertNever(kind);
  }
}

/** How boot logging is, for people. Sentences, a line each. */
export function statusText(status: BootStatus): string {
  const { isArmed, recording, logs, leftovers, failed, unsupported } = status;
  const lines = [
    isArmed
      ? 'Boot logging is on: the next start of the system is recorded, once.'
      : 'Boot logging is off: the next start of the system is not recorded.',
  ];
  if (recording !== undefined) {
    lines.push(
      `This start is being recorded since ${timeText(recording.began)} (${amountText(recording)}).`,
      'procscope boot collect ends that and saves it.',
    );
  }
  for (const log of logs) lines.push(`${logText(log)} Its id is ${log.id}.`);
  if (logs.length > 0)
    lines.push('Save a log with procscope boot collect; no start of the system writes over it.');
  if (failed !== undefined) lines.push(failed.sentence);
  if (leftovers.length > 0) {
    lines.push(
      `Parts of boot logging are left; procscope boot disable removes them: ${leftovers.join(', ')}`,
    );
  }
  if (unsupported !== undefined) lines.push(unsupported.sentence);
  return `${lines.join('\n')}\n`;
}

function logText(log: BootLog): string {
  const end = log.isComplete ? '' : ' It was cut off by a crash or a power loss.';
  return `A log of the start on ${timeText(log.began)} waits (${amountText(log)}).${end}`;
}

function amountText({ events, bytes, dropped }: BootLog): string {
  return [
    ...(events === undefined ? [] : [eventsText(events)]),
    sizeText(bytes),
    ...(dropped === 0 ? [] : [`${eventsText(dropped)} dropped at the size limit`]),
  ].join(', ');
}

/** `1 event`, `1,234 events`. */
export function eventsText(count: number): string {
  return `${groupDigits(count)} ${count === 1 ? 'event' : 'events'}`;
}

function sizeText(bytes: number): string {
  if (bytes < MIB) return `${groupDigits(Math.round(bytes / KIB))} KiB`;
  return bytes < 10 * MIB ? `${(bytes / MIB).toFixed(1)} MiB` : `${groupDigits(Math.round(bytes / MIB))} MiB`;
}

/** Day and time of this machine, such as `2026-11-20 08:02:10`. `time` is in milliseconds since 1970. */
export function timeText(time: number): string {
  const at = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

/** A file's name for the log of a start: `boot-2026-11-20-080210.procscope`. */
export function bootFileName(began: number): string {
  return `boot-${timeText(began).replaceAll(':', '').replace(' ', '-')}.procscope`;
}
