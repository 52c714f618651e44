import type { ColumnName } from '../../shared/columns.ts';
import type { ColumnChoice } from '../../shared/settings.ts';
import type { App } from '../state/app-context.ts';

/** How long after the last key the widths that keys have set are kept for good. */
const COMMIT_DELAY_MS = 400;

/**
 * The columns of the table: those of the settings or, while the user drags or presses keys, what they are about to be. A
 * drag is kept once, at its end: each change of the settings is a file that is written and a message to every window.
 */
export class ColumnState {
  readonly #app: App;
  readonly #listeners = new Set<() => void>();
  #names: readonly ColumnName[] = [];
  #preview: readonly ColumnChoice[] | undefined;
  #commit: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    this.#app = app;
  }

  /** Follows the settings until the returned function is called, which keeps what was about to be kept. */
  follow(): () => void {
    const unsubscribe = this.#app.store.subscribe((state, before) => {
      if (state.settings.columns === before.settings.columns) return;
      this.#drop();
      this.#tell();
    });
    return () => {
      if (this.#commit !== undefined && this.#preview !== undefined) this.keep(this.#preview);
      unsubscribe();
    };
  }

  get columns(): readonly ColumnChoice[] {
    return this.#preview ?? this.#app.store.getState().settings.columns;
  }

  /** Their names; the same array until others are shown or their order changes. */
  get names(): readonly ColumnName[] {
    const { columns } = this;
    const isSame =
      columns.length === this.#names.length &&
      columns.every(({ name }, index) => name === this.#names[index]);
    if (!isSame) this.#names = columns.map(({ name }) => name);
    return this.#names;
  }

  /** Calls `listener` after every change, until the returned function is called. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Shows columns that are not kept yet. */
  preview(columns: readonly ColumnChoice[]): void {
    this.#drop();
    this.#preview = columns;
    this.#tell();
  }

  /** Goes back to the columns that are kept. */
  cancel(): void {
    this.#drop();
    this.#tell();
  }

  /** Keeps columns for good. */
  keep(columns: readonly ColumnChoice[]): void {
    this.#drop();
    this.#app.shell.changeSettings({ columns: [...columns] });
  }

  /** Shows columns at once, and keeps them when no other change follows soon: for keys that repeat. */
  keepSoon(columns: readonly ColumnChoice[]): void {
    this.preview(columns);
    this.#commit = setTimeout(() => this.keep(columns), COMMIT_DELAY_MS);
  }

  #drop(): void {
    clearTimeout(this.#commit);
    this.#commit = undefined;
    this.#preview = undefined;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
