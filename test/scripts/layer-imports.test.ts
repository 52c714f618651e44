import { join } from 'node:path';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { layerImports, layerViolation } from '../../scripts/lint/layer-imports.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function violation(file: string, specifier: string): string | undefined {
  return layerViolation(ROOT, join(ROOT, file), specifier);
}

describe('imports between layers', () => {
  it.each([
    ['src/engine/store/segment.ts', '../../shared/units.ts'],
    ['src/engine/store/segment.ts', './column.ts'],
    ['src/cli/info.ts', '../engine/pml/reader.ts'],
    ['src/main/main.ts', '../engine/index.ts'],
    ['src/main/main.ts', 'electron'],
    ['src/preload/preload.ts', 'electron/renderer'],
    ['src/engine/store/segment.ts', 'node:fs'],
    ['src/renderer/app.tsx', '../shared/api/client.ts'],
    ['src/renderer/app.tsx', '../../assets/icon.png'],
    ['src/renderer/app.tsx', 'react'],
    ['src/shared/api/contract.ts', 'zod'],
    ['test/engine/store.test.ts', '../../src/renderer/app.tsx'],
    ['scripts/start.ts', 'node:fs'],
  ])('%s may import %s', (file, specifier) => {
    expect(violation(file, specifier)).toBeUndefined();
  });

  it.each([
    [
      'src/shared/units.ts',
      '../engine/index.ts',
      'src/shared may import nothing of ours, not src/engine/index.',
    ],
    ['src/engine/index.ts', '../renderer/app.tsx', 'src/engine may import src/shared, not src/renderer/app.'],
    [
      'src/renderer/app.tsx',
      '../engine/index.ts',
      'src/renderer may import src/shared, not src/engine/index.',
    ],
    [
      'src/main/main.ts',
      '../engine/store/segment.ts',
      'src/main may import src/shared, src/engine/index and src/host, not src/engine/store/segment.',
    ],
    [
      'src/main/main.ts',
      '../renderer/app.tsx',
      'src/main may import src/shared, src/engine/index and src/host, not src/renderer/app.',
    ],
    [
      'src/cli/procscope.ts',
      '../main/main.ts',
      'src/cli may import src/shared, src/engine and src/host, not src/main/main.',
    ],
    [
      'src/cli/procscope.ts',
      '../../test/support/x.ts',
      'src/cli may not import files outside src: ../../test/support/x.ts.',
    ],
    ['src/engine/index.ts', 'electron', 'src/engine may not import Electron.'],
    ['src/renderer/app.tsx', 'electron', 'src/renderer may not import Electron.'],
    ['src/shared/units.ts', 'node:buffer', "src/shared may not import Node's node:buffer."],
    ['src/renderer/app.tsx', 'fs', "src/renderer may not import Node's fs."],
    ['src/preload/preload.ts', 'node:fs', "src/preload may not import Node's node:fs."],
    ['src/extra/x.ts', './y.ts', 'src/extra is no layer: give it a line in scripts/lint/layers.ts.'],
  ])('%s may not import %s', (file, specifier, reason) => {
    expect(violation(file, specifier)).toBe(reason);
  });

  it('finds every way of importing', () => {
    const code = [
      "import { a } from '../engine/a.ts';",
      "import '../engine/b.ts';",
      "export { c } from '../engine/c.ts';",
      "export * from '../engine/d.ts';",
      "const e = import('../engine/e.ts');",
      "import { ok } from './ok.ts';",
    ].join('\n');
    const linter = new Linter({ cwd: ROOT });
    const messages = linter.verify(
      code,
      [
        {
          plugins: { procscope: { rules: { 'layer-imports': layerImports } } },
          rules: { 'procscope/layer-imports': 'error' },
        },
      ],
      join(ROOT, 'src/shared/x.js'),
    );
    expect(messages.map((message) => [message.line, message.ruleId])).toEqual(
      [1, 2, 3, 4, 5].map((line) => [line, 'procscope/layer-imports']),
    );
  });
});
