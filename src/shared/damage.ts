/**
 * What can be damaged or missing in a log, told by the fact `kind` of a warning, so that a window can say it in the user's
 * language. The engine's sentence says the same in English.
 */
export const DAMAGE_KINDS = [
  'process-limit',
  'events-overlap',
  'became-shorter',
  'events-outside',
  'details-outside',
  'paths-cut',
  'bytes-between',
  'processes-unread',
  'modules-cut',
  'other-version',
  'no-processes',
  'no-icons-or-hosts',
  'not-closed',
  'cut-off',
  'list-misplaced',
  'list-empty',
  'list-damaged',
  'list-cut',
  'icons-cut',
  'changed-while-read',
  'not-next-part',
  'next-part-failed',
  'texts-unread',
  'network-names-cut',
  'trace-not-closed',
  'trace-cut',
  'buffers-unread',
  'records-unread',
  'compression-unknown',
  'not-same-trace',
  'trace-part-failed',
] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

/** Whether a fact is the kind of a damage that this version knows. */
export function isDamageKind(fact: string | number | undefined): fact is DamageKind {
  return (DAMAGE_KINDS as readonly unknown[]).includes(fact);
}
