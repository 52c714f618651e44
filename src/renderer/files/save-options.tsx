import type { JSX } from 'react';
import { SAVE_FORMATS } from '../../shared/api/shell-contract.ts';
import { COLUMN_NAMES } from '../../shared/columns.ts';
import { CheckBox } from '../controls/check-box.tsx';
import { RadioGroup } from '../controls/radio-group.tsx';
import type { RadioOption } from '../controls/radio-group.tsx';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { HighlightedCount } from './highlighted-count.tsx';
import { isTextTable } from './save-choice.ts';
import type { SaveChoice } from './save-choice.ts';

const { files } = locale.messages;

interface OptionsProps {
  readonly choice: SaveChoice;
  readonly onChange: (choice: SaveChoice) => void;
}

/** What is to be saved and as what, with exact counts; and what only some formats let choose. */
export function SaveOptions({ choice, onChange }: OptionsProps): JSX.Element {
  return (
    <div className="save-options">
      <RadioGroup
        label={files.format}
        value={choice.format}
        options={SAVE_FORMATS.map((value) => ({ value, ...files.formats[value] }))}
        hints="beside"
        onValueChange={(format) => onChange({ ...choice, format })}
      />
      <WhichEvents choice={choice} onChange={onChange} />
      {isTextTable(choice.format) ? <TextTableOptions choice={choice} onChange={onChange} /> : null}
    </div>
  );
}

function WhichEvents({ choice, onChange }: OptionsProps): JSX.Element {
  const total = useAppState((state) => state.capture.events);
  // While a new filter is being computed, nobody knows what it will show.
  const shown = useAppState((state) => (state.view?.scanning === undefined ? state.view?.rows : undefined));
  const highlights = useAppState((state) => state.settings.highlight.rules.some((rule) => rule.enabled));
  const options: RadioOption<SaveChoice['events']>[] = [
    { value: 'all', text: files.allEvents(locale.number(total), total) },
    {
      value: 'shown',
      text: shown === undefined ? files.counting : files.shownEvents(locale.number(shown), shown),
    },
  ];
  const group = (highlighted: string | undefined): JSX.Element => (
    <RadioGroup
      label={files.whichEvents}
      value={choice.events}
      options={
        highlighted === undefined ? options : [...options, { value: 'highlighted', text: highlighted }]
      }
      onValueChange={(events) => onChange({ ...choice, events })}
    />
  );
  return highlights ? <HighlightedCount>{group}</HighlightedCount> : group(undefined);
}

function TextTableOptions({ choice, onChange }: OptionsProps): JSX.Element {
  const columns = useAppState((state) => state.settings.columns.length);
  return (
    <>
      <RadioGroup
        label={files.whichColumns}
        value={choice.columns}
        options={[
          { value: 'shown', text: files.shownColumns(locale.number(columns)) },
          { value: 'all', text: files.allColumns(locale.number(COLUMN_NAMES.length)) },
        ]}
        isInline
        onValueChange={(next) => onChange({ ...choice, columns: next })}
      />
      <RadioGroup
        label={files.whichTexts}
        value={choice.style}
        options={[
          { value: 'procmon', ...files.styles.procmon },
          { value: 'plain', ...files.styles.plain },
        ]}
        hints="beside"
        onValueChange={(style) => onChange({ ...choice, style })}
      />
      {choice.format === 'xml' ? (
        <div className="radio-group">
          <span className="radio-group-label" aria-hidden="true">
            {files.stacks}
          </span>
          <CheckBox checked={choice.stacks} onCheckedChange={(stacks) => onChange({ ...choice, stacks })}>
            {files.withStacks}
          </CheckBox>
        </div>
      ) : null}
    </>
  );
}
