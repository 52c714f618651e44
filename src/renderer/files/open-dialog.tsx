import { useRef, useState } from 'react';
import type { JSX } from 'react';
import type { FileToken, FolderEntry } from '../../shared/api/shell-contract.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import { openToken } from './file-flows.ts';
import { useFolder } from './folder-state.ts';
import { FolderView } from './folder-view.tsx';

/** Chooses a file below the folder that the browser host serves. */
export function OpenDialog(): JSX.Element {
  const app = useApp();
  const { files, cancel } = locale.messages;
  const folder = useFolder();
  const view = useRef<HTMLDivElement>(null);
  const list = {
    get current(): HTMLElement | null {
      return view.current?.querySelector<HTMLElement>('[role="listbox"]') ?? null;
    },
  };
  const close = (): void => app.store.getState().dialogClosed();
  // A choice belongs to the folder in which it was made.
  const here = folder.path.at(-1)?.file;
  const [choice, setChoice] = useState<{ folder: FileToken | undefined; index: number }>();
  const current = choice !== undefined && choice.folder === here ? choice.index : 0;
  const entry = folder.entries[current];
  const open = (chosen: FolderEntry | undefined): void => {
    if (chosen === undefined) return;
    if (chosen.isFolder) {
      folder.enter(chosen.file);
      return;
    }
    close();
    openToken(app, chosen.file, chosen.name);
  };
  return (
    <DialogFrame
      title={files.openTitle}
      width={680}
      height={480}
      onClose={close}
      initialFocus={list}
      footer={
        <>
          <span className="space" />
          <Button kind="primary" aria-disabled={entry === undefined} onClick={() => open(entry)}>
            {files.open}
          </Button>
          <Button onClick={close}>{cancel}</Button>
        </>
      }
    >
      <FolderView
        ref={view}
        folder={folder}
        current={current}
        onCurrentChange={(index) => setChoice({ folder: here, index })}
        onChosen={open}
      />
    </DialogFrame>
  );
}
