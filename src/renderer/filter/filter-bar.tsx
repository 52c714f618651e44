import { Toolbar } from '@base-ui/react/toolbar';
import { Fragment, useRef } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { defaultRules } from '../../shared/filter/default-rules.ts';
import { Tooltip } from '../controls/tooltip.tsx';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { dialectOf } from './effective-rules.ts';
import { removeRules, setDefaults, undoFilter } from './filter-actions.ts';
import { chipSentence, chipValues, filterChips } from './filter-chips.ts';
import type { FilterChip } from './filter-chips.ts';
import { useFittingChips } from './use-fitting-chips.ts';

const texts = locale.messages.filter;

/** What hides events, always in view: a chip for each column and action, and the default exclusions as one. */
export function FilterBar(): JSX.Element {
  const app = useApp();
  const rules = useAppState((state) => state.filter.rules);
  const canUndo = useAppState((state) => state.filterHistory.length > 0);
  const bar = useRef<HTMLDivElement>(null);
  const chips = filterChips(rules, texts);
  const { room, fitting } = useFittingChips(chips.map((chip) => chipSentence(chip, texts)).join('\n'));
  const shown = chips.slice(0, fitting);
  const behind = chips.length - shown.length;
  const edit = (rule?: number | 'defaults'): void =>
    app.store.getState().dialogOpened({ kind: 'filter', rule });

  const remove = (chip: FilterChip, position: number): void => {
    removeRules(app, chip.indexes);
    // The button is gone with its chip: the focus goes to the chip that came into its place.
    requestAnimationFrame(() => {
      const buttons = bar.current?.querySelectorAll<HTMLElement>('.chip-text, .add-rule');
      buttons?.[Math.min(position, buttons.length - 1)]?.focus();
    });
  };

  return (
    <Toolbar.Root ref={bar} className="filter-bar" aria-label={texts.filterBar}>
      <div className="filter-chips" ref={room}>
        {shown.map((chip, position) => (
          <Chip
            key={`${chip.action} ${chip.column}`}
            chip={chip}
            onEdit={() => edit(chip.indexes[0])}
            onRemove={() => remove(chip, position)}
          />
        ))}
        {behind === 0 ? null : (
          <Toolbar.Button
            className="button button-text"
            onClick={() => edit(chips[shown.length]?.indexes[0])}
          >
            {texts.moreChips(locale.number(behind))}
          </Toolbar.Button>
        )}
        <DefaultsChip onEdit={() => edit('defaults')} />
        <Toolbar.Button className="button button-text add-rule" onClick={() => edit()}>
          <Icon id="add-16-regular" edge={16} />
          {texts.addRule}
        </Toolbar.Button>
      </div>
      {/* Not `disabled`: a button that keeps the focus must let the keys of the window pass. */}
      <Toolbar.Button className="button button-text" aria-disabled={!canUndo} onClick={() => undoFilter(app)}>
        <Icon id="arrow-undo-16-regular" edge={16} />
        {texts.undo}
      </Toolbar.Button>
      <Tooltip label={texts.title} shortcut="Ctrl+L">
        <Toolbar.Button className="button button-text" onClick={() => edit()}>
          {texts.editFilter}
        </Toolbar.Button>
      </Tooltip>
    </Toolbar.Root>
  );
}

function Chip({
  chip,
  onEdit,
  onRemove,
}: {
  chip: FilterChip;
  onEdit: () => void;
  onRemove: () => void;
}): JSX.Element {
  const sentence = chipSentence(chip, texts);
  const { named, others } = chipValues(chip.texts);
  const parts = {
    action: texts.actions[chip.action],
    column: texts.columnNames[chip.column],
    values: texts.chipValues(named, others),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete') return;
    event.preventDefault();
    onRemove();
  };
  return (
    <span className="chip" title={sentence}>
      <Toolbar.Button
        className="chip-text"
        aria-label={texts.editChip(sentence)}
        onClick={onEdit}
        onKeyDown={onKeyDown}
      >
        {texts.chipOrder.map((part, index) => (
          <Fragment key={part}>
            {index === 0 ? null : ' '}
            <bdi className={`chip-${part}`}>{parts[part]}</bdi>
          </Fragment>
        ))}
      </Toolbar.Button>
      <Toolbar.Button className="chip-remove" aria-label={texts.removeChip(sentence)} onClick={onRemove}>
        <Icon id="dismiss-12-regular" edge={12} />
      </Toolbar.Button>
    </span>
  );
}

/** The default exclusions: they are there, but they are not the user's. */
function DefaultsChip({ onEdit }: { onEdit: () => void }): JSX.Element {
  const app = useApp();
  const isOn = useAppState((state) => state.filter.usesDefaults);
  const count = useAppState((state) => defaultRules(dialectOf(state)).length);
  return (
    <span className="chip chip-defaults" data-off={isOn ? undefined : ''} title={texts.defaultsHint}>
      <Toolbar.Button className="chip-text" onClick={onEdit}>
        {isOn ? texts.defaultsOn(locale.number(count)) : texts.defaultsOff}
      </Toolbar.Button>
      <Toolbar.Button
        className="chip-remove"
        aria-label={isOn ? texts.switchDefaultsOff : texts.switchDefaultsOn}
        onClick={() => setDefaults(app, !isOn)}
      >
        <Icon id={isOn ? 'dismiss-12-regular' : 'add-12-regular'} edge={12} />
      </Toolbar.Button>
    </span>
  );
}
