/**
 * Checks what no compiler sees: documents name only paths that exist, package-lock.json names no download address, no
 * file carries a path of one machine. Prints each finding and exits with 1 when there is one.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './setup/project-node.mjs';

/** Made by commands, or not ours. */
const NOT_OURS = new Set(['.git', 'node_modules', 'out', 'dist', '.cache', 'test-results', 'coverage']);
const TEXT = new Set(
  '.c .cc .cpp .css .editorconfig .gitattributes .gitignore .h .hpp .html .js .json .jsonl .md .mjs .py .sh .svg .ts .tsx .txt .yml .yaml'.split(
    ' ',
  ),
);
/** Names that examples and test data use for people who do not exist. */
const EXAMPLE_USERS = 'user|someone|alice|bob|analyst';

/**
 * Paths of this repository that a Markdown text names: link targets, and inline code that begins with a folder of ours.
 * @param {string} text
 * @param {readonly string[]} topLevel names in the repository's top folder
 */
export function namedPaths(text, topLevel) {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, ''));
  /** @type {{ path: string, line: number, relative: boolean }[]} */
  const found = [];
  const add = (/** @type {string} */ path, /** @type {number} */ at, /** @type {boolean} */ relativePath) =>
    found.push({ path, line: prose.slice(0, at).split('\n').length, relative: relativePath });

  for (const match of prose.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g)) {
    const target = (match[1] ?? '').replace(/[#?].*$/, '');
    if (target !== '' && !/^[a-z][a-z0-9+.-]*:/i.test(target)) add(target, match.index, true);
  }
  for (const match of prose.matchAll(/`([^`\n]+)`/g)) {
    const code = match[1] ?? '';
    const first = code.split('/', 1)[0] ?? '';
    const isPath = !code.includes('...') && /^[\w@.-]+(\/[\w@.+-]+)*\/?$/.test(code);
    if (
      isPath &&
      (code.includes('/')
        ? topLevel.includes(first)
        : /\.(md|mjs|[jt]sx?|json|ya?ml)$/.test(code) && topLevel.includes(code))
    ) {
      add(code, match.index, false);
    }
  }
  return found;
}

/**
 * The paths of one machine that a text carries.
 * @param {string} text
 */
export function machinePaths(text) {
  const pattern = new RegExp(
    `(?<![\\w.$}/-])/(?:work|farm|root|home/(?!(?:${EXAMPLE_USERS})\\b)[a-z_][\\w-]*)/[\\w.-]+`,
    'g',
  );
  return [...text.matchAll(pattern)].map((match) => ({
    path: match[0],
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

/** @param {string} file */
function isText(file) {
  return TEXT.has(extname(file)) || extname(file) === '';
}

function main() {
  /** @type {string[]} */
  const findings = [];
  // Folders that commands make count as ours here, so that a document may speak of them.
  const topLevel = readdirSync(ROOT).filter((name) => !NOT_OURS.has(name));

  for (const file of filesBelow(ROOT).filter(isText)) {
    const name = relative(ROOT, file).split(sep).join('/');
    const text = readFileSync(file, 'utf8');
    for (const { path, line } of machinePaths(text))
      findings.push(`${name}:${line}: a path of one machine: ${path}`);
    if (!name.endsWith('.md')) continue;
    for (const { path, line, relative: fromDocument } of namedPaths(text, topLevel)) {
      if (NOT_OURS.has(path.split('/', 1)[0] ?? '')) continue;
      const candidates = fromDocument
        ? [join(dirname(file), path)]
        : [join(ROOT, path), join(dirname(file), path)];
      if (!candidates.some((candidate) => existsSync(candidate))) {
        findings.push(`${name}:${line}: names a path that does not exist: ${path}`);
      }
    }
  }
  if (/^\s*"resolved":/m.test(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))) {
    findings.push(
      'package-lock.json: has "resolved" fields; remove them, .npmrc keeps npm from writing new ones',
    );
  }

  for (const finding of findings) console.error(finding);
  return findings.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main();
