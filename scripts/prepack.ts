/** `npm pack`: what the installed command consists of, the capture helper for this machine included where it is one that is captured. */
import { cpSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildIfStale } from './build.ts';
import { NativeBuildError } from './native/build-linux.ts';
import { freshSystemHelper } from './native/system-helper.ts';
import { ROOT } from './setup/project-node.mjs';

try {
  await buildIfStale();
  const helper = freshSystemHelper();
  if (helper !== undefined) {
    cpSync(helper, join(ROOT, 'out', 'native', basename(dirname(helper)), basename(helper)));
  }
} catch (error) {
  if (!(error instanceof NativeBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
