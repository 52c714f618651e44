import { useState } from 'react';
import type { JSX, Ref } from 'react';
import { TextField } from '../controls/text-field.tsx';
import { locale } from '../messages/locale.ts';
import { parseColor } from './contrast.ts';

const texts = locale.messages.highlight.highlightColors;

/** A colour by its hexadecimal digits, or chosen in the system's way; an empty field leaves it to the theme. */
export function ColorField({
  label,
  chooseLabel,
  color,
  shown,
  onChange,
  onValidity,
  inputRef,
}: {
  label: string;
  /** Name of the button that opens the browser's chooser. */
  chooseLabel: string;
  /** `#rrggbb`; undefined is the theme's. */
  color: string | undefined;
  /** What is painted, as `#rrggbb`: the colour itself, or the theme's. */
  shown: string;
  onChange: (color: string | undefined) => void;
  /** Whether the field holds a colour, or nothing. */
  onValidity: (isValid: boolean) => void;
  inputRef?: Ref<HTMLInputElement> | undefined;
}): JSX.Element {
  /** What is typed, with the colour that it was typed for: another one from elsewhere replaces it. */
  const [typed, setTyped] = useState({ text: color ?? '', color });
  const text = typed.color === color ? typed.text : (color ?? '');
  const isBad = text.trim() !== '' && parseColor(text) === undefined;
  const type = (next: string): void => {
    const parsed = parseColor(next);
    const isValid = next.trim() === '' || parsed !== undefined;
    onValidity(isValid);
    setTyped({ text: next, color: isValid ? parsed : color });
    if (isValid) onChange(parsed);
  };
  const choose = (next: string): void => {
    onValidity(true);
    onChange(next);
  };
  return (
    <div className="color-field">
      <span className="color-label">{label}</span>
      <input
        type="color"
        className="color-well"
        aria-label={chooseLabel}
        value={shown}
        onChange={(event) => choose(event.target.value)}
      />
      <TextField
        ref={inputRef}
        className="color-text"
        label={label}
        placeholder={texts.ofTheme}
        value={text}
        maxLength={16}
        error={isBad ? texts.badColor : undefined}
        onValueChange={type}
      />
    </div>
  );
}
