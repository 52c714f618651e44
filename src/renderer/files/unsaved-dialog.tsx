import { useRef } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { documentName } from '../live/open-live.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { UnsavedIntent } from '../state/dialog-state.ts';
import { saveFile } from './file-flows.ts';
import { carryOut } from './unsaved-gate.ts';

/** Asks what becomes of a capture that is not saved before something takes its place. */
export function UnsavedDialog({ intent }: { intent: UnsavedIntent }): JSX.Element {
  const app = useApp();
  const name = useAppState(documentName) ?? '';
  const { files, cancel } = locale.messages;
  const save = useRef<HTMLButtonElement>(null);
  const close = (): void => app.store.getState().dialogClosed();
  return (
    <DialogFrame
      isAlert
      title={files.unsavedTitle}
      width={440}
      onClose={close}
      initialFocus={save}
      footer={
        <>
          <span className="space" />
          <Button
            ref={save}
            kind="primary"
            onClick={() => {
              close();
              saveFile(app, intent);
            }}
          >
            {files.save}
          </Button>
          <Button onClick={() => carryOut(app, intent)}>{files.dontSave}</Button>
          <Button onClick={close}>{cancel}</Button>
        </>
      }
    >
      <p className="dialog-sentence">{files.unsavedSentence(name)}</p>
    </DialogFrame>
  );
}
