import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { locale } from '../messages/locale.ts';

/** What the user has to be told or asked before a file can be written. */
export type TargetObstacle =
  { readonly kind: 'error'; readonly sentence: string } | { readonly kind: 'exists'; readonly name: string };

interface TargetFooterProps {
  readonly obstacle: TargetObstacle | undefined;
  /** What the button that writes the file is called. */
  readonly action: string;
  /** Writes the file; `replace` says that the user agreed to replace the one that is there. */
  readonly onRun: (replace: boolean) => void;
  /** Goes back from the question whether to replace a file. */
  readonly onBack: () => void;
  readonly onClose: () => void;
}

/** The buttons of a dialog that writes a file, or the question whether to replace the one that is there. */
export function TargetFooter({ obstacle, action, onRun, onBack, onClose }: TargetFooterProps): JSX.Element {
  const { files, cancel } = locale.messages;
  if (obstacle?.kind === 'exists') {
    return (
      <>
        <span className="note" role="alert">
          {files.replaceQuestion(obstacle.name)}
        </span>
        <span className="space" />
        <Button key="replace" kind="primary" autoFocus onClick={() => onRun(true)}>
          {files.replace}
        </Button>
        <Button onClick={onBack}>{cancel}</Button>
      </>
    );
  }
  return (
    <>
      <span className="space" />
      <Button kind="primary" onClick={() => onRun(false)}>
        {action}
      </Button>
      <Button onClick={onClose}>{cancel}</Button>
    </>
  );
}
