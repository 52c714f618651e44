import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControlWriter } from '../../src/engine/wire/control-frames.ts';
import { HelperState } from '../../src/engine/wire/wire-format.ts';
import type { WireMessage } from '../../src/engine/wire/wire-messages.ts';
import { WireStream } from '../../src/engine/wire/wire-stream.ts';
import { helperForTests } from '../native/linux/support/native-test.ts';
import { idOf } from './users.ts';
import type { User } from './users.ts';

/**
 * What the shell does to gain privileges. polkit asks through an agent of the user's session; there is none here, and what
 * pkexec brings along cannot answer without a session, so the shell gets one of its own, and waits until it is ready.
 */
const COMMANDS = {
  sudo: 'exec sudo',
  pkexec:
    'mkfifo ready; { pkttyagent --process $$ --notify-fd 3 3> ready & }; cat ready; pkexec --disable-internal-agent',
} as const;

/** What came of a helper that was started on a terminal. */
export interface TerminalRun {
  readonly messages: readonly WireMessage[];
  /** What stood on the terminal. */
  readonly shown: string;
  readonly status: number | null;
  /** As whom the helper ran; undefined when it did not capture. */
  readonly uid: number | undefined;
}

/**
 * Starts the helper through a command that asks for a password on the terminal, whose input and output are a pipe and a
 * file; types what is to be typed at each prompt, and ends the helper once it captures.
 */
export async function onTerminal(
  user: User,
  command: keyof typeof COMMANDS,
  typed: readonly string[],
): Promise<TerminalRun> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-terminal-'));
  const [input, output] = [join(folder, 'input'), join(folder, 'output')];
  execFileSync('mkfifo', [input]);
  const uid = idOf(user);
  for (const path of [folder, input]) chownSync(path, uid, uid);
  // Open for both: opening waits for nobody, and the helper's input ends when this closes.
  const control = openSync(input, 'r+');
  let isOpen = true;
  const end = () => {
    if (isOpen) closeSync(control);
    isOpen = false;
  };
  const controls = new ControlWriter();
  try {
    const line = `cd ${folder}; ${COMMANDS[command]} ${helperForTests()} --start < ${input} > ${output}`;
    const terminal = spawn('script', ['-qec', line, '/dev/null'], { uid, gid: uid });
    let shown = '';
    let prompts = 0;
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      const asked = shown.match(/password[^\n]*: ?$/gim)?.length ?? 0;
      if (asked > 0 && prompts < typed.length && /: ?$/.test(shown)) terminal.stdin.write(typed[prompts++]);
    });
    const closed = once(terminal, 'close');
    let ranAs: number | undefined;
    while (terminal.exitCode === null && ranAs === undefined) {
      await sleep(100);
      const messages = messagesIn(output);
      if (!messages.some((message) => message.type === 'state' && message.state === HelperState.SnapshotDone))
        continue;
      const hello = messages.find((message) => message.type === 'hello');
      const status = readFileSync(`/proc/${hello?.helperPid}/status`, 'utf8');
      ranAs = Number(/^Uid:\t(\d+)/m.exec(status)?.[1]);
      writeSync(control, controls.shutdown(1));
    }
    await closed;
    return { messages: messagesIn(output), shown, status: terminal.exitCode, uid: ranAs };
  } finally {
    end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function messagesIn(path: string): WireMessage[] {
  return existsSync(path) ? [...new WireStream().push(readFileSync(path))] : [];
}
