import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { CheckBox } from '../controls/check-box.tsx';
import { Tooltip } from '../controls/tooltip.tsx';
import { hasHighlight } from '../highlight/highlight-actions.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useProperties, usePropertiesState } from './properties-context.ts';
import { standstill } from './properties-state.ts';
import { keyTexts } from './use-properties-keys.ts';

/** Going through the list, copying, closing. */
export function PropertiesFooter(): JSX.Element {
  const session = useProperties();
  const isStanding = usePropertiesState((state) => standstill(state) !== undefined);
  const hasPrevious = usePropertiesState((state) => state.place.previous !== undefined);
  const hasNext = usePropertiesState((state) => state.place.next !== undefined);
  const follows = usePropertiesState((state) => state.follows);
  const isShown = usePropertiesState((state) => state.shown !== undefined);
  const said = usePropertiesState((state) => state.said);
  const canHighlight = usePropertiesState(hasHighlight);
  const isHighlightedOnly = usePropertiesState((state) => state.highlightedOnly) && canHighlight;
  const isMac = usePropertiesState((state) => state.shell.platform === 'mac');
  const texts = locale.messages.properties;
  const keys = keyTexts(isMac);
  const previous = isHighlightedOnly ? texts.previousHighlighted : texts.previous;
  const next = isHighlightedOnly ? texts.nextHighlighted : texts.next;
  return (
    <footer className="properties-footer">
      <Tooltip side="top" label={previous} shortcut={keys.previous}>
        <button
          type="button"
          className="tool-button"
          aria-label={previous}
          aria-keyshortcuts="Alt+ArrowUp"
          disabled={isStanding || !(hasPrevious || isHighlightedOnly)}
          onClick={() => session.step(-1)}
        >
          <Icon id="arrow-up-20-regular" edge={20} />
        </button>
      </Tooltip>
      <Tooltip side="top" label={next} shortcut={keys.next}>
        <button
          type="button"
          className="tool-button"
          aria-label={next}
          aria-keyshortcuts="Alt+ArrowDown"
          disabled={isStanding || !(hasNext || isHighlightedOnly)}
          onClick={() => session.step(1)}
        >
          <Icon id="arrow-down-20-regular" edge={20} />
        </button>
      </Tooltip>
      <CheckBox
        className="follow"
        checked={isHighlightedOnly}
        disabled={isStanding || !canHighlight}
        title={texts.highlightedOnlyHint}
        aria-keyshortcuts="F4 Shift+F4"
        onCheckedChange={(isOn) => session.setHighlightedOnly(isOn)}
      >
        {texts.highlightedOnly}
      </CheckBox>
      <CheckBox
        className="follow"
        checked={follows && !isStanding}
        disabled={isStanding}
        title={texts.followHint}
        onCheckedChange={(isOn) => session.setFollows(isOn)}
      >
        {texts.follow}
      </CheckBox>
      <span className="said" role="status">
        {said === undefined || said === 'copy-failed' ? '' : texts.said[said]}
      </span>
      <Tooltip side="top" label={texts.copyAll} shortcut={keys.copy}>
        <Button
          aria-keyshortcuts={isMac ? 'Meta+C' : 'Control+C'}
          disabled={!isShown}
          onClick={() => session.copyAll()}
        >
          {texts.copyAll}
        </Button>
      </Tooltip>
      <Tooltip side="top" label={texts.close} shortcut={keys.close}>
        <Button onClick={() => session.close()}>{texts.close}</Button>
      </Tooltip>
    </footer>
  );
}
