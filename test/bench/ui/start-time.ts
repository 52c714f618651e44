import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import WebSocket from 'ws';
import { z } from 'zod';
import { appCommand } from '../../e2e/support/desktop.ts';
import { profileFolder } from '../../e2e/support/start-options.ts';

const PATIENCE = 30_000;
const END_PATIENCE = 5000;
const ANSWER_PATIENCE = 500;

const targets = z.array(z.object({ url: z.string(), webSocketDebuggerUrl: z.string() }));
const answer = z.object({ id: z.number(), result: z.object({ result: z.object({ value: z.number() }) }) });

/**
 * Milliseconds from the start of the app's process until its window can be used. The page is asked afterwards when that
 * was, so that nothing waits for the one who measures.
 */
export async function startTime(): Promise<number> {
  const { folder, remove } = profileFolder(undefined);
  const { program, args, env } = appCommand(folder, undefined);
  const start = performance.timeOrigin + performance.now();
  const app = spawn(program, ['--remote-debugging-port=0', ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let said = '';
      app.stderr.setEncoding('utf8');
      app.stderr.on('data', (text: string) => {
        said += text;
        const listening = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said)?.[1];
        if (listening !== undefined) resolve(listening);
      });
      app.once('exit', () => reject(new Error(`The app ended before it listened: ${said}`)));
    });
    return (await interactiveAt(port)) - start;
  } finally {
    await end(app);
    remove();
  }
}

/** Ends the app, by force when it takes its time. */
async function end(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || app.signalCode !== null) return;
  const ended = new Promise((resolve) => app.once('exit', resolve));
  app.kill();
  const force = setTimeout(() => app.kill('SIGKILL'), END_PATIENCE);
  await ended;
  clearTimeout(force);
}

/** When the page could be used, in milliseconds since 1970. */
async function interactiveAt(port: string): Promise<number> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const page = targets.parse(await response.json()).find(({ url }) => url.startsWith('procscope:'));
    const value = page === undefined ? 0 : await markOf(page.webSocketDebuggerUrl);
    if (value > 0) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The window did not become interactive.');
}

/** The moment of the page's own mark; 0 while there is none. */
function markOf(address: string): Promise<number> {
  const expression =
    '(() => { const mark = performance.getEntriesByName("procscope:interactive")[0]; ' +
    'return mark === undefined ? 0 : performance.timeOrigin + mark.startTime; })()';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    // A page that has just been loaded may never answer; it is asked again.
    const timer = setTimeout(() => {
      socket.terminate();
      resolve(0);
    }, ANSWER_PATIENCE);
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.on('open', () =>
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } })),
    );
    socket.on('message', (data: Buffer) => {
      const { success, data: parsed } = answer.safeParse(JSON.parse(data.toString()));
      if (!success) return;
      clearTimeout(timer);
      socket.close();
      resolve(parsed.result.result.value);
    });
  });
}
