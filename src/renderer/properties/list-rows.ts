import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import { UNIX_EPOCH_TICKS, TICKS_PER_SECOND, fileTime } from '../../shared/units.ts';
import type { ModuleColumn, PropertiesMessages, StackColumn } from '../messages/areas/properties.ts';
import { momentText } from './event-values.ts';

type ModuleInfo = EventProperties['process']['modules'][number];

/** Cells of a row by column, and what the row is sorted by where that is not the text. */
export interface DataRow<Column extends string> {
  readonly cells: Readonly<Record<Column, string>>;
  readonly keys?: Readonly<Partial<Record<Column, number | bigint>>>;
}

export interface StackRow extends DataRow<StackColumn> {
  readonly isKernel: boolean;
  /** The module's part of the location, which repeats it: `ntdll.dll + `. */
  readonly locationStart: string;
}

/** The last part of a path, whose separators may be of any system. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

/** The modules of a process, one a row, in the order of the capture. */
export function moduleRows(modules: readonly ModuleInfo[]): readonly DataRow<ModuleColumn>[] {
  return modules.map((module) => ({
    cells: {
      module: baseName(module.path),
      address: module.base,
      size: `0x${module.size.toString(16)}`,
      version: module.version,
      path: module.path,
      company: module.company,
      timestamp: timestampText(module.timestamp),
    },
    keys: { address: BigInt(module.base), size: module.size, timestamp: module.timestamp },
  }));
}

/** Seconds since 1970 as local time; nothing for 0, which stands for unknown. */
function timestampText(seconds: number): string {
  if (seconds === 0) return '';
  return momentText(fileTime(UNIX_EPOCH_TICKS + BigInt(seconds) * BigInt(TICKS_PER_SECOND)));
}

/** The frames of a stack, one a row, innermost first. */
export function stackRows(
  stack: EventProperties['stack'],
  texts: Pick<PropertiesMessages, 'kernel' | 'userMode' | 'unknownModule'>,
): readonly StackRow[] {
  return stack.map(({ address, isKernel, module, offset }, frame) => {
    const name = module === undefined ? texts.unknownModule : baseName(module);
    const locationStart = offset === undefined ? '' : `${name} + `;
    return {
      cells: {
        frame: String(frame),
        mode: isKernel ? texts.kernel : texts.userMode,
        module: name,
        location: offset === undefined ? address : `${locationStart}0x${offset.toString(16)}`,
        address,
        path: module ?? '',
      },
      isKernel,
      locationStart,
    };
  });
}

/** Whether a frame is the first one in user mode: it is parted from the kernel's by a line. */
export function isFirstOfUser(rows: readonly StackRow[], index: number): boolean {
  return index > 0 && rows[index]?.isKernel === false && rows[index - 1]?.isKernel === true;
}

/** How rows are sorted; absent while they stand in the capture's order. */
export interface SortOrder<Column extends string> {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** The order after a click on a column's header: ascending, then descending, then the capture's own. */
export function nextOrder<Column extends string>(
  order: SortOrder<Column> | undefined,
  column: Column,
): SortOrder<Column> | undefined {
  if (order?.column !== column) return { column, isDescending: false };
  return order.isDescending ? undefined : { column, isDescending: true };
}

/** The rows in an order. Texts are compared as people read them; rows that are equal keep their places. */
export function sorted<Column extends string, Row extends DataRow<Column>>(
  rows: readonly Row[],
  order: SortOrder<Column> | undefined,
  language: string,
): readonly Row[] {
  if (order === undefined) return rows;
  const { column, isDescending } = order;
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const compare = (a: Row, b: Row): number => {
    const [left, right] = [a.keys?.[column], b.keys?.[column]];
    if (left === undefined || right === undefined) return collator.compare(a.cells[column], b.cells[column]);
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return rows.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b)));
}
