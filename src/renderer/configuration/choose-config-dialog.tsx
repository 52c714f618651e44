import { useRef, useState } from 'react';
import type { JSX } from 'react';
import type { FileToken, FolderEntry } from '../../shared/api/shell-contract.ts';
import { Button } from '../controls/button.tsx';
import { CheckBox } from '../controls/check-box.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { useFolder } from '../files/folder-state.ts';
import { FolderView } from '../files/folder-view.tsx';
import { locale } from '../messages/locale.ts';
import { isConfigName } from './chosen-file.ts';
import type { ChosenFile } from './chosen-file.ts';

/** Chooses a configuration or filter below the folder that the browser host serves. */
export function ChooseConfigDialog({
  title,
  action,
  onChosen,
  onClose,
}: {
  title: string;
  /** What the button that takes the file says. */
  action: string;
  onChosen: (file: ChosenFile) => void;
  onClose: () => void;
}): JSX.Element {
  const { configuration: texts, cancel } = locale.messages;
  const folder = useFolder();
  const [showsAll, setShowsAll] = useState(false);
  const view = useRef<HTMLDivElement>(null);
  const list = {
    get current(): HTMLElement | null {
      return view.current?.querySelector<HTMLElement>('[role="listbox"]') ?? null;
    },
  };
  // A choice belongs to the folder in which it was made.
  const here = folder.path.at(-1)?.file;
  const [choice, setChoice] = useState<{ folder: FileToken | undefined; index: number }>();
  const current = choice !== undefined && choice.folder === here ? choice.index : 0;
  const entries = folder.entries.filter(({ isFolder, name }) => showsAll || isFolder || isConfigName(name));
  const entry = entries[current];
  const take = (chosen: FolderEntry | undefined): void => {
    if (chosen === undefined) return;
    if (chosen.isFolder) folder.enter(chosen.file);
    else onChosen({ file: chosen.file, name: chosen.name });
  };
  return (
    <DialogFrame
      title={title}
      width={680}
      height={480}
      onClose={onClose}
      initialFocus={list}
      footer={
        <>
          <CheckBox
            checked={showsAll}
            onCheckedChange={(on) => {
              setShowsAll(on);
              setChoice(undefined);
            }}
          >
            {texts.showAllFiles}
          </CheckBox>
          <span className="space" />
          <Button kind="primary" aria-disabled={entry === undefined} onClick={() => take(entry)}>
            {action}
          </Button>
          <Button onClick={onClose}>{cancel}</Button>
        </>
      }
    >
      <FolderView
        ref={view}
        folder={{ ...folder, entries }}
        current={current}
        onCurrentChange={(index) => setChoice({ folder: here, index })}
        onChosen={take}
      />
    </DialogFrame>
  );
}
