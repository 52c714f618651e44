import type { DropFilter } from '../../shared/api/live-contract.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { rulesOf } from '../filter/effective-rules.ts';
import { report } from '../files/report-failure.ts';
import { carryOut, passGate } from '../files/unsaved-gate.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import type { LiveStart } from '../state/dialog-state.ts';
import type { Remedy } from '../state/job-state.ts';
import { canStack, isRunning, openLive } from './open-live.ts';

/** Stops the capture that runs or is being started; else starts one, or goes on with the one that was stopped. */
export function toggleCapture(app: App): void {
  const state = app.store.getState();
  if (state.cancelStart !== undefined) state.cancelStart();
  else if (isRunning(state)) void stopCapture(app);
  else startCapture(app);
}

/** Starts a capture of all processes, or of one program; asks first when that closes a capture that is not saved. */
export function startCapture(app: App, launch?: LiveStart['launch']): void {
  const state = app.store.getState();
  const start: LiveStart = { launch, backing: state.backing?.file };
  const goesOn = openLive(state) !== undefined && launch === undefined && start.backing === undefined;
  if (goesOn) carryOut(app, { kind: 'live', start });
  else passGate(app, { kind: 'live', start });
}

/** Starts a capture in the place of what is open. Never rejects: how it ended is told to the user. */
export async function runStart(app: App, start: LiveStart): Promise<void> {
  const { store, shell } = app;
  const state = store.getState();
  const controller = new AbortController();
  state.messageShown(undefined);
  const way = start.launch === undefined ? state.ways?.system : state.ways?.launch;
  const asksPermission = way?.needsElevation === true && start.launch?.withoutPrivileges !== true;
  state.startChanged(() => controller.abort(), asksPermission);
  try {
    const { historyDepth: history } = state.settings;
    const stacks = canStack(state) && state.settings.callStacks;
    const options = { history, drop: dropOf(state), ...(stacks ? { stacks } : {}) };
    await shell.call('live/start', { ...start, ...options }, { signal: controller.signal });
    if (start.backing !== undefined) store.getState().backingChosen(undefined);
    store.getState().listFollowed();
  } catch (error) {
    const isOfLive = error instanceof ProcscopeError && error.code.startsWith('live/');
    // What the way of capturing says tells by itself that nothing is captured.
    const say = isOfLive ? (sentence: string) => sentence : locale.messages.live.notStarted;
    report(app, error, say, startRemedy(app, error, start));
    void askWays(app);
  } finally {
    store.getState().startChanged(undefined);
  }
}

/** Ends recording; all events that came are shown. */
export async function stopCapture(app: App): Promise<void> {
  await tell(app, () => app.shell.call('live/stop', {}));
}

/** Forgets all events of the live capture, whether it runs or not. */
export async function clearCapture(app: App): Promise<void> {
  await tell(app, () => app.shell.call('live/clear', {}));
  app.store.getState().listFollowed();
}

/** Says from now on which events a live capture leaves out for good. */
export async function tellDrop(app: App): Promise<void> {
  const state = app.store.getState();
  if (openLive(state) !== undefined)
    await tell(app, () => app.shell.call('live/drop', { drop: dropOf(state) }));
}

/** What is left out for good: what the filter and the toggles hide, if the user wants that. */
export function dropOf({ settings, filterInForce, classes, shell }: AppState): DropFilter | undefined {
  if (!settings.dropFiltered) return undefined;
  const dialect = shell?.platform === 'windows' ? 'etw' : 'linux';
  return { rules: [...rulesOf(filterInForce.filter, dialect)], classes };
}

/** Asks the host how events can be recorded. */
export async function askWays(app: App): Promise<void> {
  try {
    app.store.getState().waysTold(await app.shell.call('live/ways', {}));
  } catch (error) {
    report(app, error, locale.messages.live.failedAction);
  }
}

async function tell(app: App, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    report(app, error, locale.messages.live.failedAction);
  }
}

/** Failures that another attempt may not have. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['live/cancelled', 'live/helper-failed']);

/** What can be done when a capture did not start. */
function startRemedy(app: App, error: unknown, start: LiveStart): Remedy | undefined {
  if (!(error instanceof ProcscopeError)) return undefined;
  const { live } = locale.messages;
  const { ways } = app.store.getState();
  const openLaunch = (): void => app.store.getState().dialogOpened({ kind: 'launch' });
  if (start.launch !== undefined) return { label: live.tryAgain, run: openLaunch };
  if (PASSING.has(error.code)) return { label: live.tryAgain, run: () => startCapture(app) };
  if (!error.code.startsWith('live/') || ways?.launch.withoutPrivileges !== true) return undefined;
  return { label: live.launchInstead, run: openLaunch };
}
