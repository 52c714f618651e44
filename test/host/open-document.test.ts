import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EngineSession } from '../../src/engine/index.ts';
import { OpenDocument } from '../../src/host/open-document.ts';
import type { EngineClient } from '../../src/host/open-document.ts';
import { RecentFiles } from '../../src/host/recent-files.ts';
import { connect } from '../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../src/shared/api/in-process.ts';
import { scripted } from '../engine/live/support/live-rig.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import { until } from './shell-rig.ts';

it('takes a live capture that was saved for saved, also before word of its last events has come', async () => {
  const session = new EngineSession();
  onTestFinished(() => session.close());
  const [near, far] = inProcessPair();
  session.serveHost(far);
  const client = connect(HOST_CONTRACT, near);
  // What the engine tells by itself is held back from here on.
  let isLate = false;
  const late: (() => void)[] = [];
  const engine: EngineClient = {
    call: (name, input, options) => client.call(name, input, options),
    on: (name, listener) =>
      client.on(name, (data) => {
        if (isLate) late.push(() => listener(data));
        else listener(data);
      }),
    onClosed: (listener) => client.onClosed(listener),
    close: () => client.close(),
  };
  const folder = temporaryFolder();
  const recent = new RecentFiles(join(folder, 'recent.json'), () => undefined);
  const document = new OpenDocument({ engine, recent, sessions: folder, log: () => undefined });
  const { signal } = new AbortController();
  await document.startCapture({ source: 'ebpf', helper: scripted({ events: 10, most: 500 }) }, signal);
  await until(() => document.state.isUnsaved);
  isLate = true;
  await until(() => session.state().live?.recorded === 500);
  await client.call('live/stop', {});
  const path = join(folder, 'kept.procscope');
  await document.save({ path, format: 'native', columns: [] }, () => undefined, signal);
  expect(document.state.isUnsaved).toBe(false);
  expect(late.length).toBeGreaterThan(0);
  for (const tell of late) tell();
  expect(document.state.isUnsaved).toBe(false);
});
