import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';

/** The band at the top, which moves the window. The system draws its buttons over the right (on a Mac the left) end. */
export function TitleBar(): JSX.Element {
  const name = useAppState((state) => state.capture.name);
  const { program } = locale.messages;
  return (
    <header className="title-bar">
      <div className="title-area">
        <Icon id="logo" edge={16} />
      </div>
      <div className="caption">
        {name === undefined ? program : <Document name={name} program={program} />}
      </div>
    </header>
  );
}

function Document({ name, program }: { name: string; program: string }): JSX.Element {
  return (
    <>
      <bdi className="document">{name}</bdi> — {program}
    </>
  );
}
