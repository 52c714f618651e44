/** `npm pack`: what the installed command consists of, the capture helper for this machine included where it is Linux. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { freshLinuxHelper, NativeBuildError, nativeTarget } from './native/build-linux.ts';
import { ROOT } from './setup/project-node.mjs';

try {
  await buildIfStale();
  if (process.platform === 'linux') {
    const helper = freshLinuxHelper(nativeTarget(process.arch));
    cpSync(helper, join(ROOT, 'out', 'native', `linux-${process.arch}`, 'procscope-helper'));
  }
} catch (error) {
  if (!(error instanceof NativeBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
