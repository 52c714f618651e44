import type { JSX } from 'react';
import { SheetDialog } from '../commands/sheet-dialog.tsx';
import { locale } from '../messages/locale.ts';
import type { ImportPlan } from './import-plan.ts';
import { appliedText, notAppliedText, sentenceCase } from './import-texts.ts';

/** What became of each setting of a configuration that was imported. */
export function ImportReportDialog({ name, plan }: { name: string; plan: ImportPlan }): JSX.Element {
  const texts = locale.messages.configuration;
  return (
    <SheetDialog title={texts.reportTitle(name)} width={560}>
      <div className="import-report" tabIndex={0} role="region" aria-label={texts.reportTitle(name)}>
        <section>
          <h3>{texts.applied}</h3>
          {plan.applied.length === 0 ? (
            <p>{texts.nothingApplied}</p>
          ) : (
            <ul>
              {plan.applied.map((applied) => (
                <li key={applied.what}>{sentenceCase(appliedText(applied))}</li>
              ))}
            </ul>
          )}
        </section>
        {plan.notApplied.length === 0 ? null : (
          <section>
            <h3>{texts.notApplied}</h3>
            <ul>
              {plan.notApplied.map((problem, index) => (
                <li key={index}>{notAppliedText(problem)}</li>
              ))}
            </ul>
          </section>
        )}
        {plan.kept.length === 0 ? null : (
          <section>
            <h3>{texts.keptTitle}</h3>
            <p>{texts.keptHint}</p>
            <ul className="import-keys">
              {plan.kept.map((key) => (
                <li key={key}>
                  {texts.keys[key] === undefined ? null : <span>{texts.keys[key]}</span>}
                  <bdi className="import-key">{key}</bdi>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </SheetDialog>
  );
}
