import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { CheckBox } from '../controls/check-box.tsx';
import { Tooltip } from '../controls/tooltip.tsx';
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
  const isCopied = usePropertiesState((state) => state.said === 'copied');
  const isMac = usePropertiesState((state) => state.shell.platform === 'mac');
  const texts = locale.messages.properties;
  const keys = keyTexts(isMac);
  return (
    <footer className="properties-footer">
      <Tooltip side="top" label={texts.previous} shortcut={keys.previous}>
        <button
          type="button"
          className="tool-button"
          aria-label={texts.previous}
          aria-keyshortcuts="Alt+ArrowUp"
          disabled={isStanding || !hasPrevious}
          onClick={() => session.step(-1)}
        >
          <Icon id="arrow-up-20-regular" edge={20} />
        </button>
      </Tooltip>
      <Tooltip side="top" label={texts.next} shortcut={keys.next}>
        <button
          type="button"
          className="tool-button"
          aria-label={texts.next}
          aria-keyshortcuts="Alt+ArrowDown"
          disabled={isStanding || !hasNext}
          onClick={() => session.step(1)}
        >
          <Icon id="arrow-down-20-regular" edge={20} />
        </button>
      </Tooltip>
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
        {isCopied ? texts.copied : ''}
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
