import type { CallInput } from '../shared/api/contract.ts';
import type {
  ConfigKind,
  SHELL_CONTRACT,
  SaveFormat,
  ShellInfo,
  SystemMenuItem,
} from '../shared/api/shell-contract.ts';

type ShellInput<K extends keyof (typeof SHELL_CONTRACT)['calls']> = CallInput<typeof SHELL_CONTRACT, K>;

/** What {@link Desk.listFolder} finds. */
export interface FolderListing {
  /** The folders from the served one to the one that is listed, both included. */
  readonly path: readonly { readonly path: string; readonly name: string }[];
  readonly entries: readonly {
    readonly path: string;
    readonly name: string;
    readonly isFolder: boolean;
    /** 0 for folders. */
    readonly bytes: number;
    /** Milliseconds since 1970. */
    readonly modified: number;
  }[];
}

/**
 * What one page's host does in its own way: the desktop has dialogs, windows and a clipboard, the browser host has a folder.
 * Paths are absolute. What a desk leaves out is refused with 'shell/unsupported'. Errors are thrown as ProcscopeErrors or
 * as the system's own; sentences that name paths are shortened to base names before a page is told.
 */
export interface Desk {
  readonly info: Omit<ShellInfo, 'settings'>;
  /** A page that may not touch files gets settings, clipboard and windows alone: that of an Event Properties window. */
  readonly mayUseFiles: boolean;
  /** Whether a page may be told about a remembered file; all of them when this is left out. */
  mayOffer?(path: string): boolean;
  /** Undefined when the user cancelled. */
  chooseFile?(): Promise<string | undefined>;
  /** Undefined when the user cancelled. */
  chooseTarget?(name: string, format: SaveFormat): Promise<string | undefined>;
  /** Lets the user choose a file of Process Monitor's to read; undefined when they cancelled. */
  chooseConfig?(kind: ConfigKind): Promise<string | undefined>;
  /** Lets the user choose where to write one; undefined when they cancelled. */
  chooseConfigTarget?(name: string, kind: ConfigKind): Promise<string | undefined>;
  /** Lets the user choose a program to launch; undefined when they cancelled. */
  chooseProgram?(): Promise<string | undefined>;
  /** Lets the user choose the folder that a program starts in; undefined when they cancelled. */
  chooseDirectory?(): Promise<string | undefined>;
  /** Lets the user choose the file that a live capture is written to; undefined when they cancelled. */
  chooseBacking?(name: string): Promise<string | undefined>;
  /** `folder` is one that was listed before; the served folder without it. */
  listFolder?(folder: string | undefined): Promise<FolderListing>;
  /** Where a new file goes. Errors: 'file/exists'. */
  targetIn?(folder: string | undefined, name: string, replace: boolean): Promise<string>;
  openProperties?(input: ShellInput<'window/properties'>): Promise<void>;
  /** Closes the page's window; the document was given up before when the page may use files. */
  closeWindow?(): Promise<void>;
  writeClipboard?(text: string): Promise<void>;
  showMenus?(menus: readonly SystemMenuItem[]): Promise<void>;
}
