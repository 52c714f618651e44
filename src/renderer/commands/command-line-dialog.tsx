import { useRef } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';

/** What the program does without a window. */
export function CommandLineDialog(): JSX.Element {
  const { store } = useApp();
  const { commandLine, close: closeText } = locale.messages.commands;
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => store.getState().dialogClosed();
  return (
    <DialogFrame
      title={commandLine.title}
      width={560}
      onClose={close}
      initialFocus={button}
      footer={
        <>
          <span className="space" />
          <Button kind="primary" ref={button} onClick={close}>
            {closeText}
          </Button>
        </>
      }
    >
      <p className="about-lead">{commandLine.lead}</p>
      <dl className="command-line">
        {commandLine.options.map(([command, meaning]) => (
          <div key={command}>
            <dt className="mono">{command}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="about-lead">{commandLine.more}</p>
    </DialogFrame>
  );
}
