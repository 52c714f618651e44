import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallOutput } from '../../shared/api/contract.ts';
import type { FileToken, FolderEntry, SHELL_CONTRACT } from '../../shared/api/shell-contract.ts';
import { ProcscopeError, isCancelled } from '../../shared/errors.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';

type Listing = CallOutput<typeof SHELL_CONTRACT, 'file/list'>;

/** A folder that the browser host serves, as a dialog shows it. */
export interface FolderState {
  /** From the served folder to this one; empty until the host has answered. */
  readonly path: Listing['path'];
  /** Folders first, each kind by name. */
  readonly entries: readonly FolderEntry[];
  /** Why the folder that was asked for last is not shown. */
  readonly error: string | undefined;
  /** Shows another folder; the served one without a token. */
  readonly enter: (folder: FileToken | undefined) => void;
}

/** Names in the order in which people look for them: without regard to case, numbers by value. */
const order = new Intl.Collator(locale.tag, { numeric: true });

/** Folders first, each kind by name. */
export function sortedEntries(entries: readonly FolderEntry[]): readonly FolderEntry[] {
  const sorted = entries.toSorted((a, b) => order.compare(a.name, b.name));
  return [...sorted.filter((entry) => entry.isFolder), ...sorted.filter((entry) => !entry.isFolder)];
}

/** The folder that a dialog shows, from the served one on. */
export function useFolder(): FolderState {
  const { shell } = useApp();
  const [state, setState] = useState<Pick<FolderState, 'path' | 'entries' | 'error'>>({
    path: [],
    entries: [],
    error: undefined,
  });
  const running = useRef<AbortController | undefined>(undefined);
  const enter = useCallback(
    (folder: FileToken | undefined) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setBusy(controller, true);
      shell
        .call('file/list', { folder }, { signal: controller.signal })
        .then(({ path, entries }) => setState({ path, entries: sortedEntries(entries), error: undefined }))
        .catch((error: unknown) => {
          if (isCancelled(error)) return;
          const sentence = error instanceof ProcscopeError ? errorSentence(error) : String(error);
          setState((before) => ({ ...before, error: locale.messages.files.listFailed(sentence) }));
        })
        .finally(() => setBusy(controller, false));
    },
    [shell],
  );
  useEffect(() => {
    enter(undefined);
    return () => running.current?.abort();
  }, [enter]);
  return { ...state, enter };
}
