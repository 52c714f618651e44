import { useRef, useState } from 'react';
import type { JSX } from 'react';
import type { BootLog } from '../../shared/boot.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { Failure } from './boot-dialog.tsx';
import { logMoment } from './log-words.ts';
import { useBootChange } from './use-boot-change.ts';

const { boot, cancel } = locale.messages;
const { discard: texts } = boot;

/** Asks before a log is deleted that nobody has saved. */
export function BootDiscardDialog({ log }: { log: BootLog }): JSX.Element {
  const { shell } = useApp();
  const isRecording = useAppState((state) => state.boot?.status.recording?.id === log.id);
  const asks = useAppState((state) => state.boot?.needsElevation === true);
  const job = useBootChange();
  // The harmless answer is the one that Enter gives.
  const keep = useRef<HTMLButtonElement>(null);
  const [now] = useState(Date.now);
  const remove = (): void =>
    job.run((signal) => shell.call('boot/discard', { log: log.id }, { signal }), texts.done);
  return (
    <DialogFrame
      isAlert
      title={texts.title}
      width={440}
      onClose={job.close}
      initialFocus={keep}
      footer={
        <>
          <span className="note" role="status">
            {job.isRunning ? (asks ? boot.waitingAsks : boot.waiting) : null}
          </span>
          <span className="space" />
          <Button aria-disabled={job.isRunning} onClick={remove}>
            {texts.action}
          </Button>
          <Button ref={keep} kind="primary" onClick={job.close}>
            {cancel}
          </Button>
        </>
      }
    >
      <p className="dialog-sentence">{texts.sentence(logMoment(log, now))}</p>
      {isRecording ? <p className="dialog-hint">{texts.recordingToo}</p> : null}
      <Failure job={job} />
    </DialogFrame>
  );
}
