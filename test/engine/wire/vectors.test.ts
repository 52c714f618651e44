import { describe, expect, it } from 'vitest';
import { ControlWriter } from '../../../src/engine/wire/control-frames.ts';
import { WireStream } from '../../../src/engine/wire/wire-stream.ts';
import { plainMessage } from './plain-message.ts';
import { goldenVectors } from './vectors.ts';

describe('golden vectors of the wire protocol', () => {
  const vectors = [...goldenVectors('helper'), ...goldenVectors('windows-helper')];

  it('has one for each kind of frame that a helper sends', () => {
    const types = new Set(
      vectors.flatMap(({ says }) => says.map((message) => (message as { type: string }).type)),
    );
    expect([...types].sort()).toEqual(
      [
        ...['accounts', 'bye', 'clock', 'drives', 'endpoints', 'error', 'events', 'hello', 'log', 'losses'],
        'processes',
        ...['program', 'raw-providers', 'raw-records', 'raw-session', 'reset', 'state', 'statistics'],
        ...['strings', 'system-processes'],
      ].sort(),
    );
  });

  it.each(vectors)('decodes $name', ({ bytes, says }) => {
    const stream = new WireStream();
    const messages = [];
    // Each vector is a part of one stream, so the numbers of its frames begin where the one before ended.
    for (const message of stream.push(Buffer.from(bytes, 'hex'))) {
      if (message.type !== 'damage') messages.push(plainMessage(message));
    }
    expect(messages).toEqual(says);
    expect(stream.end()).toBeUndefined();
  });

  it('encodes the commands', () => {
    const controls = goldenVectors('engine').find(({ name }) => name === 'controls');
    const writer = new ControlWriter();
    const frames = [
      writer.start(1, { snapshot: false }),
      writer.filter(2, {
        classMask: 0x2a,
        operations: [1, 2, 1006],
        failuresOnly: true,
        skipOthers: true,
        minimumDuration: 1_000_000n,
        scopes: [
          { pid: 4711, record: true, tree: true },
          { pid: 12, record: false, tree: false },
        ],
      }),
      writer.filter(3, {}),
      writer.rate(4, { flushMilliseconds: 20, statisticsMilliseconds: 500, eventsPerSecond: 100_000 }),
      writer.stop(5),
      writer.shutdown(0xffff_ffff),
    ];
    expect(Buffer.concat(frames).toString('hex')).toBe(controls?.bytes);
    expect(writer.start(7, { stacks: true }).readUInt32LE(24 + 8)).toBe(2);
  });
});
