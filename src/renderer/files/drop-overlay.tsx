import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';

/**
 * Says, while a file is dragged over the window, that it can be dropped. On the desktop the preload script takes what is
 * dropped, because only it may learn the path; a page of a browser has no use for it, and says so.
 */
export function DropOverlay(): JSX.Element | null {
  const { store } = useApp();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      // Without this the window would go to the file.
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(store.getState().shell?.host === 'desktop');
    };
    const leave = (event: DragEvent): void => {
      // Leaving one element for another is not leaving the window.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      const state = store.getState();
      if (state.shell?.host !== 'browser') return;
      const sentence = locale.messages.files.noDropHere(state.shell.folder ?? '');
      state.messageShown({ kind: 'failure', sentence });
    };
    window.addEventListener('dragenter', over);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', over);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [store]);
  if (!isOver) return null;
  return (
    <div className="drop-overlay" role="status">
      <p>{locale.messages.files.dropToOpen}</p>
    </div>
  );
}
