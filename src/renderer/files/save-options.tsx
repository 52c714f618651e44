import type { JSX } from 'react';
import { COLUMN_NAMES } from '../../shared/columns.ts';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { RadioGroup } from './radio-group.tsx';
import type { SaveChoice } from './save-choice.ts';

const { files } = locale.messages;

/** What is to be saved and as what, with exact counts. */
export function SaveOptions({
  choice,
  onChange,
}: {
  choice: SaveChoice;
  onChange: (choice: SaveChoice) => void;
}): JSX.Element {
  const total = useAppState((state) => state.capture.events);
  // While a new filter is being computed, nobody knows what it will show.
  const shown = useAppState((state) => (state.view?.scanning === undefined ? state.view?.rows : undefined));
  const columns = useAppState((state) => state.settings.columns.length);
  return (
    <div className="save-options">
      <RadioGroup
        label={files.format}
        value={choice.format}
        options={[
          { value: 'native', text: files.formatNative, hint: files.formatNativeHint },
          { value: 'csv', text: files.formatCsv, hint: files.formatCsvHint },
        ]}
        onValueChange={(format) => onChange({ ...choice, format })}
      />
      <RadioGroup
        label={files.whichEvents}
        value={choice.events}
        options={[
          { value: 'all', text: files.allEvents(locale.number(total), total) },
          {
            value: 'shown',
            text: shown === undefined ? files.counting : files.shownEvents(locale.number(shown), shown),
          },
        ]}
        onValueChange={(events) => onChange({ ...choice, events })}
      />
      <RadioGroup
        label={files.whichColumns}
        value={choice.columns}
        disabled={choice.format !== 'csv'}
        options={[
          { value: 'shown', text: files.shownColumns(locale.number(columns)) },
          { value: 'all', text: files.allColumns(locale.number(COLUMN_NAMES.length)) },
        ]}
        onValueChange={(next) => onChange({ ...choice, columns: next })}
      />
    </div>
  );
}
