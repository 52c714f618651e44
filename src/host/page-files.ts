import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** What pages may load: their own scripts and styles, and pictures that they make of captured icons. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
] as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of the pages with its media type. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** The file that a path of an address names; undefined when it lies outside the folder. */
export function fileOf(folder: string, path: string): string | undefined {
  if (path.includes('\0')) return undefined;
  const file = normalize(join(folder, path));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}

/**
 * Reads the file of the built pages that an address names; undefined when there is none, or none that pages load.
 *
 * @param pathname of the address, as it came: percent signs and all
 */
export async function readPageFile(folder: string, pathname: string): Promise<PageFile | undefined> {
  try {
    const file = fileOf(folder, decodeURIComponent(pathname));
    const type = file === undefined ? undefined : TYPES[extname(file)];
    if (file === undefined || type === undefined) return undefined;
    return { bytes: await readFile(file), type };
  } catch {
    return undefined; // not there, or no address at all
  }
}

/**
 * What is said with every file of the pages.
 *
 * @param more directives beyond those that all pages have
 */
export function pageHeaders(type: string, more: readonly string[] = []): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': [...CONTENT_SECURITY_POLICY, ...more].join('; '),
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
  };
}
