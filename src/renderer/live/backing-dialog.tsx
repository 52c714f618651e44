import { useRef, useState } from 'react';
import type { JSX } from 'react';
import { ConfigTargetDialog } from '../configuration/config-target-dialog.tsx';
import type { ChosenFile } from '../configuration/chosen-file.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { FieldError } from '../controls/field-error.tsx';
import { OkCancel } from '../controls/ok-cancel.tsx';
import { RadioGroup } from '../controls/radio-group.tsx';
import { report } from '../files/report-failure.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { isRunning } from './open-live.ts';

const { backing: texts, failedAction } = locale.messages.live;

const ERROR_ID = 'backing-error';

/** Where the next live capture is written. */
export function BackingDialog(): JSX.Element {
  const app = useApp();
  const known = useAppState((state) => state.backing);
  const runs = useAppState(isRunning);
  const isBrowser = useAppState((state) => state.shell?.host === 'browser');
  const [choice, setChoice] = useState<'own' | 'chosen'>(known === undefined ? 'own' : 'chosen');
  const [file, setFile] = useState(known);
  const [isChoosing, setChoosing] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => app.store.getState().dialogClosed();

  const take = (chosen: ChosenFile): void => {
    setFile(chosen);
    setChoice('chosen');
    setMissing(false);
    setChoosing(false);
  };
  const choose = async (): Promise<void> => {
    if (isBrowser) {
      setChoosing(true);
      return;
    }
    const { file: token, name = '' } = await app.shell.call('live/choose-backing', { name: texts.suggested });
    if (token !== undefined) take({ file: token, name });
  };
  const accept = (): void => {
    if (choice === 'chosen' && file === undefined) {
      setMissing(true);
      button.current?.focus();
      return;
    }
    app.store.getState().backingChosen(choice === 'own' ? undefined : file);
    close();
  };

  if (isChoosing) {
    return (
      <ConfigTargetDialog
        title={texts.title}
        name={file?.name ?? texts.suggested}
        action={texts.take}
        onChosen={take}
        onClose={() => setChoosing(false)}
      />
    );
  }
  return (
    <DialogFrame
      title={texts.title}
      width={520}
      onClose={close}
      footer={<OkCancel onAccept={accept} onClose={close} />}
    >
      <p className="dialog-sentence">{texts.sentence}</p>
      <RadioGroup
        label={texts.label}
        value={choice}
        options={[
          { value: 'own', text: texts.own, hint: texts.ownHint },
          { value: 'chosen', text: texts.chosen, hint: texts.chosenHint },
        ]}
        onValueChange={setChoice}
      />
      <div className="chosen-row">
        <bdi className={file === undefined ? 'chosen-none' : undefined}>{file?.name ?? texts.noFile}</bdi>
        <Button
          ref={button}
          aria-describedby={isMissing ? ERROR_ID : undefined}
          onClick={() => void choose().catch((error: unknown) => report(app, error, failedAction))}
        >
          {texts.choose}
        </Button>
      </div>
      <FieldError id={ERROR_ID} error={isMissing ? texts.missing : undefined} />
      {runs ? <p className="dialog-hint">{texts.runs}</p> : null}
    </DialogFrame>
  );
}
