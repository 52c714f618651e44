/** `npm run build`: bundles the app and the installed command into `out`, when the sources are newer. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { buildTargets } from './build-targets.ts';
import { ROOT } from './setup/project-node.mjs';
import { thirdPartyNotices } from './third-party-notices.ts';

const STAMP = join(ROOT, 'out', '.built');
const SOURCES = [
  'src',
  'assets',
  'scripts/build.ts',
  'scripts/build-targets.ts',
  'scripts/third-party-notices.ts',
  'package-lock.json',
];

/** Builds everything into `out` unless that was done after the last change of a source. */
export async function buildIfStale(): Promise<void> {
  const newest = Math.max(...SOURCES.map((name) => newestChange(join(ROOT, name))));
  if (existsSync(STAMP) && statSync(STAMP).mtimeMs > newest) return;

  const start = new Date();
  console.log('Building the app into out/');
  rmSync(join(ROOT, 'out'), { recursive: true, force: true });
  for (const target of buildTargets(ROOT)) await build(target);
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  writeFileSync(join(ROOT, 'out', 'third-party-notices.md'), thirdPartyNotices(ROOT));
  writeFileSync(STAMP, '');
  utimesSync(STAMP, start, start); // a file saved while this ran is newer
}

/** Time of the newest change at or below a path, in ms; folders count, so that a removed file is noticed. */
function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const { mtimeMs, isDirectory } = describePath(path);
  if (!isDirectory) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function describePath(path: string): { mtimeMs: number; isDirectory: boolean } {
  const stats = statSync(path);
  return { mtimeMs: stats.mtimeMs, isDirectory: stats.isDirectory() };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildIfStale();
