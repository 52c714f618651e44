#!/usr/bin/env node
/**
 * The installed command. Looks at Node's version before anything is loaded that an older one cannot even read: the sentence
 * would else be a stack trace.
 */
const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `procscope: Node ${OLDEST_NODE} or newer is needed, and this is Node ${process.versions.node}: install a newer one, or put it first in the PATH.\n`,
  );
  process.exitCode = 1;
} else {
  await import('./procscope.ts');
}
