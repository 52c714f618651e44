import { useState } from 'react';
import type { JSX, RefObject } from 'react';
import type { FolderEntry } from '../../shared/api/shell-contract.ts';
import { TextField } from '../controls/text-field.tsx';
import { locale } from '../messages/locale.ts';
import type { FolderState } from './folder-state.ts';
import { FolderView } from './folder-view.tsx';

/** A folder that the browser host serves, and the name of the new file in it. */
export function SavePlace({
  folder,
  name,
  onNameChange,
  onEnter,
  error,
  fieldRef,
}: {
  folder: FolderState;
  name: string;
  onNameChange: (name: string) => void;
  onEnter: () => void;
  error: string | undefined;
  fieldRef: RefObject<HTMLInputElement | null>;
}): JSX.Element {
  const { files } = locale.messages;
  const [current, setCurrent] = useState(-1);
  const take = (entry: FolderEntry | undefined): void => {
    if (entry?.isFolder === false) onNameChange(entry.name);
  };
  return (
    <>
      <div className="save-name">
        <span aria-hidden="true">{files.fileName}</span>
        <TextField
          ref={fieldRef}
          label={files.fileName}
          value={name}
          onValueChange={onNameChange}
          error={error}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onEnter();
          }}
        />
      </div>
      <FolderView
        folder={{
          ...folder,
          enter: (token) => {
            setCurrent(-1);
            folder.enter(token);
          },
        }}
        current={current}
        onCurrentChange={(index) => {
          setCurrent(index);
          take(folder.entries[index]);
        }}
        onChosen={take}
      />
    </>
  );
}
