import type { ShellInfo } from '../../shared/api/shell-contract.ts';

/** What of a window's app is needed here: which host it is in, and the connection to that. */
export interface ClipboardApp {
  readonly store: { getState(): { readonly shell: Pick<ShellInfo, 'host'> | undefined } };
  readonly shell: { call(name: 'clipboard/write', input: { text: string }): Promise<unknown> };
}

/**
 * Puts a text on the clipboard: in the desktop window through the host, in a browser by the page itself. Call it in the
 * handler of what the user did, because browsers allow it there only; the text itself may come later.
 * Errors: those of the host's call; what the promise was rejected with; an Error when the browser refuses.
 */
export async function writeClipboard(app: ClipboardApp, text: string | Promise<string>): Promise<void> {
  if (app.store.getState().shell?.host === 'desktop') {
    await app.shell.call('clipboard/write', { text: await text });
    return;
  }
  if (typeof text === 'string' && copyByEvent(text)) return;
  if (typeof ClipboardItem !== 'undefined' && typeof text !== 'string') {
    const blob = text.then((value) => new Blob([value], { type: 'text/plain' }));
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return;
  }
  await navigator.clipboard.writeText(await text);
}

/** Copies at once by the page's own copy event, which needs no permission; false when the browser does not let it. */
function copyByEvent(text: string): boolean {
  let isDone = false;
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    isDone = event.clipboardData !== null;
  };
  document.addEventListener('copy', fill, { capture: true });
  try {
    document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', fill, { capture: true });
  }
  return isDone;
}
