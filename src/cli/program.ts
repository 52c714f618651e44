import { Command, Option } from 'commander';
import { CommandInput } from './command.ts';
import type { CommandHost, CommandSpec, OptionSpec } from './command.ts';
import { addressCommand } from './commands/address.ts';
import { bootCommand } from './commands/boot.ts';
import { captureCommand } from './commands/capture.ts';
import { exportCommand } from './commands/export.ts';
import { infoCommand } from './commands/info.ts';
import { serveCommand } from './commands/serve.ts';
import { version } from './version.ts';

const COMMANDS: readonly CommandSpec[] = [
  captureCommand,
  bootCommand,
  infoCommand,
  exportCommand,
  serveCommand,
  addressCommand,
];

/** Where the parser's own texts go. */
export interface ProgramOutput {
  readonly out: (text: string) => void;
}

/**
 * The parser for all commands. Errors of the command line are thrown as commander's `CommanderError`, as are `--help` and
 * `--version`, whose exit code is 0; nothing is printed on standard error.
 */
export function makeProgram(host: CommandHost, output: ProgramOutput): Command {
  const program = new Command('procscope')
    .description(
      'Records what processes do, reads captures of Process Monitor and of Procscope, and shows them in a browser.',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help about a command')
    .addHelpText('after', EXIT_HELP);
  quiet(program, output);
  for (const spec of COMMANDS) {
    const command = program
      .command(spec.name)
      .summary(spec.summary)
      .description(spec.summary)
      .helpOption('-h, --help', 'print help')
      .addHelpText('after', spec.help);
    if (spec.argument !== undefined) {
      const { name, doc, isOptional = false, isList = false } = spec.argument;
      const shown = isList ? `${name}...` : name;
      command.argument(isOptional ? `[${shown}]` : `<${shown}>`, doc);
    }
    command.action(() => spec.run(new CommandInput(command.args, valuesByFlag(command)), host));
    for (const option of spec.options) command.addOption(makeOption(option));
    quiet(command, output);
  }
  return program;
}

const EXIT_HELP = `
Exit status: 0 done, 1 failed, 2 wrong command line, 130 interrupted; capture ends with that of the program it runs. A file that is damaged in places is done: what is
missing is said on standard error.`;

function quiet(command: Command, output: ProgramOutput): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: () => undefined, outputError: () => undefined });
}

/** The values of a command's options by their long flags; commander itself writes them in camel case. */
function valuesByFlag(command: Command): Record<string, unknown> {
  return Object.fromEntries(
    command.options.map((option) => [option.name(), command.getOptionValue(option.attributeName())]),
  );
}

function makeOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.doc);
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.isRequired === true) option.makeOptionMandatory();
  if (spec.isRepeatable === true) option.argParser(append);
  return option;
}

function append(value: string, previous: unknown): readonly unknown[] {
  return Array.isArray(previous) ? [...(previous as readonly unknown[]), value] : [value];
}
