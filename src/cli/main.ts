import { constants } from 'node:os';
import { CommanderError } from 'commander';
import { ProcscopeError, isCancelled } from '../shared/errors.ts';
import { withAdvice } from './advice.ts';
import type { CommandHost } from './command.ts';
import { ExitStatus } from './exit-status.ts';
import { makeProgram } from './program.ts';
import { ReaderGone } from './stdout-sink.ts';
import { terminalText } from './terminal-text.ts';
import { UsageError } from './usage-error.ts';

/** What a failed command says and how it ends. */
export interface Failure {
  readonly status: ExitStatus;
  /** Undefined where there is nothing to say. */
  readonly sentence: string | undefined;
}

/** Runs the command that `args` (without program and script) asks for. Errors: whatever the command throws. */
export async function runCommand(args: readonly string[], host: CommandHost): Promise<void> {
  let help = '';
  const program = makeProgram(host, { out: (text) => (help += text) });
  try {
    if (args.length === 0) throw new UsageError('No command was given: see procscope --help.');
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
  if (help !== '') await host.output.write(help);
}

/** What an error means to the user of the command line. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ReaderGone) return { status: ExitStatus.Done, sentence: undefined };
  if (isCancelled(error)) return { status: ExitStatus.Interrupted, sentence: undefined };
  if (error instanceof CommanderError) {
    return { status: ExitStatus.Usage, sentence: sentenceOfParser(error.message) };
  }
  if (error instanceof UsageError) return { status: ExitStatus.Usage, sentence: error.message };
  if (error instanceof ProcscopeError) {
    return { status: statusOf(error), sentence: withAdvice(error.message, error.code) };
  }
  const what = error instanceof Error ? error.message : String(error);
  return {
    status: ExitStatus.Failed,
    sentence: `Procscope made a mistake (${what}); run it again with PROCSCOPE_DEBUG=1 to see where.`,
  };
}

/** Of a program that cannot be run, the status that a shell would have. */
function statusOf({ code, facts }: ProcscopeError): ExitStatus {
  if (code !== 'live/launch-failed') return ExitStatus.Failed;
  // A tracing helper says it in words, such as `No such file or directory (2)`.
  const errno = facts['errno'] ?? /\((\d+)\)$/.exec(String(facts['error']))?.[1];
  return Number(errno) === constants.errno.ENOENT ? ExitStatus.NotFound : ExitStatus.NotRun;
}

/** The parser's `error: unknown option '--x'\n(Did you mean --y?)` as a sentence. */
function sentenceOfParser(message: string): string {
  const said = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Several sentences as one, with a point at its end; what stands in quotes, such as a file's name, stays as it is. */
function oneSentence(text: string): string {
  const join = (part: string): string =>
    part.replace(/\. ([A-Z])/g, (_, letter: string) => `; ${letter.toLowerCase()}`);
  const sentence = text
    .split('"')
    .map((part, i) => (i % 2 === 0 ? join(part) : part))
    .join('"');
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

/** One line for standard error. */
export function errorLine(sentence: string): string {
  return `procscope: ${terminalText(oneSentence(sentence))}\n`;
}
