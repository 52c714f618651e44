import { protocol } from 'electron';
import { pageHeaders, readPageFile } from '../host/page-files.ts';

const SCHEME = 'procscope';
const HOST = 'app';

/** Where the pages of the app come from: their own origin, which nothing else shares. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`;

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** Serves the files of one folder to the pages, and nothing outside it. */
export function serveAppFiles(folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const isAsked = url.host === HOST && request.method === 'GET';
    const file = isAsked ? await readPageFile(folder, url.pathname) : undefined;
    if (file === undefined) return new Response(null, { status: 404 });
    return new Response(file.bytes, { headers: pageHeaders(file.type) });
  });
}
