import { useMemo } from 'react';
import type { JSX } from 'react';
import { defaultRules } from '../../shared/filter/default-rules.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { Dialog } from '../state/dialog-state.ts';
import { dialectOf, mostOwnRules, rulesOf } from './effective-rules.ts';
import { chooseFilter } from './filter-actions.ts';
import { filterOfDraft, startDraft } from './filter-draft.ts';
import type { FilterDraft } from './filter-draft.ts';
import { FilterWordsView } from './filter-words-view.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { ShownNote } from './shown-note.tsx';
import { useHiddenByDefaults } from './use-rule-counts.ts';

const texts = locale.messages.filter;

/** The filter dialog, while it is the one that is open. */
export function FilterDialog(): JSX.Element | null {
  const dialog = useAppState((state) => state.dialog);
  return dialog?.kind === 'filter' ? <OpenFilterDialog dialog={dialog} /> : null;
}

function OpenFilterDialog({ dialog }: { dialog: Extract<Dialog, { kind: 'filter' }> }): JSX.Element {
  const app = useApp();
  const dialect = useAppState(dialectOf);
  const defaults = defaultRules(dialect);
  const hidden = useHiddenByDefaults(defaults);
  const most = mostOwnRules(dialect);
  return (
    <RuleEditor
      title={texts.title}
      start={() => startDraft(app.store.getState().filter, dialog.rule)}
      entry={dialog.draft}
      startsInList={dialog.rule !== undefined}
      most={most}
      full={texts.tooManyRules(locale.number(most))}
      notAdded={texts.notAdded}
      defaults={defaults}
      hidden={hidden}
      note={(draft) => <FilterNote draft={draft} />}
      words={({ rules, usesDefaults }) => <FilterWordsView filter={filterOfDraft(rules, usesDefaults)} />}
      onApply={({ rules, usesDefaults }) => chooseFilter(app, filterOfDraft(rules, usesDefaults))}
    />
  );
}

/** What the draft would show of the capture. */
function FilterNote({ draft: { rules, usesDefaults } }: { draft: FilterDraft }): JSX.Element {
  const dialect = useAppState(dialectOf);
  const effective = useMemo(
    () => rulesOf(filterOfDraft(rules, usesDefaults), dialect),
    [rules, usesDefaults, dialect],
  );
  return <ShownNote rules={effective} />;
}
