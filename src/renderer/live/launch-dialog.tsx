import { useId, useRef, useState } from 'react';
import type { JSX, ReactNode, RefObject } from 'react';
import type { ChosenFile } from '../configuration/chosen-file.ts';
import { Button } from '../controls/button.tsx';
import { CheckBox } from '../controls/check-box.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { FieldError } from '../controls/field-error.tsx';
import { OkCancel } from '../controls/ok-cancel.tsx';
import { TextField } from '../controls/text-field.tsx';
import { report } from '../files/report-failure.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { startCapture } from './capture-flows.ts';
import { ChooseEntryDialog } from './choose-entry-dialog.tsx';
import { readForm, unprivilegedWay } from './launch-form.ts';
import type { LaunchForm, LaunchProblem } from './launch-form.ts';

const { launch: texts, failedAction } = locale.messages.live;

type Chosen = 'program' | 'directory';

/** Starts a program and captures it and its descendants. What was filled in last is there again the next time. */
export function LaunchDialog(): JSX.Element {
  const app = useApp();
  const form = useAppState((state) => state.launchForm);
  const isBrowser = useAppState((state) => state.shell?.host === 'browser');
  const [choosing, setChoosing] = useState<Chosen>();
  const [problem, setProblem] = useState<LaunchProblem>();
  const programButton = useRef<HTMLButtonElement>(null);
  const environment = useRef<HTMLTextAreaElement>(null);
  const close = (): void => app.store.getState().dialogClosed();
  const change = (part: Partial<LaunchForm>): void => {
    app.store.getState().launchFormChanged({ ...app.store.getState().launchForm, ...part });
    setProblem(undefined);
  };
  const take = (what: Chosen, chosen: ChosenFile): void => {
    change({ [what]: chosen });
    setChoosing(undefined);
  };
  const choose = async (what: Chosen): Promise<void> => {
    if (isBrowser) {
      setChoosing(what);
      return;
    }
    const { file, name = '' } = await app.shell.call(
      what === 'program' ? 'live/choose-program' : 'live/choose-directory',
      {},
    );
    if (file !== undefined) take(what, { file, name });
  };
  const start = (): void => {
    const state = app.store.getState();
    const read = readForm(state.launchForm, state.ways);
    if ('problem' in read) {
      setProblem(read.problem);
      (read.problem.kind === 'no-program' ? programButton : environment).current?.focus();
      return;
    }
    close();
    startCapture(app, read.launch);
  };

  if (choosing !== undefined) {
    return (
      <ChooseEntryDialog
        what={choosing}
        onChosen={(chosen) => take(choosing, chosen)}
        onClose={() => setChoosing(undefined)}
      />
    );
  }
  const pick = (what: Chosen): void =>
    void choose(what).catch((error: unknown) => report(app, error, failedAction));
  return (
    <DialogFrame
      title={texts.title}
      width={580}
      onClose={close}
      initialFocus={programButton}
      onKeyDown={(event) => {
        const isField = event.target instanceof HTMLInputElement && event.target.type === 'text';
        if (event.key !== 'Enter' || !(isField || event.ctrlKey)) return;
        event.preventDefault();
        start();
      }}
      footer={<OkCancel action={texts.run} onAccept={start} onClose={close} />}
    >
      <ChosenRow
        label={texts.program}
        chosen={form.program}
        none={texts.noProgram}
        error={problem?.kind === 'no-program' ? texts.programMissing : undefined}
        buttonRef={programButton}
        onChoose={() => pick('program')}
      />
      <FormRow label={texts.arguments} hint={texts.argumentsHint}>
        <TextField
          label={texts.arguments}
          className="mono-field"
          value={form.arguments}
          onValueChange={(value) => change({ arguments: value })}
        />
      </FormRow>
      <FormRow label={texts.environment} hint={texts.environmentHint}>
        <EnvironmentField
          value={form.environment}
          error={problem?.kind === 'environment' ? texts.environmentWrong(problem.line) : undefined}
          fieldRef={environment}
          onValueChange={(value) => change({ environment: value })}
        />
      </FormRow>
      <ChosenRow
        label={texts.directory}
        chosen={form.directory}
        none={isBrowser ? texts.noDirectoryBrowser : texts.noDirectory}
        onChoose={() => pick('directory')}
        onClear={() => change({ directory: undefined })}
      />
      <PrivilegesRow form={form} onChange={(withoutPrivileges) => change({ withoutPrivileges })} />
    </DialogFrame>
  );
}

/** Whether the program is traced without privileges, and what that costs. */
function PrivilegesRow({
  form,
  onChange,
}: {
  form: LaunchForm;
  onChange: (withoutPrivileges: boolean) => void;
}): JSX.Element | null {
  const ways = useAppState((state) => state.ways);
  const { isThere, isOnly } = unprivilegedWay(ways);
  const hint = useId();
  if (!isThere) return null;
  return (
    <div className="launch-privileges">
      <CheckBox
        checked={isOnly || form.withoutPrivileges === true}
        disabled={isOnly}
        aria-describedby={hint}
        onCheckedChange={onChange}
      >
        {texts.withoutPrivileges}
      </CheckBox>
      <p id={hint} className="dialog-hint">
        {texts.withoutPrivilegesCosts}
      </p>
    </div>
  );
}

function FormRow({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: ReactNode;
}): JSX.Element {
  return (
    <div className="form-row">
      <span className="form-label" aria-hidden="true">
        {label}
      </span>
      <div>
        {children}
        {hint === undefined ? null : <p className="dialog-hint">{hint}</p>}
      </div>
    </div>
  );
}

interface ChosenRowProps {
  readonly label: string;
  readonly chosen: ChosenFile | undefined;
  /** What stands there when nothing is chosen. */
  readonly none: string;
  readonly error?: string | undefined;
  readonly buttonRef?: RefObject<HTMLButtonElement | null>;
  readonly onChoose: () => void;
  readonly onClear?: () => void;
}

/** A file or folder that was chosen, and the button that chooses another. */
function ChosenRow(props: ChosenRowProps): JSX.Element {
  const { label, chosen, none, error, buttonRef, onChoose, onClear } = props;
  const id = useId();
  return (
    <FormRow label={label}>
      <div className="chosen-row">
        <bdi id={`${id}-chosen`} className={chosen === undefined ? 'chosen-none' : undefined}>
          {chosen?.name ?? none}
        </bdi>
        {onClear === undefined || chosen === undefined ? null : (
          <Button kind="text" onClick={onClear}>
            {texts.clearDirectory}
          </Button>
        )}
        <Button
          ref={buttonRef}
          aria-label={`${label}: ${texts.choose}`}
          aria-describedby={error === undefined ? `${id}-chosen` : `${id}-chosen ${id}-error`}
          onClick={onChoose}
        >
          {texts.choose}
        </Button>
      </div>
      <FieldError id={`${id}-error`} error={error} />
    </FormRow>
  );
}

function EnvironmentField({
  value,
  error,
  fieldRef,
  onValueChange,
}: {
  value: string;
  error: string | undefined;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  onValueChange: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <>
      <textarea
        ref={fieldRef}
        className="text-area mono-field"
        rows={3}
        spellCheck={false}
        aria-label={texts.environment}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : id}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
      />
      <FieldError id={id} error={error} />
    </>
  );
}
