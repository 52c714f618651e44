import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { fileOf } from './app-files.ts';

const SCHEME = 'procscope';
const HOST = 'app';

/** Where the pages of the app come from: their own origin, which nothing else shares. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`;

/** What pages may load: their own scripts and styles, and pictures that they make of captured icons. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves the files of one folder to the pages, and nothing outside it. */
export function serveAppFiles(folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const file = fileOf(folder, decodeURIComponent(url.pathname));
    const type = file === undefined ? undefined : TYPES[extname(file)];
    if (url.host !== HOST || request.method !== 'GET' || file === undefined || type === undefined) {
      return new Response(null, { status: 404 });
    }
    try {
      return new Response(await readFile(file), {
        headers: {
          'content-type': type,
          'content-security-policy': CONTENT_SECURITY_POLICY,
          'x-content-type-options': 'nosniff',
          'cross-origin-opener-policy': 'same-origin',
          'cache-control': 'no-cache',
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
