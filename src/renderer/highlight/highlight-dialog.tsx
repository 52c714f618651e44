import { useMemo } from 'react';
import type { JSX } from 'react';
import { MAX_RULES } from '../../shared/api/schemas.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { Button } from '../controls/button.tsx';
import { dialectOf, rulesOf } from '../filter/effective-rules.ts';
import { startHighlightDraft } from '../filter/filter-draft.ts';
import type { DraftRule } from '../filter/filter-draft.ts';
import { RuleWords } from '../filter/filter-words-view.tsx';
import { filterInWords } from '../filter/filter-words.ts';
import { RuleEditor } from '../filter/rule-editor.tsx';
import { useEventCount } from '../filter/use-event-count.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { Dialog } from '../state/dialog-state.ts';
import { chooseHighlight, makeFilter } from './highlight-actions.ts';

const texts = locale.messages.highlight;

/** The highlight dialog, while it is the one that is open. */
export function HighlightDialog(): JSX.Element | null {
  const dialog = useAppState((state) => state.dialog);
  return dialog?.kind === 'highlight' ? <OpenHighlightDialog dialog={dialog} /> : null;
}

function OpenHighlightDialog({ dialog }: { dialog: Extract<Dialog, { kind: 'highlight' }> }): JSX.Element {
  const app = useApp();
  return (
    <RuleEditor
      title={texts.title}
      start={() => startHighlightDraft(app.store.getState().settings.highlight.rules)}
      entry={dialog.draft}
      startsInList={false}
      most={MAX_RULES}
      full={texts.tooManyRules(locale.number(MAX_RULES))}
      notAdded={texts.notAdded}
      empty={texts.noRules}
      note={({ rules }) => <HighlightNote rules={rules} />}
      words={({ rules }) => <HighlightWords rules={plain(rules)} />}
      more={({ rules }, apply) => (
        <Button
          isSmall
          icon="filter-16-regular"
          title={texts.makeFilterHint}
          disabled={!rules.some(({ rule }) => rule.enabled)}
          onClick={() => {
            if (!apply()) return;
            makeFilter(app, plain(rules));
            app.store.getState().dialogClosed();
          }}
        >
          {texts.makeFilter}
        </Button>
      )}
      onApply={({ rules }) => chooseHighlight(app, plain(rules))}
    />
  );
}

function plain(rules: readonly DraftRule[]): readonly FilterRule[] {
  return rules.map(({ rule }) => rule);
}

/** How many of the events that the list shows the draft highlights, beside a sample of the colours. */
function HighlightNote({ rules: draft }: { rules: readonly DraftRule[] }): JSX.Element {
  const dialect = useAppState(dialectOf);
  const filter = useAppState((state) => state.filterInForce.filter);
  const classes = useAppState((state) => state.classes);
  const shown = useAppState((state) => state.view?.rows ?? 0);
  const rules = useMemo(() => rulesOf(filter, dialect), [filter, dialect]);
  const highlighted = useMemo(() => plain(draft), [draft]);
  const count = useEventCount(rules, classes, highlighted);
  const { filter: words } = locale.messages;
  if (typeof count !== 'number') {
    return <span className="note">{count === 'failed' ? words.notCounted : words.counting}</span>;
  }
  const [before, strong, after] = texts.wouldHighlight(locale.number(count), locale.number(shown));
  return (
    <span className="note" role="status">
      <span className="highlight-swatch" aria-hidden="true" />
      {before}
      <b>{strong}</b>
      {after}
    </span>
  );
}

/** What the rules highlight, because their list does not show how they combine. */
function HighlightWords({ rules }: { rules: readonly FilterRule[] }): JSX.Element {
  const { hides, requires } = filterInWords({ rules, usesDefaults: false }, locale.messages.filter);
  const highlights = requires ?? (hides === undefined ? undefined : texts.allOthers);
  return (
    <RuleWords
      words={[
        [texts.highlights, highlights],
        [texts.except, hides],
      ]}
    />
  );
}
