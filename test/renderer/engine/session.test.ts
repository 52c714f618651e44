import { describe, expect, it, onTestFinished } from 'vitest';
import type { Capture, OpenReport } from '../../../src/engine/capture/capture.ts';
import { EngineSession } from '../../../src/engine/index.ts';
import { Session } from '../../../src/renderer/engine/session.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import { connect } from '../../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../../src/shared/api/in-process.ts';
import type { Transport } from '../../../src/shared/api/transport.ts';
import { TestCapture } from '../../support/test-capture.ts';

/** A transport that sends the first `count` messages at once and the others when released. */
function heldAfter(
  count: number,
  transport: Transport,
): Transport & { readonly waiting: readonly unknown[]; release(): void } {
  const waiting: unknown[] = [];
  let left = count;
  return {
    waiting,
    send: (message) => {
      if (left-- > 0) transport.send(message);
      else waiting.push(message);
    },
    start: (receiver) => transport.start(receiver),
    close: () => transport.close(),
    release: () => {
      left = Infinity;
      for (const message of waiting.splice(0)) transport.send(message);
    },
  };
}

describe('the session', () => {
  it('keeps what it was told of the view while it still asks about the capture', async () => {
    const { capture, append } = growing();
    const reading = Promise.withResolvers<OpenReport>();
    const engine = new EngineSession({
      openCapture: () => Promise.resolve({ capture, finished: reading.promise }),
    });
    onTestFinished(async () => {
      reading.resolve({ warnings: [] });
      await engine.close();
    });
    const [host, hostEnd] = inProcessPair();
    engine.serveHost(hostEnd);
    append(2);
    await connect(HOST_CONTRACT, host).call('capture/open', { path: 'growing' });

    const [near, far] = inProcessPair();
    engine.serveViewer(far);
    // The link's greeting and the question for a view; the one about the capture comes late.
    const slow = heldAfter(2, near);
    const store = createAppStore();
    const session = new Session(slow, store);
    await expect.poll(() => slow.waiting.length).toBe(1);
    append(10);
    await expect.poll(() => store.getState().view?.rows).toBe(12);

    slow.release();
    await session.opened;
    expect(store.getState()).toMatchObject({ capture: { events: 12 }, view: { rows: 12 } });
  });
});

/** A capture to which events are added. */
function growing(): { capture: Capture; append: (count: number) => void } {
  const test = new TestCapture();
  return {
    capture: test.capture,
    append: (count) => {
      for (let i = 0; i < count; i++) test.append({ operation: 'ReadFile' });
    },
  };
}
