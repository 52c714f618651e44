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
  readonly argument?: { readonly name: string; readonly doc: string; readonly isOptional?: boolean };
  readonly options: readonly OptionSpec[];
  /** Further help, behind the options. */
  readonly help: string;
  run(input: CommandInput, host: CommandHost): Promise<void>;
}

/** What the user wrote, by name. */
export class CommandInput {
  readonly #argument: string | undefined;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(argument: string | undefined, values: Readonly<Record<string, unknown>>) {
    this.#argument = argument;
    this.#values = values;
  }

  /** The argument of a command that has one and cannot do without. */
  get argument(): string {
    if (this.#argument === undefined) throw new Error('The command has no argument');
    return this.#argument;
  }

  /** The argument, undefined when it was not given. */
  get optionalArgument(): string | undefined {
    return this.#argument;
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
}
