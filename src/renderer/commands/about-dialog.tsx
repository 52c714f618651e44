import { useRef } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';

/** Which Procscope this is, what it runs on, and whose work it contains. */
export function AboutDialog(): JSX.Element {
  const { store } = useApp();
  const { about, close: closeText } = locale.messages.commands;
  const shell = useAppState((state) => state.shell);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => store.getState().dialogClosed();
  return (
    <DialogFrame
      title={about.title}
      width={480}
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
      <p className="about-version">{about.version(shell?.version ?? '')}</p>
      <p className="about-lead">{about.description}</p>
      <dl className="about-facts">
        <Fact name={about.runtime} value={(shell?.runtime ?? []).join(', ')} />
        <Fact name={about.licence} value={about.licenceText} />
        <Fact name={about.notices} value={about.noticesText} />
      </dl>
    </DialogFrame>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
