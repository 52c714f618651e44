import { app, session } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

/** Where pages may load from: the app's own files, pictures that a page makes, and Chromium's tools for developers. */
const OWN_SCHEMES = [`${APP_ORIGIN}/`, `blob:${APP_ORIGIN}/`, 'devtools:'];

/**
 * What no page of the app may do, whatever runs in it: go elsewhere, open windows, embed pages, load anything
 * from elsewhere, or be granted anything.
 * Must run before the first window is made.
 */
export function hardenPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // A page cannot keep its window from closing: what is not saved is asked about by the app.
    contents.on('will-prevent-unload', (event) => event.preventDefault());
    // The content policy does not reach these connections.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  // The content policy says so to pages; this holds also for what a page without that policy would ask for.
  session.defaultSession.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !OWN_SCHEMES.some((scheme) => url.startsWith(scheme)) }),
  );
  session.defaultSession.on('will-download', (event) => event.preventDefault());
}
