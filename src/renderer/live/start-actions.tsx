import type { JSX } from 'react';
import { COMMANDS } from '../commands/command-table.ts';
import { chordText, isMacKeyboard } from '../commands/keys.ts';
import { runCommand } from '../commands/run-command.ts';
import { openToken } from '../files/file-flows.ts';
import { Icon } from '../icons/icon.tsx';
import type { IconId } from '../icons/sprite.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { isStarting } from './open-live.ts';

const texts = locale.messages.live.start;

interface ActionProps {
  readonly icon: IconId;
  readonly name: string;
  readonly hint: string;
  /** Why it will not work as things are, in the hint's place. */
  readonly problem?: string | undefined;
  readonly keys?: string | undefined;
  readonly className?: string;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

/** Something that can be done while nothing is open. */
function Action(props: ActionProps): JSX.Element {
  const { icon, name, hint, problem, keys, className = '', isDisabled = false, onClick } = props;
  return (
    <button type="button" className={`action ${className}`} aria-disabled={isDisabled} onClick={onClick}>
      <Icon id={icon} edge={20} />
      <span>
        <span className="action-name">{name}</span>
        <span className={problem === undefined ? 'action-hint' : 'action-hint action-problem'}>
          {problem ?? hint}
        </span>
      </span>
      {keys === undefined ? null : <kbd>{keys}</kbd>}
    </button>
  );
}

/** Captures every process. Where that is known not to work, it says why; an attempt then says it again, with what helps. */
export function StartAction(): JSX.Element {
  const app = useApp();
  const way = useAppState((state) => state.ways?.system);
  const starts = useAppState(isStarting);
  const [chord] = COMMANDS['file.capture'].keys;
  return (
    <Action
      icon="record-20-regular"
      className="action-primary action-capture"
      name={texts.captureName}
      hint={way?.needsElevation === true ? texts.captureHintAsks : texts.captureHint}
      problem={way?.error === undefined ? undefined : errorSentence(way.error)}
      keys={chord === undefined ? undefined : chordText(chord, isMacKeyboard)}
      isDisabled={starts}
      onClick={() => {
        if (!starts) runCommand(app, 'file.capture');
      }}
    />
  );
}

/** Starts a program and captures it, where that can be done. */
export function LaunchAction(): JSX.Element | null {
  const app = useApp();
  const launch = useAppState((state) => state.ways?.launch);
  const needsNothing = launch?.withoutPrivileges === true;
  // What it lacks is said at the start of a capture already.
  if (launch?.available === false && !needsNothing) return null;
  return (
    <Action
      icon="play-20-regular"
      name={texts.launchName}
      hint={needsNothing ? texts.launchHintWithout : texts.launchHint}
      onClick={() => runCommand(app, 'file.launch')}
    />
  );
}

/** Opens the capture that comes with the program, where there is one. */
export function SampleAction(): JSX.Element | null {
  const app = useApp();
  const sample = useAppState((state) => state.sample);
  if (sample === undefined) return null;
  return (
    <Action
      icon="document-20-regular"
      name={texts.sampleName}
      hint={texts.sampleHint}
      onClick={() => openToken(app, sample.file, sample.name)}
    />
  );
}

/** Why nothing can be recorded in a browser although the machine of its server could be. */
export function ServerNote(): JSX.Element | null {
  const isRefused = useAppState(
    ({ shell, ways }) =>
      shell?.host === 'browser' &&
      shell.platform === 'linux' &&
      ways?.system.error?.code === 'shell/unsupported',
  );
  return isRefused ? <p className="server-note">{texts.serverNote}</p> : null;
}
