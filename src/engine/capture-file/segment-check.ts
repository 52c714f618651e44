import type { Epoch } from '../store/epoch.ts';
import type { SegmentColumnName, SegmentColumns } from '../store/segment.ts';
import { corrupt } from './file-errors.ts';

/**
 * Makes sure that the cells of a column that came from a file name entries that there are: loops over cells index tables by
 * them without looking. Errors: 'capture/corrupt'.
 */
export function checkCells(
  name: SegmentColumnName,
  cells: SegmentColumns[SegmentColumnName],
  epoch: Epoch,
): void {
  switch (name) {
    case 'process':
      checkBelow(name, cells, epoch.processes.size);
      return;
    case 'operation':
      checkBelow(name, cells, epoch.operations.size);
      return;
    case 'result':
      checkBelow(name, cells, epoch.results.size);
      return;
    case 'stack':
      checkBelow(name, cells, epoch.stacks.size);
      return;
    case 'path':
      checkTexts(cells, epoch);
      return;
    case 'time':
    case 'duration':
      checkNumbers(name, cells);
      return;
    case 'tid':
    case 'payloadOffset':
    case 'payloadLength':
      return;
  }
}

/** Makes sure that every payload lies within the segment's `bytes` bytes. Errors: 'capture/corrupt'. */
export function checkPayloads(offsets: Uint32Array, lengths: Uint32Array, bytes: number): void {
  if (offsets.length !== lengths.length) throw corrupt('payload lengths are missing');
  let worst = 0;
  for (let i = 0; i < offsets.length; i++) {
    const end = offsets[i]! + lengths[i]!;
    if (end > worst) worst = end;
  }
  if (worst > bytes) throw corrupt('a payload lies outside of its segment', { end: worst, bytes });
}

function checkBelow(name: SegmentColumnName, cells: SegmentColumns[SegmentColumnName], size: number): void {
  let highest = -1;
  for (let i = 0; i < cells.length; i++) if (cells[i]! > highest) highest = cells[i]!;
  if (highest >= size)
    throw corrupt('an event names an entry that no dictionary has', { column: name, id: highest, size });
}

function checkTexts(cells: SegmentColumns[SegmentColumnName], epoch: Epoch): void {
  const narrowEnd = epoch.strings.narrow.size * 2;
  const wideEnd = epoch.strings.wide.size * 2;
  let narrow = 0;
  let wide = 0;
  for (let i = 0; i < cells.length; i++) {
    const id = cells[i]!;
    if ((id & 1) === 0) {
      if (id > narrow) narrow = id;
    } else if (id > wide) wide = id;
  }
  if (narrow >= narrowEnd || wide > wideEnd)
    throw corrupt('an event names a text that no dictionary has', { narrow, wide });
}

function checkNumbers(name: SegmentColumnName, cells: SegmentColumns[SegmentColumnName]): void {
  let isExact = true;
  for (let i = 0; i < cells.length; i++) if (Math.trunc(cells[i]!) !== cells[i]!) isExact = false;
  // Infinity passes the test above and NaN does not; neither is a time.
  if (isExact) for (let i = 0; i < cells.length; i++) if (cells[i]! - cells[i]! !== 0) isExact = false;
  if (!isExact) throw corrupt('a time is not a whole number of ticks', { column: name });
}
