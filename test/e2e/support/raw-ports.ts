import type { Page } from '@playwright/test';

/** A message of a port as it came. */
export interface RawMessage {
  readonly kind?: string;
  readonly id?: number;
  readonly ok?: boolean;
  readonly error?: { readonly code: string; readonly sentence: string };
  readonly output?: unknown;
}

/** What came back over a port, and whether the other side closed it. */
export interface RawAnswer {
  readonly messages: readonly RawMessage[];
  readonly closed: boolean;
}

declare global {
  interface Window {
    /** The page's ports, taken by {@link takePorts}. */
    stolenPorts?: Record<'engine' | 'shell', MessagePort>;
  }
}

/** Loads the page again, and takes its ports before its own code can: as code that got into the page could do. */
export async function takePorts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.addEventListener('message', (event) => {
      const [engine, shell] = event.ports;
      if (engine === undefined || shell === undefined) return;
      event.stopImmediatePropagation();
      window.stolenPorts = { engine, shell };
    });
  });
  await page.reload();
  await page.waitForFunction(() => window.stolenPorts !== undefined);
}

/** Sends messages as they are over a port taken before; waits until as many came back, or none comes any more. */
export async function sendRaw(
  page: Page,
  port: 'engine' | 'shell',
  messages: readonly unknown[],
  answers = 1,
): Promise<RawAnswer> {
  return page.evaluate(
    async ([name, sent, wanted]) => {
      const stolen = window.stolenPorts?.[name];
      if (stolen === undefined) throw new Error('The ports were not taken.');
      const received: RawMessage[] = [];
      let closed = false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 3000);
        stolen.onmessage = (event: MessageEvent<RawMessage>) => {
          if (event.data.kind === 'reply') received.push(event.data);
          if (event.data.kind === 'close') {
            received.push(event.data);
            closed = true;
          }
          if (closed || received.length >= wanted) {
            clearTimeout(timer);
            resolve();
          }
        };
        for (const message of sent) stolen.postMessage(message);
      });
      return { messages: received, closed };
    },
    [port, messages, answers] as const,
  );
}

/** The first message of a side. */
export function hello(contract: string): object {
  return { kind: 'hello', seq: 0, protocol: 1, contract };
}

/** Calls, numbered as the other side wants them. */
export function calls(...wanted: readonly (readonly [string, unknown])[]): object[] {
  return wanted.map(([call, input], index) => ({ kind: 'call', seq: index + 1, id: index, call, input }));
}
