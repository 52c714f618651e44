import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { SheetDialog } from './sheet-dialog.tsx';

/** What the program does without a window. */
export function CommandLineDialog(): JSX.Element {
  const { commandLine } = locale.messages.commands;
  return (
    <SheetDialog title={commandLine.title} width={560}>
      <p className="about-lead">{commandLine.lead}</p>
      <dl className="command-line">
        {commandLine.options.map(([command, meaning]) => (
          <div key={command}>
            <dt className="mono">{command}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="about-lead">{commandLine.more}</p>
    </SheetDialog>
  );
}
