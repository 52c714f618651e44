import type { ErrorCode } from '../../shared/errors.ts';
import type { BootMessages } from './areas/boot.ts';
import type { CommandMessages } from './areas/commands.ts';
import type { ConfigurationMessages } from './areas/configuration.ts';
import type { ErrorMessages } from './areas/errors.ts';
import type { FilterMessages } from './areas/filter.ts';
import type { ColumnMessages } from './areas/columns.ts';
import type { HighlightMessages } from './areas/highlight.ts';
import type { FileMessages } from './areas/files.ts';
import type { LiveMessages } from './areas/live.ts';
import type { PropertiesMessages } from './areas/properties.ts';

/** All texts of the window in one language. Numbers come formatted; a plain value comes beside them for plurals. */
export interface Messages {
  readonly commands: CommandMessages;
  readonly filter: FilterMessages;
  readonly columnTexts: ColumnMessages;
  readonly highlight: HighlightMessages;
  readonly configuration: ConfigurationMessages;
  readonly files: FileMessages;
  readonly live: LiveMessages;
  readonly boot: BootMessages;
  readonly errors: ErrorMessages;
  readonly properties: PropertiesMessages;
  readonly program: string;
  readonly windowTitle: (document: string) => string;
  readonly toolbar: string;
  readonly eventClasses: string;
  readonly classes: {
    readonly registry: string;
    readonly fileSystem: string;
    readonly network: string;
    readonly process: string;
    readonly profiling: string;
    readonly ipc: string;
    readonly memory: string;
    readonly device: string;
    readonly security: string;
    readonly system: string;
  };
  readonly toggleHint: (name: string, isOn: boolean) => string;
  /** Puts a time of day as captured into the language's order. */
  readonly timeOfDay: (text: string) => string;
  readonly eventList: string;
  readonly scrollBar: string;
  /** Before, the number that matters, after. */
  readonly showing: (rows: string, total: string, percent: string) => readonly [string, string, string];
  readonly selectedHidden: string;
  readonly noCapture: string;
  readonly backedBy: (name: string) => string;
  readonly memory: (text: string) => string;
  readonly opening: string;
  readonly openingProgress: (percent: string, count: string, value: number) => string;
  readonly openingOther: (name: string) => string;
  readonly cancel: string;
  readonly dismiss: string;
  readonly start: {
    readonly title: string;
    readonly lead: string;
    readonly openName: string;
    readonly openHint: string;
  };
  readonly openKey: string;
  readonly openKeyMac: string;
  readonly facts: { readonly file: string; readonly reason: string };
  /** A file was not opened while another stays open. */
  readonly notOpened: (name: string, sentence: string) => string;
  /** What is damaged in the file; `others` more things are. */
  readonly warning: (sentence: string, others: number) => string;
  readonly readingStopped: (sentence: string) => string;
  readonly readingCancelled: (count: string, value: number) => string;
  readonly lostTitle: string;
  readonly lostSentence: string;
  /** What happened, by code: the situation, not the exception. */
  readonly errorTitles: Readonly<Partial<Record<ErrorCode, string>>>;
  readonly errorTitle: string;
}
