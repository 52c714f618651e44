import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogStream } from '../../../../src/engine/boot/linux/log-stream.ts';
import { ID, logHead } from './plain-log.ts';

/** What comes of a stream that arrives in chunks, the bytes of a piece put together. */
function readAll(chunks: readonly Buffer[]): { items: string[]; hasEnded: boolean } {
  const stream = new LogStream();
  const items: string[] = [];
  let bytes: Buffer[] = [];
  for (const chunk of chunks) {
    for (const item of stream.push(chunk)) {
      if (item.type === 'bytes') bytes.push(Buffer.from(item.bytes));
      else if (item.type === 'piece-end') {
        items.push(`bytes ${Buffer.concat(bytes).toString('hex')}`);
        bytes = [];
      } else if (item.type === 'piece') items.push(`piece ${item.number}`);
      else if (item.type === 'state') items.push(`state ${item.state.id} ${item.state.began}`);
      else items.push(item.type);
    }
  }
  return { items, hasEnded: stream.hasEnded };
}

function whole(pieces: readonly Uint8Array[]): Buffer {
  const parts = pieces.flatMap((bytes, i) => [Buffer.from(`piece ${i + 1} ${bytes.length}\n`), bytes]);
  return Buffer.concat([logHead(), ...parts, Buffer.from('end\n')]);
}

describe('the stream that a log is sent in', () => {
  it('gives its state, its pieces and its end, however it is cut into chunks', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 });
    fc.assert(
      fc.property(pieces, fc.array(fc.integer({ min: 1, max: 30 })), (list, sizes) => {
        const bytes = whole(list);
        const chunks: Buffer[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i] ?? bytes.length;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(readAll(chunks)).toEqual({
          items: [
            `state ${ID} 900000000`,
            ...list.flatMap((piece, i) => [`piece ${i + 1}`, `bytes ${Buffer.from(piece).toString('hex')}`]),
            'end',
          ],
          hasEnded: true,
        });
      }),
    );
  });

  it('has not ended when its last line has not come', () => {
    expect(readAll([whole([Buffer.from('abc')]).subarray(0, -1)]).hasEnded).toBe(false);
  });

  it.each([
    ['another text', 'something else\n'],
    ['another version of the stream', 'procscope-boot-log 2\nversion 1\nend\n'],
    ['another version of the state', logHead().toString().replace('version 1', 'version 2') + 'end\n'],
    [
      'a state without a number',
      logHead()
        .toString()
        .replace(/^offset .*\n/m, '') + 'end\n',
    ],
    ['a line where a piece should begin', `${logHead().toString()}piece 1 0\nnonsense\n`],
    ['what comes behind the end', `${logHead().toString()}end\nmore\n`],
    ['a line without an end', 'x'.repeat(5000)],
  ])('refuses %s', (_name, text) => {
    expect(() => readAll([Buffer.from(text)])).toThrow(
      /does not know. Install the app and its capture helper/,
    );
  });
});
