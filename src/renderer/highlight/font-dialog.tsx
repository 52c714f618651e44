import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { FONT_SIZE } from '../../shared/settings.ts';
import type { FontChoice } from '../../shared/settings.ts';
import { EventClass } from '../../shared/event-class.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { OkCancel } from '../controls/ok-cancel.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { canvasMeasureFont, installedFamilies } from './font-families.ts';
import { DEFAULT_FONT_SIZE, MONOSPACE, applyListLook, listRowHeight } from './list-look.ts';

const texts = locale.messages.highlight.font;

/** Stands for the design's own family and size among the options, whose values are texts. */
const DEFAULT = '';

const SIZES = Array.from({ length: FONT_SIZE.most - FONT_SIZE.least + 1 }, (_, n) => FONT_SIZE.least + n);
const SIZE_OPTIONS = SIZES.map((size) => ({
  value: size === DEFAULT_FONT_SIZE ? DEFAULT : String(size),
  text:
    size === DEFAULT_FONT_SIZE ? texts.defaultSize(locale.number(size)) : texts.pixels(locale.number(size)),
}));

const SAMPLES = [
  ['CreateFile', 'C:\\Windows\\System32', '\\kernel32.dll'],
  ['RegQueryValue', 'HKLM\\Software\\한컴오피스', '\\설치 경로'],
  ['TCP Send', 'desktop.local:49731 -> ', '198.51.100.7:443'],
] as const;
const SAMPLE_CLASSES = [EventClass.FileSystem, EventClass.Registry, EventClass.Network] as const;

/** The Font dialog, while it is the one that is open. */
export function FontDialog(): JSX.Element | null {
  const isOpen = useAppState((state) => state.dialog?.kind === 'font');
  return isOpen ? <OpenFontDialog /> : null;
}

function OpenFontDialog(): JSX.Element {
  const app = useApp();
  const density = useAppState((state) => state.settings.density);
  const [font, setFont] = useState<FontChoice>(() => app.store.getState().settings.font);
  const [families] = useState(() => installedFamilies(canvasMeasureFont()));
  const options = useMemo(() => familyOptions(families, font.family), [families, font.family]);
  const field = useRef<HTMLButtonElement>(null);
  const sample = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (sample.current !== null)
      applyListLook(sample.current, { ...app.store.getState().settings, font: withAll(font) });
  }, [app, font, density]);

  const close = (): void => app.store.getState().dialogClosed();
  const accept = (): void => {
    app.shell.changeSettings({ font });
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    accept();
  };
  const height = listRowHeight(font, density);

  return (
    <DialogFrame
      title={texts.title}
      width={520}
      className="font-choice"
      onClose={close}
      onKeyDown={onKeyDown}
      initialFocus={field}
      footer={
        <OkCancel onAccept={accept} onClose={close}>
          <span className="note" role="status">
            {texts.rowHeight(locale.number(height))}
          </span>
        </OkCancel>
      }
    >
      <div className="font-fields">
        <SelectField
          ref={field}
          className="font-family"
          label={texts.family}
          value={font.family ?? DEFAULT}
          options={options}
          onValueChange={(family) => setFont(fontOf(family, font.size))}
        />
        <SelectField
          className="font-size"
          label={texts.size}
          value={font.size === undefined ? DEFAULT : String(font.size)}
          options={SIZE_OPTIONS}
          onValueChange={(size) => setFont(fontOf(font.family, size === DEFAULT ? undefined : Number(size)))}
        />
        <Button
          isSmall
          disabled={font.family === undefined && font.size === undefined}
          onClick={() => setFont({})}
        >
          {texts.reset}
        </Button>
      </div>
      <div ref={sample} className="list-sample font-sample" role="img" aria-label={texts.preview}>
        {SAMPLES.map(([operation, folder, last], index) => (
          <div key={operation} className="row">
            <i className={`icon shape class-${SAMPLE_CLASSES[index] ?? EventClass.FileSystem}`} />
            <div className="cell operation">{operation}</div>
            <div className="cell path">
              <span className="folder">{folder}</span>
              <span className="last">{last}</span>
            </div>
          </div>
        ))}
      </div>
    </DialogFrame>
  );
}

/** The font with its size named, so that the sample does not take the list's. */
function withAll(font: FontChoice): FontChoice {
  return { ...font, size: font.size ?? DEFAULT_FONT_SIZE };
}

function fontOf(family: string | undefined, size: number | undefined): FontChoice {
  return {
    ...(family === undefined || family === DEFAULT ? {} : { family }),
    ...(size === undefined ? {} : { size }),
  };
}

/** The window's own font, the system's for code, those that are there, and the one that was chosen even if it is not. */
function familyOptions(
  installed: readonly string[],
  chosen: string | undefined,
): readonly { readonly value: string; readonly text: string }[] {
  const names = [...installed];
  if (chosen !== undefined && chosen !== MONOSPACE && !names.includes(chosen)) names.unshift(chosen);
  return [
    { value: DEFAULT, text: texts.interface },
    { value: MONOSPACE, text: texts.monospace },
    ...names.map((name) => ({ value: name, text: name })),
  ];
}
