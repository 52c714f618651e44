import { describe, expect, it } from 'vitest';
import { BufferTable } from '../../../../src/engine/formats/etl/buffer-table.ts';
import { LossPlaces } from '../../../../src/engine/formats/etl/loss-places.ts';
import { readLogfileHeader } from '../../../../src/engine/formats/etl/logfile-header.ts';
import type { LogfileHeader } from '../../../../src/engine/formats/etl/logfile-header.ts';
import { buildEtl } from '../../../support/etl-builder.ts';

const END = 1000;

function header(eventsLost: number, buffersLost = 0): LogfileHeader {
  return readLogfileHeader(buildEtl({ eventsLost, buffersLost }))!;
}

/** The places of one file whose buffers with these flags begin at these times. */
function places(
  trace: LogfileHeader,
  buffers: readonly (readonly [flags: number, time: number | undefined])[],
  failed = 0,
) {
  const table = new BufferTable();
  const losses = new LossPlaces();
  buffers.forEach(([flags, time], i) => {
    table.add(i * 4096, 4096, 4096, 0, flags, i);
    losses.note(0, table, i, time);
  });
  return losses.places([trace], END, [failed]);
}

describe('LossPlaces', () => {
  it('finds nothing where nothing was lost', () => {
    expect(places(header(0), [[0, 10]])).toEqual([]);
  });

  it('gives the one place all that the header counts', () => {
    const found = places(header(3), [
      [0, 10],
      [2, 20],
    ]);
    expect(found).toEqual([{ time: 20, count: 3, cause: 'Windows had no buffer free' }]);
  });

  it('does not share out a count among several places', () => {
    const cause = 'Windows had no buffer free; 41 events of the whole trace';
    expect(
      places(header(41), [
        [2, 20],
        [2, 10],
      ]),
    ).toEqual([
      { time: 10, count: undefined, cause },
      { time: 20, count: undefined, cause },
    ]);
  });

  it('tells at the end what has no place', () => {
    expect(places(header(41, 2), [[0, 10]])).toEqual([
      { time: END, count: 41, cause: 'Windows lost them while the trace was written; it does not say when' },
      { time: END, count: undefined, cause: 'Windows lost 2 buffers of events; it does not say when' },
    ]);
  });

  it('places a lost buffer, and a loss in front of a buffer without records', () => {
    expect(
      places(header(0), [
        [0, 30],
        [4, undefined],
      ]),
    ).toEqual([{ time: 30, count: undefined, cause: 'Windows lost a buffer of events' }]);
  });

  it('counts events that could not be written', () => {
    expect(places(header(0), [], 5)).toEqual([
      { time: END, count: 5, cause: 'Windows could not write them' },
    ]);
  });
});
