import type { ProgressLine } from './progress-line.ts';
import type { StreamSink } from './stdout-sink.ts';

/** One option of a command. */
export interface OptionSpec {
  /** As the help shows it: `-o, --output <file>`; without a value in angle brackets it is a flag. */
  readonly flags: string;
  /** Name under which {@link CommandInput} finds it: the long flag without dashes. */
  readonly name: string;
  readonly doc: string;
  readonly choices?: readonly string[];
  readonly isRequired?: boolean;
  /** May be given several times; all values are kept. */
  readonly isRepeatable?: boolean;
}

/** A command as a table: parsing, help and the manual derive from it. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** What stands behind the command's name; undefined where nothing does. */
  readonly argument?: {
    readonly name: string;
    readonly doc: string;
    readonly isOptional?: boolean;
    /** Takes all that stands there. */
    readonly isList?: boolean;
  };
  readonly options: readonly OptionSpec[];
  /** Further help, behind the options. */
  readonly help: string;
  run(input: CommandInput, host: CommandHost): Promise<void>;
}

/** What the user wrote, by name. */
export class CommandInput {
  /** What stands behind the command's name and is no option. */
  readonly arguments: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(args: readonly string[], values: Readonly<Record<string, unknown>>) {
    this.arguments = args;
    this.#values = values;
  }

  /** The argument of a command that has one and cannot do without. */
  get argument(): string {
    const [argument] = this.arguments;
    if (argument === undefined) throw new Error('The command has no argument');
    return argument;
  }

  /** The argument, undefined when it was not given. */
  get optionalArgument(): string | undefined {
    return this.arguments[0];
  }

  /** The value of an option, undefined when it was not given. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** Whether a flag was given. */
  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** All values of a repeatable option, in order. */
  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }
}

/** What a command may use of the process that it runs in. */
export interface CommandHost {
  readonly output: StreamSink;
  readonly progress: ProgressLine;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Says a sentence on standard error without ending the command. */
  warn(sentence: string): void;
  /** Says what the process ends with when the command is done: the status of a program that it ran. */
  endWith(status: number): void;
}
