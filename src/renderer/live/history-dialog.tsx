import { useRef, useState } from 'react';
import type { JSX } from 'react';
import { CheckBox } from '../controls/check-box.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { OkCancel } from '../controls/ok-cancel.tsx';
import { TextField } from '../controls/text-field.tsx';
import { report } from '../files/report-failure.ts';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import { HISTORY_BOUNDS, HISTORY_RANGES, fieldsOf, historyOf } from './history-choice.ts';
import type { HistoryBound, HistoryFields } from './history-choice.ts';
import { openLive } from './open-live.ts';

const texts = locale.messages.live.history;

/** How much of a live capture is kept. Holds for the one that is open and for those to come. */
export function HistoryDialog(): JSX.Element {
  const app = useApp();
  const [fields, setFields] = useState(() => fieldsOf(app.store.getState().settings.historyDepth));
  const [wrong, setWrong] = useState<HistoryBound>();
  const rows = useRef<HTMLDivElement>(null);
  const close = (): void => app.store.getState().dialogClosed();
  const change = (bound: HistoryBound, field: Partial<HistoryFields[HistoryBound]>): void => {
    setFields((before) => ({ ...before, [bound]: { ...before[bound], ...field } }));
    setWrong(undefined);
  };
  const accept = (): void => {
    const read = historyOf(fields);
    if ('wrong' in read) {
      setWrong(read.wrong);
      rows.current?.querySelector<HTMLInputElement>(`[data-bound="${read.wrong}"]`)?.focus();
      return;
    }
    const { history } = read;
    app.shell.changeSettings({ historyDepth: history });
    if (openLive(app.store.getState()) !== undefined) {
      app.shell
        .call('live/history', { history })
        .catch((error: unknown) => report(app, error, locale.messages.live.failedAction));
    }
    close();
  };
  return (
    <DialogFrame
      title={texts.title}
      width={460}
      onClose={close}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        accept();
      }}
      footer={<OkCancel onAccept={accept} onClose={close} />}
    >
      <p className="dialog-sentence">{texts.sentence}</p>
      <div className="history-bounds" ref={rows}>
        {HISTORY_BOUNDS.map((bound) => (
          <div key={bound} className="history-bound">
            <CheckBox checked={fields[bound].isOn} onCheckedChange={(isOn) => change(bound, { isOn })}>
              {texts[bound]}
            </CheckBox>
            <TextField
              label={`${texts[bound]}, ${texts.units[bound]}`}
              data-bound={bound}
              inputMode="decimal"
              value={fields[bound].text}
              disabled={!fields[bound].isOn}
              onValueChange={(text) => change(bound, { text })}
              error={wrong === bound ? rangeSentence(bound) : undefined}
            />
            <span aria-hidden="true">{texts.units[bound]}</span>
          </div>
        ))}
      </div>
      <p className="dialog-hint">{texts.memoryHint}</p>
    </DialogFrame>
  );
}

function rangeSentence(bound: HistoryBound): string {
  const { least, most } = HISTORY_RANGES[bound];
  return texts.wrong(String(least), locale.number(most));
}
