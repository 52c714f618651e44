import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './usage-error.ts';

/** The built page lies two folders up and down again, both from the source and from the built command. */
const FOLDER = fileURLToPath(new URL('../../out/renderer', import.meta.url));

/** Folder of the built page. Errors: {@link UsageError} where it was not built. */
export function pageFolder(): string {
  if (existsSync(join(FOLDER, 'index.html'))) return FOLDER;
  throw new UsageError('The page that is to be served has not been built: run npm run build first.');
}

/** The sample capture that comes with the command; it may not be there. */
export function samplePath(): string {
  return fileURLToPath(new URL('../../assets/sample.procscope', import.meta.url));
}
