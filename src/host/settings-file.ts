import { DEFAULT_SETTINGS, STORED_BESIDE, settingsSchema, withNewClasses } from '../shared/settings.ts';
import type { Settings, SettingsChange } from '../shared/settings.ts';
import { JsonFile } from './json-file.ts';
import type { Log } from './json-file.ts';

/** The user's settings, kept in a file that all windows share. */
export class SettingsFile {
  readonly #file: JsonFile;
  readonly #listeners = new Set<(settings: Settings) => void>();
  /** Entries of the file that this version does not know: another one may. */
  readonly #unknown: Readonly<Record<string, unknown>>;
  #settings: Settings;

  /** Reads the file. One that cannot be read is kept aside, and the settings are the defaults. */
  constructor(path: string, log: Log) {
    this.#file = new JsonFile(path, log);
    const stored = withNewClasses(this.#file.read());
    const parsed = settingsSchema.safeParse(stored);
    if (stored !== undefined && !parsed.success) this.#file.keepAside(parsed.error);
    this.#settings = parsed.success ? parsed.data : DEFAULT_SETTINGS;
    this.#unknown = parsed.success && typeof stored === 'object' ? { ...stored } : {};
  }

  get current(): Settings {
    return this.#settings;
  }

  /** Changes some settings, at once for everybody and soon on disk. */
  change(change: SettingsChange): Settings {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#settings = settingsSchema.parse({ ...this.#settings, ...given });
    this.#file.write({ ...this.#unknown, ...this.#settings, ...STORED_BESIDE });
    for (const listener of this.#listeners) listener(this.#settings);
    return this.#settings;
  }

  /** Calls `listener` after every change until the returned function is called. */
  onChanged(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when all changes are on disk. */
  flush(): Promise<void> {
    return this.#file.flush();
  }
}
