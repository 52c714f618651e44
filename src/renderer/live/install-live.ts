import { locale } from '../messages/locale.ts';
import { report } from '../files/report-failure.ts';
import type { App } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { askWays, tellDrop } from './capture-flows.ts';
import { isRunning } from './open-live.ts';

/**
 * Asks how events can be recorded and for the capture that comes with the program, and keeps a live capture as the filter and
 * the settings say. Returns what ends it.
 */
export function installLive(app: App): () => void {
  void askWays(app);
  void askSample(app);
  const follow = (state: AppState, before: AppState): void => {
    followRunning(app, state, before);
    const isDropChanged = state.settings.dropFiltered !== before.settings.dropFiltered;
    const isFilterChanged =
      state.filterInForce.filter !== before.filterInForce.filter || state.classes !== before.classes;
    if (isDropChanged || (state.settings.dropFiltered && isFilterChanged)) void tellDrop(app);
  };
  const { store } = app;
  if (isRunning(store.getState())) store.getState().runningChanged(sinceStart(store.getState()));
  return store.subscribe(follow);
}

/** Notes when events began to come. A page that comes later takes the time of the capture's first event for it. */
function followRunning(app: App, state: AppState, before: AppState): void {
  const runs = isRunning(state);
  if (runs === isRunning(before)) return;
  const isFirstSight = before.capture.capture === 0 && before.connection === 'connecting';
  const since = isFirstSight ? sinceStart(state) : performance.now();
  app.store.getState().runningChanged(runs ? since : undefined);
}

/** 100 ns from 1601 to 1970. */
const EPOCH = 116_444_736_000_000_000n;

function sinceStart({ capture }: AppState): number {
  const start = capture.meta?.startTime;
  if (start === undefined) return performance.now();
  const milliseconds = Number((start - EPOCH) / 10_000n);
  return performance.now() - Math.max(0, Date.now() - milliseconds);
}

async function askSample(app: App): Promise<void> {
  try {
    const { file, name } = await app.shell.call('file/sample', {});
    app.store.getState().sampleTold(file === undefined ? undefined : { file, name: name ?? '' });
  } catch (error) {
    report(app, error, locale.messages.live.failedAction);
  }
}
