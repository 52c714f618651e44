import type { FileTime, ProcessId } from '../../../shared/units.ts';
import type { Epoch } from '../../store/epoch.ts';
import { NO_AUTHENTICATION_ID } from '../../store/process-table.ts';
import type { ModuleRecord, ProcessRecord } from '../../store/process-table.ts';
import type { KeyView } from './key-names.ts';
import type { ShownPath } from './shown-path.ts';

/** Modules of one process that are kept. */
const MAX_MODULES = 4096;

/** An image in a process. */
export interface EtwModule {
  readonly base: bigint;
  /** Bytes. */
  readonly size: number;
  readonly path: ShownPath;
  /** Seconds since 1970 from the image's header; 0 when unknown. */
  readonly timestamp: number;
}

/** What is known of a process beside its number. Empty texts and undefined where nothing told it. */
export interface ProcessFacts {
  parentPid: number;
  session: number;
  /** The file name of its program. */
  name: string;
  commandLine: string;
  sid: string;
  /** Its program; undefined while unknown. */
  image: ShownPath | undefined;
  is64Bit: boolean;
  virtualized: boolean | undefined;
  /** `S-1-16-...` */
  integritySid: string;
  authenticationId: bigint;
  packageName: string;
}

/** What turns times and accounts into what a record of the process table has. */
export interface ProcessContext {
  readonly fileTimeOf: (ticks: number) => FileTime;
  readonly accountOf: (sid: string) => string | undefined;
}

/** One process of a trace from its start to its end. Its number is used again for another one. */
export class EtwProcess {
  /** Identity over the whole capture. */
  readonly uid: number;
  readonly pid: number;
  /** Ticks; -Infinity when it ran before the trace began to tell. */
  from: number;
  /** Ticks; Infinity while it runs. */
  to = Infinity;
  /** When it started, where only an event of its end or a rundown told it. */
  created: FileTime | undefined;
  parent: EtwProcess | undefined;
  readonly facts: ProcessFacts = {
    parentPid: 0,
    session: 0,
    name: '',
    commandLine: '',
    sid: '',
    image: undefined,
    is64Bit: true,
    virtualized: undefined,
    integritySid: '',
    authenticationId: NO_AUTHENTICATION_ID,
    packageName: '',
  };
  /** Whether an event of the process itself told its facts. */
  isTold = false;
  /** CPU time of its threads that ended, in ticks. */
  userTime = 0;
  kernelTime = 0;
  keyView: KeyView | undefined;
  readonly #modules: EtwModule[] = [];
  #places: { readonly epoch: Epoch; readonly id: ProcessId }[] = [];
  #isChanged = false;

  constructor(uid: number, pid: number, from: number) {
    this.uid = uid;
    this.pid = pid;
    this.from = from;
  }

  get modules(): readonly EtwModule[] {
    return this.#modules;
  }

  /** Whether something became known that the process tables do not have. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** Says that something became known. */
  change(): void {
    this.#isChanged = true;
  }

  addModule(module: EtwModule): void {
    const known = this.#modules.findIndex(({ base }) => base === module.base);
    if (known >= 0) {
      const before = this.#modules[known]!;
      if (before.size === module.size && before.path.raw === module.path.raw) return;
      this.#modules[known] = module;
    } else if (this.#modules.length < MAX_MODULES) {
      this.#modules.push(module);
    }
    this.#isChanged = true;
  }

  /** Its id in the process table of an epoch, where it is put when it is not there yet. */
  idIn(epoch: Epoch, context: ProcessContext): ProcessId {
    for (let i = this.#places.length - 1; i >= 0; i--) {
      const place = this.#places[i]!;
      if (place.epoch === epoch) return place.id;
    }
    const id = epoch.processes.put(this.#record(epoch, context));
    this.#places.push({ epoch, id });
    return id;
  }

  /** Tells the process tables what became known since they got the process. */
  update(context: ProcessContext): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    for (const { epoch } of this.#places) epoch.processes.put(this.#record(epoch, context));
  }

  /** Lets go of epochs that are not in use any more. */
  keepEpochs(isInUse: (epoch: Epoch) => boolean): void {
    this.#places = this.#places.filter(({ epoch }) => isInUse(epoch));
  }

  #record({ strings }: Epoch, { fileTimeOf, accountOf }: ProcessContext): ProcessRecord {
    const { facts } = this;
    const none = strings.intern('');
    return {
      uid: this.uid,
      pid: this.pid,
      parentPid: facts.parentPid,
      parentUid: this.parent?.uid,
      session: facts.session,
      authenticationId: facts.authenticationId,
      start: this.created ?? (this.from === -Infinity ? undefined : fileTimeOf(this.from)),
      end: this.to === Infinity ? undefined : fileTimeOf(this.to),
      virtualized: facts.virtualized,
      is64Bit: facts.is64Bit,
      integrity: strings.intern(integrityText(facts.integritySid)),
      user: strings.intern(facts.sid === '' ? '' : (accountOf(facts.sid) ?? facts.sid)),
      name: strings.intern(facts.name === '' ? nameOfImage(facts.image) : facts.name),
      imagePath: strings.intern(facts.image?.text ?? ''),
      commandLine: strings.intern(facts.commandLine),
      company: none,
      version: none,
      description: none,
      smallIcon: 0,
      largeIcon: 0,
      modules: this.#modules.map(({ base, size, path, timestamp }): ModuleRecord => ({
        base,
        size,
        path: strings.intern(path.text),
        version: none,
        company: none,
        description: none,
        timestamp,
      })),
    };
  }
}

/** Names of integrity levels as Process Monitor writes them. */
const INTEGRITY: ReadonlyMap<string, string> = new Map([
  ['S-1-16-0', 'Untrusted'],
  ['S-1-16-4096', 'Low'],
  ['S-1-16-8192', 'Medium'],
  ['S-1-16-8448', 'Medium Plus'],
  ['S-1-16-12288', 'High'],
  ['S-1-16-16384', 'System'],
  ['S-1-16-20480', 'Protected'],
]);

/** The file name of a program whose name no event says. */
function nameOfImage(image: ShownPath | undefined): string {
  return image === undefined ? '<Unknown>' : image.raw.slice(image.raw.lastIndexOf('\\') + 1);
}

function integrityText(sid: string): string {
  return INTEGRITY.get(sid) ?? sid;
}
