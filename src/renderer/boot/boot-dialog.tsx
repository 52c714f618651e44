import { useRef } from 'react';
import type { JSX } from 'react';
import type { BootNews } from '../../shared/api/shell-contract.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { FieldError } from '../controls/field-error.tsx';
import { sizeText } from '../files/file-texts.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { useBootChange } from './use-boot-change.ts';
import type { BootChangeJob } from './use-boot-change.ts';

const { boot: texts, cancel } = locale.messages;

const ERROR_ID = 'boot-error';

/** Switches boot logging on or off: says what that changes before anybody is asked for a password. */
export function BootDialog(): JSX.Element | null {
  const { shell } = useApp();
  const news = useAppState((state) => state.boot);
  const job = useBootChange();
  const accept = useRef<HTMLButtonElement>(null);
  if (news === undefined) return null;
  const { isArmed, leftovers, unsupported } = news.status;
  const isPossible = isArmed || unsupported === undefined;
  const { title, action, done } = isArmed ? texts.disable : texts.enable;
  const disable = (signal: AbortSignal): Promise<BootNews> => shell.call('boot/disable', {}, { signal });
  const change = (): void => {
    if (isArmed) job.run(disable, done);
    else job.run((signal) => shell.call('boot/enable', {}, { signal }), done);
  };
  return (
    <DialogFrame
      title={isPossible ? title : texts.unsupportedTitle}
      width={560}
      onClose={job.close}
      initialFocus={accept}
      className="boot-dialog"
      footer={
        <>
          {isArmed || leftovers.length === 0 ? null : (
            <Button aria-disabled={job.isRunning} onClick={() => job.run(disable, texts.leftoversRemoved)}>
              {texts.removeLeftovers}
            </Button>
          )}
          <span className="note" role="status">
            {job.isRunning ? (news.needsElevation ? texts.waitingAsks : texts.waiting) : null}
          </span>
          <span className="space" />
          {isPossible ? (
            <>
              <Button
                ref={accept}
                kind="primary"
                aria-disabled={job.isRunning}
                aria-describedby={job.error === undefined ? undefined : ERROR_ID}
                onClick={change}
              >
                {action}
              </Button>
              <Button onClick={job.close}>{cancel}</Button>
            </>
          ) : (
            <Button ref={accept} kind="primary" onClick={job.close}>
              {locale.messages.filter.close}
            </Button>
          )}
        </>
      }
    >
      {isPossible ? <Change news={news} /> : null}
      {isPossible || unsupported === undefined ? null : (
        <p className="dialog-sentence">{errorSentence(unsupported)}</p>
      )}
      {isArmed || leftovers.length === 0 ? null : (
        <>
          <p className="dialog-hint">{texts.leftovers}</p>
          <PathList paths={leftovers} />
        </>
      )}
      <Failure job={job} />
    </DialogFrame>
  );
}

/** What is about to be changed. */
function Change({ news }: { news: BootNews }): JSX.Element {
  const isWindows = useAppState((state) => state.shell?.platform === 'windows');
  const { status, plan, needsElevation } = news;
  if (status.isArmed) {
    return (
      <>
        <p className="dialog-sentence">{texts.disable.sentence}</p>
        {needsElevation ? <p className="dialog-hint">{texts.enable.asks}</p> : null}
        <h3 className="boot-heading">{texts.disable.changes}</h3>
        <PathList paths={plan.changes.filter(({ kind }) => kind !== 'log').map(({ subject }) => subject)} />
      </>
    );
  }
  return (
    <>
      <p className="dialog-sentence">{texts.enable.sentence}</p>
      {isWindows ? <p className="dialog-hint">{texts.enable.restart}</p> : null}
      {status.failed === undefined ? null : <p className="dialog-hint">{errorSentence(status.failed)}</p>}
      {needsElevation ? <p className="dialog-hint">{texts.enable.asks}</p> : null}
      <h3 className="boot-heading">{texts.enable.changes}</h3>
      <ul className="boot-changes">
        {plan.changes.map((change) => (
          <li key={`${change.kind} ${change.subject}`}>{texts.enable.change(change)}</li>
        ))}
      </ul>
      <p className="dialog-hint">{texts.enable.limit(sizeText(plan.limit, locale), plan.beyond)}</p>
      {status.logs.length === 0 ? null : <p className="dialog-hint">{texts.enable.logsStay}</p>}
    </>
  );
}

function PathList({ paths }: { paths: readonly string[] }): JSX.Element {
  return (
    <ul className="boot-changes">
      {paths.map((path) => (
        <li key={path}>
          <bdi>{path}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** Why the change was not made. */
export function Failure({ job }: { job: BootChangeJob }): JSX.Element {
  return <FieldError id={ERROR_ID} error={job.error === undefined ? undefined : texts.failed(job.error)} />;
}
