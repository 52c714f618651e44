import { ProcscopeError } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/api/contract.ts';
import type { ViewId } from '../../shared/api/schemas.ts';
import { serve } from '../../shared/api/server.ts';
import type { ServerConnection } from '../../shared/api/server.ts';
import type { Transport } from '../../shared/api/transport.ts';
import { MAX_RUNS, VIEWER_CONTRACT } from '../../shared/api/viewer-contract.ts';
import type { CaptureState } from '../../shared/api/viewer-contract.ts';
import type { CallInput } from '../../shared/api/contract.ts';
import { rulesPredicate, textPredicate } from '../filter/predicate.ts';
import type { Predicate } from '../filter/predicate.ts';
import { noCapture } from './capture-slot.ts';
import type { CaptureSlot, OpenedCapture } from './capture-slot.ts';
import { eventPath, eventProperties } from './event-properties.ts';
import { hostNames } from './host-names.ts';
import { viewerErrorInfo, viewerState } from './viewer-errors.ts';
import { ViewHandle, unknownView } from './view-handle.ts';

/** Views that one connection may have open. */
export const MAX_VIEWS = 64;

export interface ViewerConnectionOptions {
  readonly slot: CaptureSlot;
  /** Something that is told at the next beat has changed. */
  readonly onChanged: () => void;
  readonly onClosed: () => void;
  readonly log: (what: string, error: unknown) => void;
}

/** One viewer: its views, and what it is told. */
export class ViewerConnection {
  readonly #slot: CaptureSlot;
  readonly #options: ViewerConnectionOptions;
  readonly #views = new Map<number, ViewHandle>();
  readonly #changed = new Set<ViewHandle>();
  readonly #server: ServerConnection<typeof VIEWER_CONTRACT>;
  #nextView = 0;

  constructor(transport: Transport, options: ViewerConnectionOptions) {
    this.#slot = options.slot;
    this.#options = options;
    this.#server = serve(VIEWER_CONTRACT, this.#handlers(), transport, {
      cancelSource: () => new AbortController(),
      errorInfo: viewerErrorInfo,
      log: options.log,
      onClosed: () => {
        this.#closeViews();
        options.onClosed();
      },
    });
  }

  /** Another capture is there, or none. */
  replaced(): void {
    for (const view of this.#views.values()) view.attach(this.#slot.current);
  }

  /** Takes in new events where asked to, and tells which views changed since the last beat. */
  beat(takesInEvents: boolean): void {
    for (const view of this.#views.values()) {
      if (takesInEvents && view.update()) this.#changed.add(view);
    }
    for (const view of this.#changed) this.#server.emit('view/changed', view.state());
    this.#changed.clear();
  }

  tell(state: CaptureState): void {
    this.#server.emit('capture/changed', viewerState(state));
  }

  close(): void {
    this.#server.close();
  }

  #closeViews(): void {
    for (const view of this.#views.values()) view.close();
    this.#views.clear();
    this.#changed.clear();
  }

  #view(id: number): ViewHandle {
    const view = this.#views.get(id);
    if (view === undefined) throw unknownView(id);
    return view;
  }

  #opened(): OpenedCapture {
    const opened = this.#slot.current;
    if (opened === undefined) throw noCapture();
    return opened;
  }

  #openView(classes: number | undefined): ViewHandle {
    if (this.#views.size >= MAX_VIEWS)
      throw new ProcscopeError('api/busy', `${MAX_VIEWS} views are open already.`);
    const onChanged = (): void => {
      if (!this.#views.has(view.id)) return;
      this.#changed.add(view);
      this.#options.onChanged();
    };
    const view = new ViewHandle(this.#nextView++ as ViewId, classes, onChanged, this.#options.log);
    view.attach(this.#slot.current);
    this.#views.set(view.id, view);
    return view;
  }

  #closeView(id: number): void {
    const view = this.#view(id);
    this.#views.delete(id);
    this.#changed.delete(view);
    view.close();
  }

  #handlers(): Handlers<typeof VIEWER_CONTRACT, AbortSignal> {
    return {
      'capture/info': async () => viewerState(this.#slot.info()),
      'capture/cancel-opening': async () => {
        this.#slot.cancelOpening();
        return {};
      },
      'view/open': async ({ classes, rules }, signal) => {
        const view = this.#openView(classes);
        try {
          if (rules !== undefined && rules.length > 0) await view.filter(rules, signal);
        } catch (error) {
          if (this.#views.has(view.id)) this.#closeView(view.id);
          throw error;
        }
        return view.state();
      },
      'view/filter': async ({ view: id, rules }, signal) => {
        const view = this.#view(id);
        await view.filter(rules, signal);
        return view.state();
      },
      'view/highlight': async ({ view: id, rules }, signal) => {
        const view = this.#view(id);
        await view.highlight(rules, signal);
        return view.state();
      },
      'view/classes': async ({ view: id, classes }) => {
        const view = this.#view(id);
        view.setClasses(classes);
        return view.state();
      },
      'view/rows': async ({ view, first, count, columns }) => this.#view(view).window(first, count, columns),
      'view/event-of-row': async ({ view: id, row }) => {
        const view = this.#view(id);
        return { generation: view.generation, event: view.eventAt(row) };
      },
      'view/row-of-event': async ({ view: id, event }) => {
        const view = this.#view(id);
        const found = view.rowOf(event);
        return { generation: view.generation, row: found?.row, exact: found?.exact ?? false };
      },
      'view/runs': async ({ view: id, first, count }) => {
        const view = this.#view(id);
        const runs = view.runs(first, count, MAX_RUNS);
        return {
          generation: view.generation,
          runs: runs === undefined ? undefined : Float64Array.from(runs),
        };
      },
      'view/find': async ({ view: id, what, from, direction }, signal) => {
        const view = this.#view(id);
        const row = await view.find(wantedRows(what), from, direction, signal);
        return { generation: view.generation, row };
      },
      'view/close': async ({ view }) => {
        this.#closeView(view);
        return {};
      },
      'capture/count': ({ rules, classes, highlighted }, callSignal) =>
        this.#slot.withCapture('present', callSignal, async ({ counter }, signal) => ({
          events: await counter.count(rules, classes, signal, highlighted),
        })),
      'capture/values': ({ column, text, limit }, callSignal) =>
        this.#slot.withCapture('present', callSignal, ({ values }, signal) =>
          values.find(column, text, limit, signal),
        ),
      'event/properties': async ({ event }) => eventProperties(this.#opened(), event),
      'event/host-names': async ({ event }, signal) => ({
        ends: [...(await hostNames(eventPath(this.#opened(), event), signal))],
      }),
      icon: async ({ index }) => {
        const record = this.#opened().capture.icons[index];
        if (record === undefined)
          throw new ProcscopeError('api/bad-request', `There is no icon ${index}.`, { index });
        return { edge: record.edge, image: new Uint8Array(record.image) };
      },
    };
  }
}

function wantedRows(what: CallInput<typeof VIEWER_CONTRACT, 'view/find'>['what']): Predicate | 'highlighted' {
  if ('highlighted' in what) return 'highlighted';
  return 'rules' in what ? rulesPredicate(what.rules) : textPredicate(what.text, what.columns);
}
