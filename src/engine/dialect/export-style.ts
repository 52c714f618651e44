export { EXPORT_STYLES } from '../../shared/export-style.ts';
export type { ExportStyle } from '../../shared/export-style.ts';

/** Versions of Process Monitor whose texts differ from one another, oldest first; each stands for those up to the next. */
export const PROCMON_VERSIONS = [3.4, 3.5, 3.6, 4] as const;
export type ProcmonVersion = (typeof PROCMON_VERSIONS)[number];

/** The version whose exports the texts were checked against, where nothing says which one it was. */
export const DEFAULT_PROCMON_VERSION: ProcmonVersion = 3.5;

/**
 * The version that a text such as `3.4`, `3.53`, `v3.61` or `4.01` stands for; undefined when it begins with no number. A
 * program's version may have more parts: `3.4.0.0`. Versions older than the oldest known one count as that.
 */
export function procmonVersionOf(text: string): ProcmonVersion | undefined {
  const match = /^v?(\d{1,3})(?:\.(\d{1,3}))?/i.exec(text.trim());
  if (match === null) return undefined;
  // 3.4 is 3.40, and 3.05 is older than it: what stands behind the point is a fraction.
  const version = Number(`${match[1]}.${match[2] ?? '0'}`);
  return PROCMON_VERSIONS.findLast((known) => known <= version) ?? PROCMON_VERSIONS[0];
}
