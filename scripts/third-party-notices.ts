import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A file in which packages keep their licence. */
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** Notices written by hand: of packages that do not bring the text of their licence along. */
const BY_HAND = ['assets', 'third-party-notices.md'] as const;

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

/**
 * The notices of everything that is built into the app or shipped beside it, from the licences in node_modules. Electron's
 * runtime brings its own.
 *
 * Errors: throws when a package has no licence's text, so that none is left out unnoticed.
 */
export function thirdPartyNotices(root: string): string {
  const lock = lockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const packages = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true,
  );
  const sections = packages
    // Optional packages of other systems are not installed, and not shipped from here.
    .filter(([path]) => existsSync(join(root, path)))
    .map(([path, { version = '', license = '' }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return `## ${name} ${version}\n\nLicence: ${license}\n\n${licenceText(join(root, path), name)}\n`;
    });
  return [readFileSync(join(root, ...BY_HAND), 'utf8'), ...sections].join('\n');
}

function licenceText(folder: string, name: string): string {
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  if (files.length === 0) throw new Error(`The package ${name} has no file with its licence.`);
  return files
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
}
