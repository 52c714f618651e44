import type { ConfigKind, FileToken } from '../../shared/api/shell-contract.ts';
import { readConfigFile } from '../../shared/procmon-config/config-file.ts';
import type { ConfigFile } from '../../shared/procmon-config/config-file.ts';
import type { App } from '../state/app-context.ts';

/** Whether a file's name says that it is a configuration or filter of Process Monitor. */
export function isConfigName(name: string): boolean {
  return /\.pm[cf]$/i.test(name);
}

/** What the host answered when the user chose a file. */
export interface ChosenFile {
  readonly file: FileToken;
  readonly name: string;
}

/** A file of Process Monitor's that was read. */
export interface ReadConfig {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly content: ConfigFile;
}

/** Reads the file that the user chose. Errors: as 'config/read'. */
export async function readConfig(app: App, { file }: ChosenFile): Promise<ReadConfig> {
  const { name, bytes } = await app.shell.call('config/read', { file });
  return { name, bytes, content: readConfigFile(bytes, name) };
}

/** Desktop: lets the user choose a file to read. Undefined when they cancelled. */
export async function chooseInSystem(app: App, kind: ConfigKind): Promise<ChosenFile | undefined> {
  const { file, name = '' } = await app.shell.call('config/choose', { kind });
  return file === undefined ? undefined : { file, name };
}

/** Desktop: lets the user choose where to write a file. Undefined when they cancelled. */
export async function chooseTargetInSystem(
  app: App,
  wanted: string,
  kind: ConfigKind,
): Promise<ChosenFile | undefined> {
  const { file, name = wanted } = await app.shell.call('config/choose-target', { name: wanted, kind });
  return file === undefined ? undefined : { file, name };
}

/** A file name for a text that users chose: without what some system forbids in names. */
export function fileNameFor(text: string, ending: string): string {
  const stem = text
    .replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_')
    .replace(/^\.+/, '_')
    .trim();
  return `${stem === '' ? '_' : stem}.${ending}`;
}
