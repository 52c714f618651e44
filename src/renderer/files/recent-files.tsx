import { useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import type { RecentFile } from '../../shared/api/shell-contract.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { openToken } from './file-flows.ts';
import { forgetRecent } from './file-lists.ts';
import { dayText, sizeText } from './file-texts.ts';

const { files } = locale.messages;

/** Files opened before: a click opens one; Delete, or the button at its end, takes it off the list. */
export function RecentFiles(): JSX.Element | null {
  const recent = useAppState((state) => state.recent);
  const [now] = useState(Date.now);
  if (recent === undefined || recent.length === 0) return null;
  return (
    <section aria-labelledby="recent-files">
      <h2 id="recent-files">{files.recentFiles}</h2>
      <ul className="file-list">
        {recent.map((file) => (
          <RecentRow key={file.file} file={file} now={now} />
        ))}
      </ul>
    </section>
  );
}

function RecentRow({ file, now }: { file: RecentFile; now: number }): JSX.Element {
  const app = useApp();
  const isMissing = file.bytes === undefined;
  const open = (): void => {
    if (!isMissing) openToken(app, file.file, file.name);
  };
  const remove = (row: Element): void => {
    neighbour(row)?.focus();
    void forgetRecent(app, file.file);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const row = event.currentTarget;
    if (event.key === 'Delete') remove(row);
    else if (event.key === 'ArrowDown') rowBeside(row, 1)?.focus();
    else if (event.key === 'ArrowUp') rowBeside(row, -1)?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <li className={isMissing ? 'file-row file-row-missing' : 'file-row'}>
      <button
        type="button"
        className="file-open"
        aria-disabled={isMissing}
        aria-keyshortcuts="Delete"
        onClick={open}
        onKeyDown={onKeyDown}
      >
        <Icon id="document-16-regular" edge={16} />
        <span className="file-name">
          <bdi>{file.name}</bdi> <bdi className="file-folder">{file.folder}</bdi>
        </span>
        <span>{file.events === undefined ? '' : files.events(locale.number(file.events), file.events)}</span>
        <span>{file.bytes === undefined ? files.notFound : sizeText(file.bytes, locale)}</span>
        <span className="file-day">{dayText(file.opened, now, locale)}</span>
      </button>
      <button
        type="button"
        className="file-remove"
        // The row's own Delete key does the same.
        tabIndex={-1}
        aria-label={files.removeRecent(file.name)}
        title={files.removeRecent(file.name)}
        onClick={(event) => remove(event.currentTarget)}
      >
        <Icon id="dismiss-16-regular" edge={16} />
      </button>
    </li>
  );
}

/** The row above or below. */
function rowBeside(row: Element, step: 1 | -1): HTMLElement | undefined {
  const item = row.closest('li');
  const other = step === 1 ? item?.nextElementSibling : item?.previousElementSibling;
  return other?.querySelector<HTMLElement>('.file-open') ?? undefined;
}

/** What has the focus when a row goes: the next one, the one before, or the page's first action. */
function neighbour(row: Element): HTMLElement | undefined {
  return (
    rowBeside(row, 1) ??
    rowBeside(row, -1) ??
    row.closest('.page-column')?.querySelector<HTMLElement>('.action') ??
    undefined
  );
}
