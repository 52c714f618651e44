import type { JSX } from 'react';
import { MenuBar } from '../commands/menu-bar.tsx';
import { usesSystemMenu } from '../commands/system-menu.ts';
import { Icon } from '../icons/icon.tsx';
import { documentName } from '../live/open-live.ts';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { pageOf } from './page.ts';

/** The band at the top, which moves the window. The system draws its buttons over the right (on a Mac the left) end. */
export function TitleBar(): JSX.Element {
  const hasMenuBar = !useAppState(usesSystemMenu);
  return (
    <div className="title-bar">
      <div className="title-area">
        <Icon id="logo" edge={16} className="title-mark" />
        {hasMenuBar ? <MenuBar /> : null}
        <Caption />
      </div>
    </div>
  );
}

/** The document first, then the program. It is the page's heading where the page has no other. */
function Caption(): JSX.Element {
  const name = useAppState(documentName);
  const isHeading = useAppState((state) => pageOf(state) === 'events');
  const text = name === undefined ? locale.messages.program : <Document name={name} />;
  return isHeading ? <h1 className="caption">{text}</h1> : <div className="caption">{text}</div>;
}

function Document({ name }: { name: string }): JSX.Element {
  const isUnsaved = useAppState((state) => state.document.isUnsaved);
  const { program, commands } = locale.messages;
  return (
    <>
      <bdi className="document" title={name}>
        {name}
      </bdi>
      {isUnsaved ? <span className="unsaved">{commands.notSaved}</span> : null}
      <span className="caption-program">{`\u2014 ${program}`}</span>
    </>
  );
}
