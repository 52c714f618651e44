import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Epoch } from '../../../src/engine/store/epoch.ts';
import { ColumnValues } from '../../../src/engine/values/column-values.ts';
import { EventCounter } from '../../../src/engine/values/event-counter.ts';
import { View } from '../../../src/engine/view/view.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../../src/shared/event-class.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import type { ClassMask } from '../../../src/shared/event-class.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { eventNo, viewRow } from '../../../src/shared/units.ts';
import type { RelTicks } from '../../../src/shared/units.ts';
import { eventsOf, exclude, include } from '../../support/filters.ts';
import { TestCapture } from '../../support/test-capture.ts';

/** What may happen to a capture and its view. */
type Step =
  | { readonly kind: 'append'; readonly count: number }
  | { readonly kind: 'seal' | 'epoch' | 'update' | 'loss' }
  | { readonly kind: 'drop'; readonly keep: number }
  | { readonly kind: 'filter'; readonly filter: number; readonly wait: boolean }
  | { readonly kind: 'highlight'; readonly filter: number; readonly wait: boolean }
  | { readonly kind: 'classes'; readonly classes: ClassMask }
  | { readonly kind: 'user'; readonly pid: number; readonly user: string };

interface ModelEvent {
  readonly pid: number;
  readonly isRegistry: boolean;
  readonly detail: string;
  readonly path: string;
  readonly tid: number;
  user: string;
}

/** Rules beside the same in plain code. */
const FILTERS: readonly { rules: readonly FilterRule[]; shows: (event: ModelEvent) => boolean }[] = [
  { rules: [], shows: () => true },
  { rules: [include('pid', 'less than', '2')], shows: (event) => event.pid < 2 },
  { rules: [exclude('user', 'is', 'root')], shows: (event) => event.user !== 'root' },
  {
    rules: [include('detail', 'contains', 'odd'), exclude('pid', 'is', '0')],
    shows: (event) => event.detail === 'odd' && event.pid !== 0,
  },
  {
    rules: [
      include('user', 'is', ''),
      include('user', 'is', 'root'),
      include('operation', 'is', 'RegOpenKey'),
    ],
    shows: (event) => (event.user === '' || event.user === 'root') && event.isRegistry,
  },
];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('append'), count: fc.integer({ min: 1, max: 70 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('seal', 'epoch', 'update', 'loss') }) },
  fc.record({ kind: fc.constant('drop'), keep: fc.nat(150) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('filter', 'highlight'),
      filter: fc.nat(FILTERS.length - 1),
      wait: fc.boolean(),
    }),
  },
  fc.record({
    kind: fc.constant('classes'),
    classes: fc.constantFrom(0, ALL_CLASSES, ALL_CLASSES & ~classBit(EventClass.Registry)),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('user'), pid: fc.nat(3), user: fc.constantFrom('', 'root') }),
  },
);

/** Columns of every kind of source beside the same in plain code. */
const CELLS: readonly (readonly [ColumnName, (event: ModelEvent) => string])[] = [
  ['pid', (event) => String(event.pid)],
  ['user', (event) => event.user],
  ['operation', (event) => (event.isRegistry ? 'RegOpenKey' : 'ReadFile')],
  ['path', (event) => event.path],
  ['tid', (event) => String(event.tid)],
  ['detail', (event) => event.detail],
];

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** First and last of each run of successive numbers, by turns. */
function runsOf(numbers: readonly number[]): number[] {
  const isFirst = (i: number): boolean => numbers[i - 1] !== numbers[i]! - 1;
  const isLast = (i: number): boolean => numbers[i + 1] !== numbers[i]! + 1;
  return numbers.flatMap((number, i) => [...(isFirst(i) ? [number] : []), ...(isLast(i) ? [number] : [])]);
}

/** A capture, its view, and what the view should show. */
class Model {
  readonly test = new TestCapture();
  readonly view = new View(this.test.capture);
  readonly #counter = new EventCounter(this.test.capture);
  readonly #values = new ColumnValues(this.test.capture);
  readonly #events: ModelEvent[] = [];
  readonly #losses = new Set<number>();
  /** Users by PID: a process is a record of its epoch. */
  readonly #users = new WeakMap<Epoch, Map<number, string>>();
  #filter = FILTERS[0]!;
  #highlight = FILTERS[0]!;
  #running: Promise<unknown> | undefined;
  /** Marks of the rows at the last update, and the generation that they were of. */
  #lastMarks: { readonly marks: readonly boolean[]; readonly generation: number } | undefined;

  async run(step: Step): Promise<void> {
    const { store } = this.test;
    switch (step.kind) {
      case 'append':
        for (let i = 0; i < step.count; i++) this.#append();
        return;
      case 'seal':
        store.seal();
        return;
      case 'epoch':
        store.beginEpoch();
        return;
      case 'drop':
        store.setHistory({ events: step.keep });
        store.setHistory({});
        return;
      case 'loss':
        store.addLoss({ event: store.end, time: 0 as RelTicks, count: undefined, cause: '' });
        this.#losses.add(store.end);
        this.#append();
        return;
      case 'user':
        this.#setUser(step.pid, step.user);
        return;
      case 'classes':
        this.view.setClasses(step.classes);
        return;
      case 'filter':
        this.#filter = FILTERS[step.filter]!;
        this.#running = this.view.setFilter(this.#filter.rules);
        if (step.wait) await this.#running;
        return;
      case 'highlight':
        this.#highlight = FILTERS[step.filter]!;
        this.#running = Promise.all([this.#running, this.view.setHighlight(this.#highlight.rules)]);
        if (step.wait) await this.#running;
        return;
      case 'update': {
        await this.#running;
        const { generation } = this.view;
        const before = { events: eventsOf(this.view), marks: this.#lastMarks, generation };
        const hasChanged = this.view.update();
        this.#check(before, hasChanged);
        await this.#checkCounts();
        await this.#checkHighlighted(before);
        return;
      }
    }
  }

  #append(): void {
    const number = this.#events.length;
    const event = {
      pid: number % 4,
      isRegistry: number % 3 === 0,
      detail: number % 5 === 1 ? 'odd' : 'even',
      path: `C:\\${number % 7}`,
      tid: number % 2 === 0 ? 12 : 400_000 + (number % 3),
    };
    const operation = event.isRegistry ? 'RegOpenKey' : 'ReadFile';
    const { pid, detail, path, tid } = event;
    expect(this.test.append({ pid, operation, detail, path, tid })).toBe(number);
    this.#events.push({ ...event, user: this.#usersOf(this.#epochOf(number)).get(event.pid) ?? '' });
  }

  #setUser(pid: number, user: string): void {
    const { store } = this.test;
    this.test.replaceProcess({ pid }, { user: store.epoch.strings.intern(user) });
    this.#usersOf(store.epoch).set(pid, user);
    this.#events.forEach((event, no) => {
      if (event.pid === pid && this.#epochOf(no) === store.epoch) event.user = user;
    });
  }

  #usersOf(epoch: Epoch | undefined): Map<number, string> {
    if (epoch === undefined) throw new Error('The event is not kept');
    let users = this.#users.get(epoch);
    if (users === undefined) this.#users.set(epoch, (users = new Map<number, string>()));
    return users;
  }

  #epochOf(event: number): Epoch | undefined {
    return this.test.store.segmentOf(event)?.epoch;
  }

  #check(before: { events: readonly number[]; generation: number }, hasChanged: boolean): void {
    const { store } = this.test;
    const { view } = this;
    const shown: number[] = [];
    for (let no = store.first as number; no < store.end; no++) {
      const event = this.#events[no]!;
      const eventClass = event.isRegistry ? EventClass.Registry : EventClass.FileSystem;
      const isHidden = (view.classes & classBit(eventClass)) === 0;
      if (this.#losses.has(no) || (this.#filter.shows(event) && !isHidden)) shown.push(no);
    }
    const events = eventsOf(view);
    expect(events).toEqual(shown);
    expect([...view.rows(0, view.length)].map(({ segment, index }) => segment.first + index)).toEqual(shown);
    expect(hasChanged || events.join() === before.events.join()).toBe(true);
    // The same generation says that all rows there were are where they were.
    if (view.generation === before.generation)
      expect(events.slice(0, before.events.length)).toEqual(before.events);
    shown.forEach((no, row) => expect(view.rowOf(eventNo(no))).toEqual({ row, exact: true }));
    const middle = viewRow(Math.floor(view.length / 2));
    const places = [...view.rows(middle, 5)].map(({ segment, index }) => segment.first + index);
    expect(places).toEqual(shown.slice(middle, middle + 5));
    this.#checkNearest(shown);
    this.#checkRuns(shown);
  }

  async #checkHighlighted(before: {
    readonly marks: { readonly marks: readonly boolean[]; readonly generation: number } | undefined;
  }): Promise<void> {
    const { view } = this;
    const hasRules = this.#highlight.rules.length > 0;
    const expected = eventsOf(view).map(
      (no) => hasRules && !this.#losses.has(no) && this.#highlight.shows(this.#events[no]!),
    );
    const places = [...view.rows(0, view.length)];
    expect(Array.from(view.highlighted(places), (mark) => mark === 1)).toEqual(expected);
    const { generation } = view;
    if (before.marks?.generation === generation) {
      expect(expected.slice(0, before.marks.marks.length)).toEqual(before.marks.marks);
    }
    this.#lastMarks = { marks: expected, generation };

    const rows = [...expected.keys()].filter((row) => expected[row] === true);
    const middle = viewRow(Math.floor(view.length / 2));
    expect(await view.findHighlighted(undefined, 1)).toBe(rows[0]);
    expect(await view.findHighlighted(undefined, -1)).toBe(rows.at(-1));
    expect(await view.findHighlighted(middle, 1)).toBe(rows.find((row) => row > middle));
    expect(await view.findHighlighted(middle, -1)).toBe(rows.findLast((row) => row < middle));
    const { signal } = new AbortController();
    const counted = this.#counter.count(this.#filter.rules, view.classes, signal, this.#highlight.rules);
    expect(await counted).toBe(rows.length);
  }

  #checkRuns(shown: readonly number[]): void {
    const first = Math.floor(shown.length / 3);
    for (const [from, count] of [
      [0, shown.length],
      [first, 7],
      [first, 2 ** 53 - 1],
      [shown.length, 1],
    ] as const) {
      const runs = runsOf(shown.slice(from, from + count));
      expect(this.view.runs(viewRow(from), count, runs.length / 2)).toEqual(runs);
      if (runs.length > 0) expect(this.view.runs(viewRow(from), count, runs.length / 2 - 1)).toBeUndefined();
    }
  }

  /** Counts and values are kept from one question to the next: they too must follow whatever happens. */
  async #checkCounts(): Promise<void> {
    const { signal } = new AbortController();
    expect(await this.#counter.count(this.#filter.rules, this.view.classes, signal)).toBe(this.view.length);
    const { store } = this.test;
    const kept = this.#events.slice(store.first, store.end);
    for (const [column, cell] of CELLS) {
      const { values, isComplete } = await this.#values.find(column, '', 1000, signal);
      expect(isComplete).toBe(true);
      expect(new Map(values.map(({ text, events }) => [text, events]))).toEqual(countsOf(kept.map(cell)));
    }
  }

  #checkNearest(shown: readonly number[]): void {
    const { store } = this.test;
    for (let no = store.first - 1; no <= store.end; no++) {
      if (no < 0) continue;
      const found = this.view.rowOf(eventNo(no));
      if (shown.length === 0) {
        expect(found).toBeUndefined();
        continue;
      }
      const distance = Math.min(...shown.map((other) => Math.abs(other - no)));
      expect(Math.abs(shown[found!.row]! - no)).toBe(distance);
      expect(found!.exact).toBe(distance === 0);
    }
  }
}

test('rows are those of a filtered list, whatever happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const model = new Model();
      for (const one of steps) await model.run(one);
      await model.run({ kind: 'update' });
    }),
    { numRuns: 60 },
  );
}, 30_000);
