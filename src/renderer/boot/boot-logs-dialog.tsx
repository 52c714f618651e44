import { useRef, useState } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { CheckBox } from '../controls/check-box.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { saveLog, waitingLogs } from './boot-flows.ts';
import { logMoment, logSentence } from './log-words.ts';

const { logs: texts } = locale.messages.boot;

/** What becomes of the logs that were found: save one and look at it, delete one, or leave them where they are. */
export function BootLogsDialog({ wanted }: { wanted: string | undefined }): JSX.Element {
  const app = useApp();
  const status = useAppState((state) => state.boot?.status);
  const [now] = useState(Date.now);
  const [discardsAfter, setDiscardsAfter] = useState(true);
  const save = useRef<HTMLButtonElement>(null);
  const close = (): void => app.store.getState().dialogClosed();
  const recording = status?.recording;
  const logs = waitingLogs(status);
  const first = logs.find(({ id }) => id === wanted) ?? logs[0];
  return (
    <DialogFrame
      title={texts.title}
      width={600}
      onClose={close}
      initialFocus={save}
      footer={
        <>
          <CheckBox checked={discardsAfter} onCheckedChange={setDiscardsAfter}>
            {texts.discardAfter}
          </CheckBox>
          <span className="space" />
          <Button onClick={close}>{recording === undefined ? texts.later : texts.keepRecording}</Button>
        </>
      }
    >
      <p className="dialog-sentence">{texts.sentence}</p>
      <ul className="boot-logs">
        {logs.map((log) => {
          const when = logMoment(log, now);
          return (
            <li key={log.id}>
              <p>{logSentence(log, log === recording, now)}</p>
              <Button
                ref={log === first ? save : undefined}
                kind={log === first ? 'primary' : 'default'}
                aria-label={texts.saveOf(when)}
                onClick={() => {
                  close();
                  void saveLog(app, log, discardsAfter);
                }}
              >
                {texts.save}
              </Button>
              <Button
                aria-label={texts.discardOf(when)}
                onClick={() => app.store.getState().dialogOpened({ kind: 'boot-discard', log })}
              >
                {texts.discard}
              </Button>
            </li>
          );
        })}
      </ul>
    </DialogFrame>
  );
}
