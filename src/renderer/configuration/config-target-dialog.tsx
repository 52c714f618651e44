import { useRef, useState } from 'react';
import type { JSX } from 'react';
import { ProcscopeError } from '../../shared/errors.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { useFolder } from '../files/folder-state.ts';
import { SavePlace } from '../files/save-place.tsx';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import type { ChosenFile } from './chosen-file.ts';

/** What the user has to be told or asked before the file can be written. */
type Obstacle =
  { readonly kind: 'error'; readonly sentence: string } | { readonly kind: 'exists'; readonly name: string };

/** Chooses where to write a file below the folder that the browser host serves; asks before one is replaced. */
export function ConfigTargetDialog({
  title,
  name: suggested,
  onChosen,
  onClose,
}: {
  title: string;
  name: string;
  onChosen: (target: ChosenFile) => void;
  onClose: () => void;
}): JSX.Element {
  const { shell } = useApp();
  const { configuration: texts, files, cancel } = locale.messages;
  const [name, setName] = useState(suggested);
  const [obstacle, setObstacle] = useState<Obstacle>();
  const folder = useFolder();
  const field = useRef<HTMLInputElement>(null);

  const refuse = (sentence: string): void => {
    setObstacle({ kind: 'error', sentence });
    field.current?.focus();
  };
  const choose = async (replace: boolean): Promise<void> => {
    const wanted = name.trim();
    if (wanted === '' || wanted === '.' || wanted === '..') {
      refuse(files.nameMissing);
      return;
    }
    if (/[/\\\0]/.test(wanted)) {
      refuse(files.nameHasSlash);
      return;
    }
    try {
      const place = folder.path.at(-1)?.file;
      onChosen(await shell.call('file/target', { folder: place, name: wanted, replace }));
    } catch (error) {
      if (!(error instanceof ProcscopeError)) throw error;
      if (error.code === 'file/exists' && !replace) setObstacle({ kind: 'exists', name: wanted });
      else refuse(errorSentence(error));
    }
  };
  const run = (replace: boolean): void =>
    void choose(replace).catch((error: unknown) => refuse(String(error)));

  return (
    <DialogFrame
      title={title}
      width={680}
      height={480}
      onClose={onClose}
      initialFocus={field}
      footer={
        obstacle?.kind === 'exists' ? (
          <>
            <span className="note" role="alert">
              {files.replaceQuestion(obstacle.name)}
            </span>
            <span className="space" />
            <Button key="replace" kind="primary" autoFocus onClick={() => run(true)}>
              {files.replace}
            </Button>
            <Button onClick={() => setObstacle(undefined)}>{cancel}</Button>
          </>
        ) : (
          <>
            <span className="space" />
            <Button kind="primary" onClick={() => run(false)}>
              {texts.export}
            </Button>
            <Button onClick={onClose}>{cancel}</Button>
          </>
        )
      }
    >
      <SavePlace
        folder={folder}
        name={name}
        onNameChange={(next) => {
          setName(next);
          setObstacle(undefined);
        }}
        onEnter={() => run(false)}
        error={obstacle?.kind === 'error' ? obstacle.sentence : undefined}
        fieldRef={field}
      />
    </DialogFrame>
  );
}
