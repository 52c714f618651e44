import { useRef, useState } from 'react';
import type { JSX } from 'react';
import type { FileToken } from '../../shared/api/shell-contract.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { UnsavedIntent } from '../state/dialog-state.ts';
import { useFolder } from './folder-state.ts';
import { report } from './report-failure.ts';
import { INITIAL_CHOICE, renamed, suggestedName } from './save-choice.ts';
import type { SaveChoice } from './save-choice.ts';
import { SaveOptions } from './save-options.tsx';
import { saveTo } from './save-job.ts';
import { SavePlace } from './save-place.tsx';
import { TargetFooter } from './target-footer.tsx';
import type { TargetObstacle } from './target-footer.tsx';
import { wrongName } from './target-name.ts';

const { files, cancel } = locale.messages;

/** Room for the options of every format, so that the dialog does not move when another is chosen. */
const DESKTOP_HEIGHT = 500;
/** The same, and a list of files, which gets what is left. */
const BROWSER_HEIGHT = 720;

/** Asks what to save, as what and where. On the desktop the system asks where. */
export function SaveDialog({ then }: { then: UnsavedIntent | undefined }): JSX.Element {
  const isBrowser = useAppState((state) => state.shell?.host === 'browser');
  return isBrowser ? <BrowserSave then={then} /> : <DesktopSave then={then} />;
}

function DesktopSave({ then }: { then: UnsavedIntent | undefined }): JSX.Element {
  const app = useApp();
  const [choice, setChoice] = useState(INITIAL_CHOICE);
  const save = useRef<HTMLButtonElement>(null);
  const close = (): void => app.store.getState().dialogClosed();
  const choose = async (): Promise<void> => {
    const { capture } = app.store.getState();
    const wanted = { name: suggestedName(capture.name, choice.format), format: choice.format };
    const { file, name } = await app.shell.call('file/choose-target', wanted);
    // Without a file the user has cancelled the system's dialog, and is back in this one.
    if (file === undefined) return;
    close();
    await saveTo(app, choice, { file, name: name ?? wanted.name }, then);
  };
  return (
    <DialogFrame
      title={files.saveTitle}
      width={700}
      height={DESKTOP_HEIGHT}
      onClose={close}
      initialFocus={save}
      footer={
        <>
          <span className="space" />
          <Button
            ref={save}
            kind="primary"
            onClick={() => void choose().catch((error: unknown) => report(app, error, files.failed))}
          >
            {files.chooseTarget}
          </Button>
          <Button onClick={close}>{cancel}</Button>
        </>
      }
    >
      <SaveOptions choice={choice} onChange={setChoice} />
    </DialogFrame>
  );
}

function BrowserSave({ then }: { then: UnsavedIntent | undefined }): JSX.Element {
  const app = useApp();
  const close = (): void => app.store.getState().dialogClosed();
  const [choice, setChoice] = useState(INITIAL_CHOICE);
  const [name, setName] = useState(() =>
    suggestedName(app.store.getState().capture.name, INITIAL_CHOICE.format),
  );
  const [obstacle, setObstacle] = useState<TargetObstacle>();
  const folder = useFolder();
  const field = useRef<HTMLInputElement>(null);

  const changeChoice = (next: SaveChoice): void => {
    changeName(renamed(name, choice.format, next.format));
    setChoice(next);
  };
  const changeName = (next: string): void => {
    setName(next);
    setObstacle(undefined);
  };
  const save = async (replace: boolean): Promise<void> => {
    const wanted = name.trim();
    const wrong = wrongName(wanted);
    if (wrong !== undefined) {
      setObstacle({ kind: 'error', sentence: wrong });
      field.current?.focus();
      return;
    }
    try {
      const place: FileToken | undefined = folder.path.at(-1)?.file;
      const target = await app.shell.call('file/target', { folder: place, name: wanted, replace });
      close();
      await saveTo(app, choice, target, then);
    } catch (error) {
      if (!(error instanceof ProcscopeError)) throw error;
      setObstacle(
        error.code === 'file/exists'
          ? { kind: 'exists', name: wanted }
          : { kind: 'error', sentence: errorSentence(error) },
      );
    }
  };
  const run = (replace: boolean): void =>
    void save(replace).catch((error: unknown) => report(app, error, files.failed));

  return (
    <DialogFrame
      title={files.saveTitle}
      width={700}
      height={BROWSER_HEIGHT}
      onClose={close}
      initialFocus={field}
      footer={
        <TargetFooter
          obstacle={obstacle}
          action={files.saveNow}
          onRun={run}
          onBack={() => setObstacle(undefined)}
          onClose={close}
        />
      }
    >
      <SaveOptions choice={choice} onChange={changeChoice} />
      <SavePlace
        folder={folder}
        name={name}
        onNameChange={changeName}
        onEnter={() => run(false)}
        error={obstacle?.kind === 'error' ? obstacle.sentence : undefined}
        fieldRef={field}
      />
    </DialogFrame>
  );
}
