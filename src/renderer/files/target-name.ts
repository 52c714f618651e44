import { locale } from '../messages/locale.ts';

/** What is wrong with the name of a file to write, as a sentence; undefined when it can be one. */
export function wrongName(name: string): string | undefined {
  const { files } = locale.messages;
  if (name === '' || name === '.' || name === '..') return files.nameMissing;
  return /[/\\\0]/.test(name) ? files.nameHasSlash : undefined;
}
