/**
 * The layers of `src` and the only imports that may cross between them. The lint rule `procscope/layer-imports` reads
 * these tables; to change an arrow, change it here and in the README's architecture section.
 */

/** A layer may import itself and these: a layer, or one module of a layer (`engine/index`). */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  engine: ['shared'],
  host: ['shared', 'engine/index'],
  main: ['shared', 'engine/index', 'host'],
  preload: ['shared', 'engine/index'],
  cli: ['shared', 'engine', 'host'],
  renderer: ['shared'],
};

/** The layers that see Electron. */
export const ELECTRON_LAYERS: readonly string[] = ['main', 'preload'];

/** The layers that run on Node. The preload script is sandboxed, the renderer is a page, shared runs everywhere. */
export const NODE_LAYERS: readonly string[] = ['engine', 'host', 'main', 'cli'];

/** Top folders beside `src` whose files (pictures, icons) a layer may import. */
export const FILE_FOLDERS: readonly string[] = ['assets'];
