import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, expect, it } from 'vitest';
import { workerEntries } from '../../scripts/build-targets.ts';

const folder = mkdtempSync(join(tmpdir(), 'procscope-build-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('starts a worker thread from the bundle as from the sources', async () => {
  mkdirSync(join(folder, 'src', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'src', 'answer.ts'), 'export const answer: number = 42;\n');
  writeFileSync(
    join(folder, 'src', 'deep', 'thread.ts'),
    "import { parentPort } from 'node:worker_threads';\nimport { answer } from '../answer.ts';\nparentPort?.postMessage(answer);\n",
  );
  writeFileSync(
    join(folder, 'src', 'start.ts'),
    [
      "import { Worker } from 'node:worker_threads';",
      "import { answer } from './answer.ts';",
      "const worker = new Worker(new URL('./deep/thread.ts', import.meta.url));",
      "worker.once('message', (got: number) => console.log(got === answer ? 'same' : 'other'));",
    ].join('\n'),
  );
  expect(execFileSync(process.execPath, [join(folder, 'src', 'start.ts')], { encoding: 'utf8' })).toBe(
    'same\n',
  );

  await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    plugins: [workerEntries()],
    build: {
      ssr: true,
      outDir: join(folder, 'out'),
      rolldownOptions: {
        input: { 'main/start': 'src/start.ts' },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  });
  rmSync(join(folder, 'src'), { recursive: true });
  expect(readdirSync(join(folder, 'out', 'main'))).toEqual(['start.js']);
  const start = join(folder, 'out', 'main', 'start.js');
  expect(execFileSync(process.execPath, [start], { encoding: 'utf8' })).toBe('same\n');
});
