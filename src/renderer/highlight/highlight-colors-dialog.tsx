import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import type { HighlightColors } from '../../shared/settings.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { OkCancel } from '../controls/ok-cancel.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { ColorField } from './color-field.tsx';
import { COLOR_PRESETS, presetOf } from './color-presets.ts';
import { LEAST_CONTRAST, formatColor } from './contrast.ts';
import { chooseHighlightColors } from './highlight-actions.ts';
import { HighlightPreview, THEMES, contrastOf, paintOf } from './highlight-preview.tsx';
import type { Paint, Theme } from './highlight-preview.tsx';
import { applyListLook } from './list-look.ts';

const texts = locale.messages.highlight.highlightColors;
const tenths = new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 1 });

type Paints = Readonly<Partial<Record<Theme, Paint>>>;

/** The Highlight Colors dialog, while it is the one that is open. */
export function HighlightColorsDialog(): JSX.Element | null {
  const isOpen = useAppState((state) => state.dialog?.kind === 'highlight-colors');
  return isOpen ? <OpenHighlightColorsDialog /> : null;
}

function OpenHighlightColorsDialog(): JSX.Element {
  const app = useApp();
  const theme = useTheme();
  const [colors, setColors] = useState<HighlightColors>(() => app.store.getState().settings.highlight.colors);
  const [paints, setPaints] = useState<Paints>({});
  const [isTextValid, setTextValid] = useState(true);
  const [isBackgroundValid, setBackgroundValid] = useState(true);
  const [preview, setPreview] = useState<HTMLDivElement | null>(null);
  const text = useRef<HTMLInputElement>(null);
  const background = useRef<HTMLInputElement>(null);
  const first = useRef<HTMLInputElement>(null);

  // The list behind the dialog shows what is chosen as well, until the dialog is closed.
  useLayoutEffect(() => {
    const { settings } = app.store.getState();
    const root = document.documentElement;
    applyListLook(root, { ...settings, highlight: { ...settings.highlight, colors } });
    const frame = requestAnimationFrame(() => {
      if (preview !== null)
        setPaints(Object.fromEntries(THEMES.map((name) => [name, paintOf(preview, name)])));
    });
    return () => {
      cancelAnimationFrame(frame);
      applyListLook(root, app.store.getState().settings);
    };
  }, [app, colors, theme, preview]);

  const close = (): void => app.store.getState().dialogClosed();
  const accept = (): void => {
    if (!isTextValid) text.current?.focus();
    else if (!isBackgroundValid) background.current?.focus();
    else {
      chooseHighlightColors(app, colors);
      close();
    }
  };
  const change = (change: HighlightColors): void => {
    const next = { ...colors, ...change };
    setColors({
      ...(next.text === undefined ? {} : { text: next.text }),
      ...(next.background === undefined ? {} : { background: next.background }),
    });
  };
  const choose = (chosen: HighlightColors): void => {
    setTextValid(true);
    setBackgroundValid(true);
    change({ text: chosen.text, background: chosen.background });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || target instanceof HTMLButtonElement) return;
    // Enter opens the browser's chooser.
    if (target instanceof HTMLInputElement && target.type === 'color') return;
    event.preventDefault();
    accept();
  };
  const shown = paints[theme];

  return (
    <DialogFrame
      title={texts.title}
      width={600}
      className="highlight-colors"
      onClose={close}
      onKeyDown={onKeyDown}
      initialFocus={first}
      footer={
        <OkCancel onAccept={accept} onClose={close}>
          <ContrastNote paints={paints} />
        </OkCancel>
      }
    >
      <Presets colors={colors} onChoose={choose} firstRef={first} />
      <div className="color-fields">
        <ColorField
          label={texts.text}
          chooseLabel={texts.chooseText}
          color={colors.text}
          shown={shown === undefined ? '#000000' : formatColor(shown.text)}
          onChange={(color) => change({ text: color })}
          onValidity={setTextValid}
          inputRef={text}
        />
        <ColorField
          label={texts.background}
          chooseLabel={texts.chooseBackground}
          color={colors.background}
          shown={shown === undefined ? '#ffffff' : formatColor(shown.background)}
          onChange={(color) => change({ background: color })}
          onValidity={setBackgroundValid}
          inputRef={background}
        />
        <Button isSmall disabled={presetOf(colors) === 'theme'} onClick={() => choose({})}>
          {texts.reset}
        </Button>
      </div>
      <HighlightPreview ref={setPreview} />
    </DialogFrame>
  );
}

function Presets({
  colors,
  onChoose,
  firstRef,
}: {
  colors: HighlightColors;
  onChoose: (colors: HighlightColors) => void;
  firstRef: { current: HTMLInputElement | null };
}): JSX.Element {
  const id = useId();
  const chosen = presetOf(colors);
  return (
    <div className="color-presets" role="radiogroup" aria-label={texts.presets}>
      {COLOR_PRESETS.map((preset, index) => (
        <label key={preset.name} className="color-preset">
          <input
            ref={preset.name === chosen || (chosen === undefined && index === 0) ? firstRef : undefined}
            type="radio"
            name={id}
            checked={preset.name === chosen}
            onChange={() => onChoose(preset)}
          />
          <span
            className="color-sample"
            aria-hidden="true"
            style={{ color: preset.text, backgroundColor: preset.background }}
          >
            Aa
          </span>
          <span>{texts.presetNames[preset.name]}</span>
        </label>
      ))}
    </div>
  );
}

/** Says how well the colours can be read, and warns when they cannot. */
function ContrastNote({ paints }: { paints: Paints }): JSX.Element {
  const { light, dark } = paints;
  if (light === undefined || dark === undefined) return <span className="note" />;
  const ratios = { light: contrastOf(light), dark: contrastOf(dark) };
  const low = THEMES.filter((theme) => ratios[theme] < LEAST_CONTRAST);
  const [worst] = [...low].sort((one, other) => ratios[one] - ratios[other]);
  if (worst === undefined) {
    return (
      <span className="note" role="status">
        {texts.contrast(ratioText(ratios.light), ratioText(ratios.dark))}
      </span>
    );
  }
  const least = ratioText(LEAST_CONTRAST);
  return (
    <span className="note warning" role="alert">
      {low.length === THEMES.length
        ? texts.lowContrast(ratioText(ratios[worst]), least)
        : texts.lowInTheme(worst, ratioText(ratios[worst]), least)}
    </span>
  );
}

/** Cut, not rounded: what is too little must not read as enough. */
function ratioText(ratio: number): string {
  return tenths.format(Math.floor(ratio * 10) / 10);
}

/** The theme that the window is in. */
function useTheme(): Theme {
  const theme = useAppState((state) => state.settings.theme);
  if (theme !== 'system') return theme;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
