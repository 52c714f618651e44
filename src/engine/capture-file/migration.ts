import type Database from 'better-sqlite3';
import { corrupt } from './file-errors.ts';
import { SCHEMA_VERSION, newerVersion, readVersion } from './schema.ts';

/** Turns a file of schema version `from` into one of version `from + 1`. */
export interface Migration {
  readonly from: number;
  /** Runs in a transaction. Tables must be made with the very text that the new version's schema has. */
  migrate(db: Database.Database): void;
}

/** One entry per older version; empty while there is only the first. docs/capture-file.md tells what each does. */
export const MIGRATIONS: readonly Migration[] = [];

/**
 * Brings a database to the current version, step by step, all or nothing. Run it on a copy only: the user's file stays as
 * it was. Errors: 'capture/newer-version', 'capture/corrupt' where a version never existed.
 */
export function migrate(db: Database.Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const found = readVersion(db);
  if (found > SCHEMA_VERSION) throw newerVersion(found);
  db.transaction(() => {
    for (let version = found; version < SCHEMA_VERSION; version++) {
      const step = migrations.find((migration) => migration.from === version);
      if (step === undefined) throw corrupt(`there never was a format ${version}`, { version });
      step.migrate(db);
      db.pragma(`user_version = ${version + 1}`);
    }
  })();
}
