import { dirname, join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';

/** Entries that run on Node, in Electron or without it: name in `out` and source. */
const NODE_ENTRIES = {
  'main/main': 'src/main/main.ts',
  'engine/engine-process': 'src/main/engine-process.ts',
  'cli/procscope': 'src/cli/bin.ts',
} as const;

/** Not bundled: Electron is part of the runtime, better-sqlite3 finds its binary beside itself, ws does without these. */
const EXTERNAL = ['electron', 'better-sqlite3', 'bufferutil', 'utf-8-validate'];

/** What Vite builds, in order. */
export function buildTargets(root: string): InlineConfig[] {
  const common = { configFile: false, logLevel: 'warn', clearScreen: false } as const satisfies InlineConfig;
  const output = (folder: string): NonNullable<InlineConfig['build']> => ({
    outDir: join(root, 'out', folder),
    emptyOutDir: false,
    sourcemap: true,
    minify: false,
    reportCompressedSize: false,
  });
  return [
    {
      ...common,
      root,
      plugins: [workerEntries()],
      ssr: { noExternal: true, external: EXTERNAL, target: 'node' },
      build: {
        ...output('.'),
        ssr: true,
        target: 'node24',
        rolldownOptions: {
          input: NODE_ENTRIES,
          // The main process imports a few functions of the engine's entry; without this it would load all of it.
          treeshake: { moduleSideEffects: (id) => !/\/src\/(engine|host)\//.test(id.replaceAll('\\', '/')) },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
    {
      ...common,
      root,
      // A sandboxed preload script is CommonJS and one file.
      ssr: { noExternal: true, external: ['electron'], target: 'node' },
      build: {
        ...output('preload'),
        ssr: true,
        target: 'node24',
        rolldownOptions: {
          input: { preload: 'src/preload/preload.ts' },
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
    {
      ...common,
      root: join(root, 'src', 'renderer'),
      base: './',
      plugins: [react(), preloadMainPage()],
      publicDir: false,
      build: {
        ...output('renderer'),
        // The runtime's Chromium, and the other engines in which the served page is opened.
        target: ['chrome140', 'firefox140', 'safari26'],
        minify: true,
        assetsInlineLimit: 0, // the content security policy knows no data: addresses
        modulePreload: { polyfill: false },
      },
    },
  ];
}

/**
 * Lets the browser fetch the code of the main window's page together with the page, not when the first script has run and
 * asks for it.
 */
function preloadMainPage(): Plugin {
  return {
    name: 'procscope:preload-main-page',
    transformIndexHtml(_html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((file) => file.type === 'chunk');
      const page = chunks.find((chunk) => chunk.name === 'main-page');
      const names = page === undefined ? [] : [...page.imports, page.fileName];
      const entries = chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
      return names
        .filter((name) => !entries.includes(name))
        .map((name) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `./${name}` },
        }));
    },
  };
}

/**
 * Bundles modules that the code starts as threads of their own. `new Worker(new URL('./x.ts', import.meta.url))` runs
 * as it is from the sources; in the bundle the address becomes that of x's own chunk.
 */
export function workerEntries(): Plugin {
  const pattern = /new URL\(\s*['"](\.{1,2}\/[^'"]+\.ts)['"]\s*,\s*import\.meta\.url\s*,?\s*\)/g;
  return {
    name: 'procscope:worker-entries',
    enforce: 'pre',
    // Vite's own answer is an address on a web server.
    resolveFileUrl: ({ relativePath }) => `new URL('${relativePath}', import.meta.url).href`,
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      const changed = code.replace(pattern, (_all, path: string) => {
        const reference = this.emitFile({ type: 'chunk', id: resolve(dirname(id), path) });
        return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`;
      });
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
