import { connect } from '../../shared/api/client.ts';
import type { Client } from '../../shared/api/client.ts';
import type { RowWindow } from '../../shared/api/row-window.ts';
import type { ViewId } from '../../shared/api/schemas.ts';
import type { Transport } from '../../shared/api/transport.ts';
import { VIEWER_CONTRACT } from '../../shared/api/viewer-contract.ts';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { CallInput, CallOutput } from '../../shared/api/contract.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { ProcscopeError, isCancelled } from '../../shared/errors.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import { viewRow } from '../../shared/units.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { AppStore } from '../state/app-store.ts';

/** What to look for: rows that rules match, or that have a text in one of some columns. */
export type FindWhat = CallInput<typeof VIEWER_CONTRACT, 'view/find'>['what'];
export type ColumnValues = CallOutput<typeof VIEWER_CONTRACT, 'capture/values'>;

export interface RowOfEvent {
  readonly generation: number;
  /** The event's row, or the nearest when it is not shown; absent while nothing is shown. */
  readonly row: ViewRow | undefined;
  readonly exact: boolean;
}

/** The window's one connection to the engine and its one view; what the engine tells goes to the store. */
export class Session {
  readonly #client: Client<typeof VIEWER_CONTRACT>;
  readonly #store: AppStore;
  readonly #view: Promise<ViewId>;

  constructor(transport: Transport, store: AppStore) {
    this.#store = store;
    this.#client = connect(VIEWER_CONTRACT, transport);
    this.#client.onClosed(() => store.getState().connectionLost());
    this.#client.on('capture/changed', (state) => store.getState().captureChanged(state));
    this.#client.on('view/changed', (state) => store.getState().viewChanged(state));
    this.#view = this.#open();
    this.#view.catch((error: unknown) => this.#report(error));
  }

  /** Settled when the view is there, or the engine has refused it. */
  get opened(): Promise<unknown> {
    return this.#view.catch(() => undefined);
  }

  /** Shows the events of these classes, and says so at once. */
  setClasses(classes: ClassMask): void {
    this.#store.getState().classesChosen(classes);
    void this.#run(async () => {
      const state = await this.#client.call('view/classes', { view: await this.#view, classes });
      this.#store.getState().viewChanged(state);
    });
  }

  /**
   * Brings rules in force; the rows of the old ones stay until then. A later call takes this one's place.
   * Errors: as the contract's call `view/filter`; the old rules then hold.
   */
  async setRules(rules: readonly FilterRule[]): Promise<void> {
    const state = await this.#client.call('view/filter', { view: await this.#view, rules });
    this.#store.getState().viewChanged(state);
  }

  /**
   * Has the engine say which rows these rules highlight. A later call takes this one's place.
   * Errors: as the contract's call `view/highlight`; the old rules then hold.
   */
  async setHighlight(rules: readonly FilterRule[]): Promise<void> {
    const state = await this.#client.call('view/highlight', { view: await this.#view, rules });
    this.#store.getState().viewChanged(state);
  }

  cancelOpening(): void {
    void this.#run(() => this.#client.call('capture/cancel-opening', {}));
  }

  /** Rows of the view with the texts of some columns. Errors: as the contract's call `view/rows`. */
  async rows(
    first: number,
    count: number,
    columns: readonly ColumnName[],
    signal: AbortSignal,
  ): Promise<RowWindow> {
    const view = await this.#view;
    return this.#client.call('view/rows', { view, first: viewRow(first), count, columns }, { signal });
  }

  /** Errors: as the contract's call `view/row-of-event`. */
  async rowOfEvent(event: EventNo): Promise<RowOfEvent> {
    const { generation, row, exact } = await this.#client.call('view/row-of-event', {
      view: await this.#view,
      event,
    });
    return { generation, row, exact };
  }

  /** Errors: as the contract's call `view/event-of-row`. */
  async eventOfRow(row: ViewRow): Promise<{ generation: number; event: EventNo }> {
    return this.#client.call('view/event-of-row', { view: await this.#view, row });
  }

  /** An icon as an `ICONIMAGE` resource. Errors: as the contract's call `icon`. */
  icon(index: number): Promise<{ edge: number; image: Uint8Array }> {
    return this.#client.call('icon', { index });
  }

  /** The next row that matches. Errors: as the contract's call `view/find`. */
  async find(
    what: FindWhat,
    from: ViewRow | undefined,
    direction: 1 | -1,
    signal: AbortSignal,
  ): Promise<{ generation: number; row: ViewRow | undefined }> {
    const { generation, row } = await this.#client.call(
      'view/find',
      { view: await this.#view, what, from, direction },
      { signal },
    );
    return { generation, row };
  }

  /** Runs of successive events among rows. Errors: as the contract's call `view/runs`. */
  async runs(first: ViewRow, count: number): Promise<{ generation: number; runs: Float64Array | undefined }> {
    const { generation, runs } = await this.#client.call('view/runs', {
      view: await this.#view,
      first,
      count,
    });
    return { generation, runs };
  }

  /**
   * Events of the capture that rules and classes show; with `highlighted`, those of them that such highlight rules match.
   * Errors: as the contract's call `capture/count`.
   */
  async countEvents(
    rules: readonly FilterRule[],
    classes: ClassMask | undefined,
    signal: AbortSignal,
    highlighted?: readonly FilterRule[],
  ): Promise<number> {
    const input = { rules, classes, highlighted };
    return (await this.#client.call('capture/count', input, { signal })).events;
  }

  /** Values of a column with their counts. Errors: as the contract's call `capture/values`. */
  values(column: ColumnName, text: string, limit: number, signal: AbortSignal): Promise<ColumnValues> {
    return this.#client.call('capture/values', { column, text, limit }, { signal });
  }

  /** All that is known of an event. Errors: as the contract's call `event/properties`. */
  properties(event: EventNo): Promise<EventProperties> {
    return this.#client.call('event/properties', { event });
  }

  async #open(): Promise<ViewId> {
    const app = this.#store.getState();
    const state = await this.#client.call('view/open', { classes: app.classes });
    app.captureChanged(await this.#client.call('capture/info', {}));
    // What the engine has told of the view meanwhile is newer.
    if (this.#store.getState().view === undefined) app.viewChanged(state);
    return state.view;
  }

  async #run(job: () => Promise<unknown>): Promise<void> {
    try {
      await job();
    } catch (error) {
      this.#report(error);
    }
  }

  /** A connection that ended has its own place in the store, a cancelled call was wanted. */
  #report(error: unknown): void {
    if (isCancelled(error)) return;
    if (error instanceof ProcscopeError && (error.code === 'api/closed' || error.code === 'api/protocol'))
      return;
    console.error(error);
  }
}
