import { useRef, useState } from 'react';
import type { JSX } from 'react';
import type { FileToken } from '../../shared/api/shell-contract.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import { discardRecoverable } from './file-lists.ts';
import { momentText } from './file-texts.ts';

/** Asks before a recoverable capture is deleted. */
export function DiscardDialog({ file, modified }: { file: FileToken; modified: number }): JSX.Element {
  const app = useApp();
  const { files, cancel } = locale.messages;
  // The harmless answer is the one that Enter gives.
  const keep = useRef<HTMLButtonElement>(null);
  const [now] = useState(Date.now);
  const close = (): void => app.store.getState().dialogClosed();
  return (
    <DialogFrame
      isAlert
      title={files.discardTitle}
      width={440}
      onClose={close}
      initialFocus={keep}
      footer={
        <>
          <span className="space" />
          <Button
            onClick={() => {
              close();
              void discardRecoverable(app, file);
            }}
          >
            {files.discardNow}
          </Button>
          <Button ref={keep} kind="primary" onClick={close}>
            {cancel}
          </Button>
        </>
      }
    >
      <p className="dialog-sentence">{files.discardSentence(momentText(modified, now, locale))}</p>
    </DialogFrame>
  );
}
