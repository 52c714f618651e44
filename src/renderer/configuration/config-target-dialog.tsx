import { useRef, useState } from 'react';
import type { JSX } from 'react';
import { ProcscopeError } from '../../shared/errors.ts';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { useFolder } from '../files/folder-state.ts';
import { SavePlace } from '../files/save-place.tsx';
import { TargetFooter } from '../files/target-footer.tsx';
import type { TargetObstacle } from '../files/target-footer.tsx';
import { wrongName } from '../files/target-name.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import type { ChosenFile } from './chosen-file.ts';

/**
 * Chooses where to write a file below the folder that the browser host serves; asks before one is replaced. `action` is what
 * the button that takes it says.
 */
export function ConfigTargetDialog({
  title,
  name: suggested,
  action = locale.messages.configuration.export,
  onChosen,
  onClose,
}: {
  title: string;
  name: string;
  action?: string;
  onChosen: (target: ChosenFile) => void;
  onClose: () => void;
}): JSX.Element {
  const { shell } = useApp();
  const [name, setName] = useState(suggested);
  const [obstacle, setObstacle] = useState<TargetObstacle>();
  const folder = useFolder();
  const field = useRef<HTMLInputElement>(null);

  const refuse = (sentence: string): void => {
    setObstacle({ kind: 'error', sentence });
    field.current?.focus();
  };
  const choose = async (replace: boolean): Promise<void> => {
    const wanted = name.trim();
    const wrong = wrongName(wanted);
    if (wrong !== undefined) {
      refuse(wrong);
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
        <TargetFooter
          obstacle={obstacle}
          action={action}
          onRun={run}
          onBack={() => setObstacle(undefined)}
          onClose={onClose}
        />
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
