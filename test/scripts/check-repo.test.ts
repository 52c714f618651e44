import { describe, expect, it } from 'vitest';
import { machinePaths, namedPaths } from '../../scripts/check-repo.mjs';

const TOP = ['src', 'test', 'package.json', 'README.md'];

describe('paths that a document names', () => {
  it('finds links and inline code, and where', () => {
    const text =
      'See [the guide](./GUIDE.md#start "title").\n\nThe code is in `src/engine` and `package.json`.';
    expect(namedPaths(text, TOP)).toEqual([
      { path: './GUIDE.md', line: 1, relative: true },
      { path: 'src/engine', line: 3, relative: false },
      { path: 'package.json', line: 3, relative: false },
    ]);
  });

  it('leaves alone addresses, commands, patterns, other folders and fenced blocks', () => {
    const text = [
      '[site](https://example.org/src/x) and [here](#part)',
      '`node src/cli/x.ts`, `src/**`, `other/folder`, `X.PML`, `src/<layer>`',
      '```sh',
      'cat `src/nothing`',
      '```',
    ].join('\n');
    expect(namedPaths(text, TOP)).toEqual([]);
  });
});

describe('paths of one machine', () => {
  // Put together here, so that the check does not find them in this file.
  const slash = '/';

  it.each(['work/main/src', 'home/kim/procscope', 'root/.cache'])('finds /%s', (path) => {
    expect(machinePaths(`first\nsee ${slash}${path} there`)).toEqual([
      {
        path:
          slash +
          path
            .split('/')
            .slice(0, path.startsWith('home') ? 3 : 2)
            .join('/'),
        line: 2,
      },
    ]);
  });

  it.each(['./work/main', 'src/work/x', '/home/alice/notes', 'https://example.org/work/x', '/usr/lib/x'])(
    'leaves %s alone',
    (text) => {
      expect(machinePaths(text)).toEqual([]);
    },
  );
});
