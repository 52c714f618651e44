import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Rule } from 'eslint';
import { ELECTRON_LAYERS, FILE_FOLDERS, MAY_IMPORT, NODE_LAYERS } from './layers.ts';

/** `a, b and c`. */
const LIST = new Intl.ListFormat('en-GB');

/**
 * Why `file` may not import `specifier`, as a sentence; undefined when it may.
 *
 * @param root the repository's top folder
 * @param file the importing file, absolute
 * @param specifier as written in the import
 */
export function layerViolation(root: string, file: string, specifier: string): string | undefined {
  const layer = placeOf(root, file)?.layer;
  if (layer === undefined) return undefined;
  const allowed = MAY_IMPORT[layer];
  if (allowed === undefined) return `src/${layer} is no layer: give it a line in scripts/lint/layers.ts.`;

  if (!specifier.startsWith('.')) return packageViolation(layer, specifier);

  const target = placeOf(root, resolve(dirname(file), specifier));
  if (target === undefined) {
    const [folder = ''] = parts(root, resolve(dirname(file), specifier));
    return FILE_FOLDERS.includes(folder)
      ? undefined
      : `src/${layer} may not import files outside src: ${specifier}.`;
  }
  if (target.layer === layer || allowed.includes(target.layer) || allowed.includes(target.module))
    return undefined;
  const list = allowed.length === 0 ? 'nothing of ours' : LIST.format(allowed.map((name) => `src/${name}`));
  return `src/${layer} may import ${list}, not src/${target.module}.`;
}

function packageViolation(layer: string, specifier: string): string | undefined {
  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    return ELECTRON_LAYERS.includes(layer) ? undefined : `src/${layer} may not import Electron.`;
  }
  if (isBuiltin(specifier)) {
    return NODE_LAYERS.includes(layer) ? undefined : `src/${layer} may not import Node's ${specifier}.`;
  }
  return undefined;
}

function parts(root: string, path: string): string[] {
  return relative(root, path).split(sep);
}

/** The layer of a file below src, and its path there without the extension; undefined outside src. */
function placeOf(root: string, path: string): { layer: string; module: string } | undefined {
  const [top, layer, ...rest] = parts(root, path);
  if (top !== 'src' || layer === undefined) return undefined;
  return { layer, module: [layer, ...rest].join('/').replace(/\.[cm]?[jt]sx?$/, '') };
}

/** ESLint rule: imports between the layers go only where `MAY_IMPORT` lets them. */
export const layerImports: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'keeps the import arrows between the layers of src' },
    messages: { forbidden: '{{ reason }}' },
    schema: [],
  },
  create(context) {
    const check = (node: Rule.Node, specifier: unknown): void => {
      if (typeof specifier !== 'string') return;
      const reason = layerViolation(context.cwd, context.filename, specifier);
      if (reason !== undefined) context.report({ node, messageId: 'forbidden', data: { reason } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ImportExpression: (node) => check(node, node.source.type === 'Literal' ? node.source.value : undefined),
      // The types of another module: `import('./other.ts').Thing`
      TSImportType: (node: Rule.Node & { source?: { value?: unknown } }) => check(node, node.source?.value),
    };
  },
};
