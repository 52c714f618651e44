import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { runCommand } from '../commands/run-command.ts';
import { Button } from '../controls/button.tsx';
import { openFile, openToken, saveFile } from '../files/file-flows.ts';
import { Icon } from '../icons/icon.tsx';
import type { IconId } from '../icons/sprite.ts';
import { startCapture } from '../live/capture-flows.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { App } from '../state/app-context.ts';
import type { Remedy } from '../state/job-state.ts';
import { noticeOf } from './notice-of.ts';
import type { Notice as NoticeData, RemedyKind } from './notice-of.ts';

const { boot, files, live, dismiss } = locale.messages;

const ICONS: Readonly<Record<NoticeData['kind'], IconId>> = {
  failure: 'error-circle-16-filled',
  warning: 'warning-16-filled',
  offer: 'info-16-regular',
  done: 'checkmark-16-regular',
  note: 'info-16-regular',
};

/**
 * A strip above the status bar, one at a time: it takes the bottom row, and the list does not move. The place is always
 * there, empty as it may be, so that screen readers tell what comes into it.
 */
export function Notice(): JSX.Element {
  const [now] = useState(Date.now);
  const notice = useAppState(useShallow((state) => noticeOf(state, now)));
  return <div aria-live="polite">{notice === undefined ? null : <NoticeStrip notice={notice} />}</div>;
}

function NoticeStrip({ notice }: { notice: NoticeData }): JSX.Element {
  const app = useApp();
  const message = useAppState((state) => state.message);
  const remedy =
    notice.key === undefined
      ? message?.remedy
      : notice.remedy === undefined
        ? undefined
        : remedyOf(app, notice.remedy);
  const close = (): void => {
    const state = app.store.getState();
    if (notice.key === undefined) state.messageShown(undefined);
    else state.noticeDismissed(notice.key);
  };
  useGoneOnNextAction(notice.kind === 'done' || notice.kind === 'note', close);
  return (
    <div
      className={`notice notice-${notice.kind}`}
      role={notice.kind === 'failure' || notice.kind === 'warning' ? 'alert' : 'status'}
    >
      <Icon id={ICONS[notice.kind]} edge={16} />
      <p>{notice.sentence}</p>
      {remedy === undefined ? null : (
        <Button
          kind="text"
          onClick={() => {
            close();
            remedy.run();
          }}
        >
          {remedy.label}
        </Button>
      )}
      <button type="button" className="tool-button" aria-label={dismiss} title={dismiss} onClick={close}>
        <Icon id="dismiss-16-regular" edge={16} />
      </button>
    </div>
  );
}

function remedyOf(app: App, kind: RemedyKind): Remedy | undefined {
  const { asked, recoverable } = app.store.getState();
  switch (kind) {
    case 'open-another':
      return { label: files.openAnother, run: () => openFile(app) };
    case 'read-again':
      return asked === undefined
        ? undefined
        : { label: files.readAgain, run: () => openToken(app, asked.file, asked.name) };
    case 'capture-again':
      return { label: live.captureAgain, run: () => startCapture(app) };
    case 'save':
      return { label: files.save, run: () => saveFile(app) };
    case 'launch':
      return { label: live.launchInstead, run: () => runCommand(app, 'file.launch') };
    case 'keep-all':
      return { label: live.keepAll, run: () => app.shell.changeSettings({ dropFiltered: false }) };
    case 'boot':
      return { label: boot.logs.open, run: () => runCommand(app, 'options.boot-logging') };
    case 'boot-logs':
      return {
        label: boot.logs.show,
        run: () => app.store.getState().dialogOpened({ kind: 'boot-logs' }),
      };
    case 'recover': {
      if (recoverable === undefined) return undefined;
      const [newest, ...others] = recoverable;
      if (newest === undefined) return undefined;
      return {
        label: others.length === 0 ? files.recover : files.recoverNewest,
        run: () => openToken(app, newest.file, files.recovered),
      };
    }
  }
}

/** Good news and notes go with the next thing that the user does, but not while they go on holding a key. */
function useGoneOnNextAction(isOn: boolean, close: () => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.repeat && !QUIET_KEYS.has(event.key)) close();
    };
    window.addEventListener('pointerdown', onPointerDown);
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('pointerdown', onPointerDown);
      window.removeEventListener('keydown', onKeyDown);
    };
    function onPointerDown(event: PointerEvent): void {
      if (!(event.target instanceof Element) || event.target.closest('.notice') === null) close();
    }
  });
}

/** Keys that do nothing by themselves, or lead to the notice's own buttons. */
const QUIET_KEYS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab']);
