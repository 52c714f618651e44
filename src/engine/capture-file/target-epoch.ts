import type { ProcessId, StackId, StringId } from '../../shared/units.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { EPOCH_BYTES, Epoch } from '../store/epoch.ts';
import type { ProcessRecord } from '../store/process-table.ts';
import { StackPool } from '../store/stack-pool.ts';

/** The process that the kernel's modules are listed under. */
const SYSTEM_PID = 4;

/** The dictionaries that the rows of one saved segment refer to, and how a source row's ids become theirs. */
export interface TargetEpoch {
  readonly no: number;
  readonly source: Epoch;
  /** Whose texts, processes and keys are written. */
  readonly written: Epoch;
  readonly stacks: StackPool;
  /** Whether another must begin with the next segment. */
  readonly isFull: boolean;
  process(id: number): number;
  operation(id: number): number;
  result(id: number): number;
  text(id: number): number;
  stack(id: number): number;
}

/** Takes a source epoch as it is; only stacks are new where the source does not hold them. */
export class WholeEpoch implements TargetEpoch {
  readonly no: number;
  readonly source: Epoch;
  readonly written: Epoch;
  readonly stacks: StackPool;

  constructor(no: number, source: Epoch, hasStacks: boolean) {
    this.no = no;
    this.source = source;
    this.written = source;
    this.stacks = hasStacks ? source.stacks : new StackPool();
  }

  get isFull(): boolean {
    return (
      this.stacks !== this.source.stacks && (this.stacks.isFull || this.stacks.bytes.byteSize > EPOCH_BYTES)
    );
  }

  process(id: number): number {
    return id;
  }
  operation(id: number): number {
    return id;
  }
  result(id: number): number {
    return id;
  }
  text(id: number): number {
    return id;
  }
  stack(id: number): number {
    return id;
  }
}

/**
 * Takes only what the chosen events refer to: whoever gets a filtered capture must not find in it the paths and command
 * lines of what was filtered out.
 */
export class PartialEpoch implements TargetEpoch {
  readonly no: number;
  readonly source: Epoch;
  readonly written: Epoch;
  readonly #texts = new Map<number, number>();
  readonly #processes = new Map<number, number>();
  readonly #stacks = new Map<number, number>();

  constructor(no: number, source: Epoch, dialect: Dialect) {
    this.no = no;
    this.source = source;
    this.written = new Epoch(
      no,
      (key) => dialect.operation(key),
      (code) => dialect.resultText(code),
    );
  }

  get stacks(): StackPool {
    return this.written.stacks;
  }

  get isFull(): boolean {
    return this.written.isFull;
  }

  process(id: number): number {
    return this.#processes.get(id) ?? this.#addProcess(id);
  }

  operation(id: number): number {
    return this.written.operations.intern(this.source.operations.key(id));
  }

  result(id: number): number {
    return this.written.results.intern(this.source.results.key(id));
  }

  text(id: number): StringId {
    const known = this.#texts.get(id);
    if (known !== undefined) return known as StringId;
    const { strings } = this.source;
    const isWide = id % 2 === 1;
    const pool = isWide ? strings.wide : strings.narrow;
    const entry = isWide ? (id - 1) / 2 : id / 2;
    const start = pool.start(entry);
    const target = isWide ? this.written.strings.wide : this.written.strings.narrow;
    const added = target.intern(pool.chunk(entry), start, start + pool.length(entry));
    const made = isWide ? added * 2 + 1 : added * 2;
    this.#texts.set(id, made);
    return made as StringId;
  }

  stack(id: number): number {
    const known = this.#stacks.get(id);
    if (known !== undefined) return known;
    const { bytes } = this.source.stacks;
    const start = bytes.start(id);
    const made = this.stacks.bytes.intern(bytes.chunk(id), start, start + bytes.length(id)) as StackId;
    this.#stacks.set(id, made);
    return made;
  }

  #addProcess(id: number): number {
    const isFirst = this.#processes.size === 0;
    const added = this.#putProcess(id);
    if (isFirst) this.#addKernelModules();
    // Parents make the process tree; they go along although no event is theirs.
    let record = this.source.processes.get(id as ProcessId);
    while (record.parentUid !== undefined) {
      const parent = this.source.processes.find(record.parentUid);
      if (parent === undefined || this.#processes.has(parent)) break;
      this.#putProcess(parent);
      record = this.source.processes.get(parent);
    }
    return added;
  }

  /** Kernel addresses of all stacks are looked up among the modules of the process System. */
  #addKernelModules(): void {
    const isSystem = ({ pid, modules }: ProcessRecord): boolean => pid === SYSTEM_PID && modules.length > 0;
    const id = this.source.processes.records.findIndex(isSystem);
    if (id >= 0 && !this.#processes.has(id)) this.#putProcess(id);
  }

  #putProcess(id: number): number {
    const added = this.written.processes.put(this.#copy(this.source.processes.get(id as ProcessId)));
    this.#processes.set(id, added);
    return added;
  }

  #copy(record: ProcessRecord): ProcessRecord {
    const text = (id: StringId): StringId => this.text(id);
    return {
      ...record,
      integrity: text(record.integrity),
      user: text(record.user),
      name: text(record.name),
      imagePath: text(record.imagePath),
      commandLine: text(record.commandLine),
      company: text(record.company),
      version: text(record.version),
      description: text(record.description),
      linux:
        record.linux === undefined
          ? undefined
          : {
              ...record.linux,
              directory: text(record.linux.directory),
              cgroup: text(record.linux.cgroup),
              container: text(record.linux.container),
            },
      modules: record.modules.map((module) => ({
        ...module,
        path: text(module.path),
        version: text(module.version),
        company: text(module.company),
        description: text(module.description),
      })),
    };
  }
}
