import { useRef, useState } from 'react';
import type { JSX } from 'react';
import type { FileToken, FolderEntry } from '../../shared/api/shell-contract.ts';
import type { ChosenFile } from '../configuration/chosen-file.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { useFolder } from '../files/folder-state.ts';
import { FolderView } from '../files/folder-view.tsx';
import { locale } from '../messages/locale.ts';

const { launch: texts } = locale.messages.live;
const { cancel, files } = locale.messages;

/** Chooses a program or a directory below the folder that the browser host serves. */
export function ChooseEntryDialog({
  what,
  onChosen,
  onClose,
}: {
  what: 'program' | 'directory';
  onChosen: (chosen: ChosenFile) => void;
  onClose: () => void;
}): JSX.Element {
  const folder = useFolder();
  const view = useRef<HTMLDivElement>(null);
  const list = {
    get current(): HTMLElement | null {
      return view.current?.querySelector<HTMLElement>('[role="listbox"]') ?? null;
    },
  };
  const here = folder.path.at(-1);
  // A choice belongs to the folder in which it was made.
  const [choice, setChoice] = useState<{ folder: FileToken | undefined; index: number }>();
  const current = choice !== undefined && choice.folder === here?.file ? choice.index : 0;
  const entry = folder.entries[current];

  const open = (chosen: FolderEntry | undefined): void => {
    if (chosen === undefined) return;
    if (chosen.isFolder) folder.enter(chosen.file);
    else if (what === 'program') onChosen({ file: chosen.file, name: chosen.name });
  };
  const isTaken = what === 'directory' ? here !== undefined : entry !== undefined;
  const take = (): void => {
    if (what === 'program') open(entry);
    else if (here !== undefined) onChosen({ file: here.file, name: here.name });
  };
  return (
    <DialogFrame
      title={what === 'program' ? texts.chooseProgramTitle : texts.chooseDirectoryTitle}
      width={680}
      height={480}
      onClose={onClose}
      initialFocus={list}
      footer={
        <>
          <span className="space" />
          <Button kind="primary" aria-disabled={!isTaken} onClick={take}>
            {what === 'program' ? files.open : texts.takeDirectory}
          </Button>
          <Button onClick={onClose}>{cancel}</Button>
        </>
      }
    >
      <FolderView
        ref={view}
        folder={folder}
        current={current}
        onCurrentChange={(index) => setChoice({ folder: here?.file, index })}
        onChosen={open}
      />
    </DialogFrame>
  );
}
