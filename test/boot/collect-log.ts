/**
 * `node test/boot/collect-log.ts ROOT ID TARGET`: collects a log that lies below a folder as it would below the root, with the
 * app's own code and the helper in that folder. Prints what came of it as JSON. For scripts/test-boot.ts.
 */
import { linuxBootLogging } from '../../src/engine/boot/linux/linux-boot-logging.ts';

const [root = '', id = '', target = ''] = process.argv.slice(2);
const helper = '/procscope-helper';
const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
const [command = '', ...args] = [...asRoot, 'chroot', root, helper];

const logging = linuxBootLogging({
  path: () => root + helper,
  elevated: () => Promise.resolve({ command, args }),
});
const collected = await logging.collect(id, target, {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  discard: false,
});
console.log(JSON.stringify(collected));
