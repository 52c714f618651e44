/** A prefix of the kernel's paths and what stands for it in a user's: `\Device\HarddiskVolume2` and `C:`. */
export interface VolumeName {
  readonly nt: string;
  readonly dos: string;
}

/** What holds on every machine; what a trace or a helper tells comes first. Source: etw-capture reference, 3.2. */
const ALWAYS: readonly VolumeName[] = [
  { nt: '\\??', dos: '' },
  { nt: '\\Device\\Mup', dos: '\\' },
  { nt: '\\Device\\LanmanRedirector', dos: '\\' },
  { nt: '\\Device\\vmsmb', dos: '\\\\?\\VMSMB' },
];

const SYSTEM_ROOT = '\\SystemRoot';
/** `\;Z:0000000000012345` in a path of a mapped drive. */
const SESSION_PART = /^\\;[A-Za-z]:[\da-fA-F]*(?=\\)/;
const REDIRECTOR_PART = /^\\(?:;(?:LanmanRedirector|WebDavRedirector|RdpDr|csc)(?=\\)|DfsClient(?=\\;))/i;

interface Prefix {
  /** Without a backslash at its end, in lower case. */
  readonly folded: string;
  readonly dos: string;
  readonly isTold: boolean;
}

/** Turns the kernel's paths into those that users know: the longest prefix wins, whole parts of a path only. */
export class Volumes {
  #prefixes: readonly Prefix[] = [];
  #told: readonly VolumeName[] = [];
  #version = 0;
  #areShown = false;

  constructor() {
    this.#sort();
  }

  /** Grows whenever paths may be shown otherwise than before. */
  get version(): number {
    return this.#version;
  }

  get told(): readonly VolumeName[] {
    return this.#told;
  }

  /** Whether a path was shown by what was told. */
  get areShown(): boolean {
    return this.#areShown;
  }

  /** Replaces what was told before. */
  tell(names: readonly VolumeName[]): void {
    this.#told = [...names];
    this.#sort();
    this.#version++;
  }

  /** Adds one name. */
  add(name: VolumeName): void {
    const nt = withoutEnd(name.nt).toLowerCase();
    if (this.#told.some((told) => withoutEnd(told.nt).toLowerCase() === nt && told.dos === name.dos)) return;
    this.tell([...this.#told.filter((told) => withoutEnd(told.nt).toLowerCase() !== nt), name]);
  }

  /** The path as it is shown. What no prefix fits stays as it is. */
  readonly shown = (path: string): string => {
    if (!path.startsWith('\\')) return path;
    const folded = path.toLowerCase();
    for (const prefix of this.#prefixes) {
      const { length } = prefix.folded;
      if (!folded.startsWith(prefix.folded)) continue;
      if (path.length > length && path.charCodeAt(length) !== 0x5c) continue;
      if (prefix.isTold) this.#areShown = true;
      return prefix.dos === '\\'
        ? `\\${withoutRedirector(path.slice(length))}`
        : prefix.dos === ''
          ? path.slice(length + 1)
          : joined(prefix.dos, path.slice(length));
    }
    return path;
  };

  /** The path of an image: Windows 7 leaves out the device of the system's own volume. */
  readonly shownImage = (path: string): string => {
    if (/^\\(?:Windows|Program Files|Program Files \(x86\)|ProgramData|Users)\\/i.test(path)) {
      const drive = this.systemDrive;
      if (drive !== undefined) {
        this.#areShown = true;
        return `${drive}${path}`;
      }
    }
    return this.shown(path);
  };

  /** `C:`, where it is known. */
  get systemDrive(): string | undefined {
    const root = this.#told.find(({ nt }) => withoutEnd(nt).toLowerCase() === SYSTEM_ROOT.toLowerCase());
    return root === undefined ? undefined : /^[A-Za-z]:/.exec(root.dos)?.[0];
  }

  #sort(): void {
    const named = [...this.#told, ...ALWAYS].map(({ nt, dos }, i) => ({
      folded: withoutEnd(nt).toLowerCase(),
      dos: dos === '\\\\' ? '\\' : withoutEnd(dos),
      isTold: i < this.#told.length,
    }));
    const first = named.filter(({ folded }, i) => named.findIndex((each) => each.folded === folded) === i);
    this.#prefixes = first.toSorted((a, b) => b.folded.length - a.folded.length);
  }
}

function joined(dos: string, rest: string): string {
  // A volume alone is shown as its root folder.
  return rest === '' && /^[A-Za-z]:$/.test(dos) ? `${dos}\\` : `${dos}${rest}`;
}

function withoutEnd(path: string): string {
  return path.endsWith('\\') && path.length > 1 ? path.slice(0, -1) : path;
}

/** `\;LanmanRedirector\;Z:0000\server\share` is a path on a server. */
function withoutRedirector(rest: string): string {
  return rest.replace(REDIRECTOR_PART, '').replace(SESSION_PART, '');
}
