/**
 * Whose texts an export holds: `procmon` is what Process Monitor itself writes, its mistakes included; `plain` is what the
 * events say, as the window shows it.
 */
export const EXPORT_STYLES = ['procmon', 'plain'] as const;
export type ExportStyle = (typeof EXPORT_STYLES)[number];
