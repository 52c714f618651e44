import type { CommandHost } from './command.ts';
import { ExitStatus } from './exit-status.ts';
import { errorLine, failureOf, runCommand } from './main.ts';
import { ProgressLine } from './progress-line.ts';
import { StreamSink } from './stdout-sink.ts';

const { stdout, stderr } = process;
const controller = new AbortController();
const progress = new ProgressLine(stderr);
let stoppedBy: ExitStatus | undefined;

const host: CommandHost = {
  output: new StreamSink(stdout),
  progress,
  signal: controller.signal,
  warn: say,
  endWith: (status) => {
    process.exitCode = status;
  },
};

function say(sentence: string): void {
  progress.clear();
  stderr.write(errorLine(sentence));
}

/** The first signal lets the command clean up; a second one ends it at once, as without this handler. */
function stopOn(signal: 'SIGINT' | 'SIGTERM', status: ExitStatus): void {
  process.once(signal, () => {
    stoppedBy ??= status;
    controller.abort();
  });
}

// Write errors are given to the writer; without listeners the event itself would end the process.
stdout.on('error', () => undefined);
stderr.on('error', () => undefined);
stopOn('SIGINT', ExitStatus.Interrupted);
stopOn('SIGTERM', ExitStatus.Terminated);

try {
  await runCommand(process.argv.slice(2), host);
} catch (error) {
  const { status, sentence } = failureOf(error);
  progress.clear();
  if (sentence !== undefined) say(sentence);
  if (process.env['PROCSCOPE_DEBUG'] === '1') console.error(error);
  process.exitCode = status === ExitStatus.Interrupted ? (stoppedBy ?? status) : status;
}
