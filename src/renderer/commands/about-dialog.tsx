import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { SheetDialog } from './sheet-dialog.tsx';

/** Which Procscope this is, what it runs on, and whose work it contains. */
export function AboutDialog(): JSX.Element {
  const { about } = locale.messages.commands;
  const shell = useAppState((state) => state.shell);
  return (
    <SheetDialog title={about.title} width={480}>
      <p className="about-version">{about.version(shell?.version ?? '')}</p>
      <p className="about-lead">{about.description}</p>
      <dl className="about-facts">
        <Fact name={about.runtime} value={(shell?.runtime ?? []).join(', ')} />
        <Fact name={about.licence} value={about.licenceText} />
        <Fact name={about.notices} value={about.noticesText} />
      </dl>
    </SheetDialog>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
