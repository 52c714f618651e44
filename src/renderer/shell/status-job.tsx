import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { PartBar } from './part-bar.tsx';

export interface StatusJobProps {
  readonly name: string;
  /** From 0 to 1; absent while nobody knows how much there is to do. */
  readonly part?: number | undefined;
  /** What stands behind the bar; the part in per cent, if it is known, when it is left out. */
  readonly text?: string | undefined;
  /** Absent for what cannot be stopped. */
  readonly onCancel?: (() => void) | undefined;
}

/** Something long at the left end of the status bar: its name, how far it is, and a way to stop it. */
export function StatusJob({ name, part, text, onCancel }: StatusJobProps): JSX.Element {
  return (
    <span className="job">
      <b className="job-name" title={name}>
        {name}
      </b>
      {part === undefined ? null : (
        <>
          <PartBar role="progressbar" name={name} part={part} />
          <span className="job-text">{text ?? locale.percent(part, 1)}</span>
        </>
      )}
      {onCancel === undefined ? null : (
        <button type="button" className="text-button" onClick={onCancel}>
          {locale.messages.cancel}
        </button>
      )}
    </span>
  );
}
