import { describe, expect, it } from 'vitest';
import { cellText, textLimit } from '../../../src/renderer/table/cell-text.ts';
import { lastPartStart } from '../../../src/renderer/table/split-path.ts';
import { EventClass } from '../../../src/shared/event-class.ts';

describe('cellText', () => {
  it('leaves short texts as they are and marks what it cuts', () => {
    expect(cellText('short', 5)).toBe('short');
    expect(cellText('longer', 5)).toBe('longe…');
  });

  it('does not split a surrogate pair', () => {
    expect(cellText('abc😀def', 4)).toBe('abc…');
    expect(cellText('abc😀def', 5)).toBe('abc😀…');
  });

  it('has a bound, however wide a column is', () => {
    expect(textLimit(100)).toBe(40);
    expect(textLimit(1e6)).toBe(500);
  });
});

describe('lastPartStart', () => {
  const split = (path: string, eventClass: number = EventClass.FileSystem): [string, string] => {
    const start = lastPartStart(path, eventClass);
    return [path.slice(0, start), path.slice(start)];
  };

  it.each([
    ['C:\\Windows\\System32\\npmproxy.dll', 'C:\\Windows\\System32', '\\npmproxy.dll'],
    ['C:\\Windows\\', 'C:', '\\Windows\\'],
    ['C:\\', '', 'C:\\'],
    ['HKLM', '', 'HKLM'],
    ['', '', ''],
    ['\\', '', '\\'],
    ['\\Device', '', '\\Device'],
    ['/usr/lib/x.so', '/usr/lib', '/x.so'],
  ])('of %j', (path, folder, last) => {
    expect(split(path)).toEqual([folder, last]);
  });

  it('takes the remote end of a connection', () => {
    expect(split('me.local:49951 -> upload.example:https', EventClass.Network)).toEqual([
      'me.local:49951 -> ',
      'upload.example:https',
    ]);
    expect(split('no arrow', EventClass.Network)).toEqual(['', 'no arrow']);
  });
});
