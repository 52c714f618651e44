/**
 * `npm run -s procscope -- ...`: the command line straight from the sources. npm runs scripts in the repository's folder; files
 * are meant from where npm was called.
 */
const folder = process.env['INIT_CWD'];
if (folder !== undefined) process.chdir(folder);
// Not a literal: the command belongs to another TypeScript project.
await import(new URL('../src/cli/procscope.ts', import.meta.url).href);
