import { readFileSync } from 'node:fs';

/** The package's description lies two folders up, both from the source and from the built command. */
const PACKAGE = new URL('../../package.json', import.meta.url);

/** The version that `--version` prints. */
export function version(): string {
  const description: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  if (typeof description !== 'object' || description === null || !('version' in description))
    return 'unknown';
  return String(description.version);
}
