import { useId } from 'react';
import type { JSX } from 'react';

export interface RadioOption<T extends string> {
  readonly value: T;
  readonly text: string;
  /** What the option is good for. */
  readonly hint?: string | undefined;
}

export interface RadioGroupProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly RadioOption<T>[];
  readonly onValueChange: (value: T) => void;
  readonly disabled?: boolean | undefined;
  /** Where hints stand: below their text, or beside it in a column of their own. */
  readonly hints?: 'below' | 'beside';
  /** Whether the options stand beside each other instead of one below another. */
  readonly isInline?: boolean;
}

/** One of a few, all of which can be seen. */
export function RadioGroup<T extends string>({
  label,
  value,
  options,
  onValueChange,
  disabled = false,
  hints = 'below',
  isInline = false,
}: RadioGroupProps<T>): JSX.Element {
  const id = useId();
  return (
    <div className="radio-group" role="radiogroup" aria-labelledby={`${id}-label`}>
      <span id={`${id}-label`} className="radio-group-label">
        {label}
      </span>
      <div className={`radio-options hints-${hints}${isInline ? ' inline' : ''}`}>
        {options.map((option) => {
          const hintId = `${id}-${option.value}-hint`;
          return (
            <div key={option.value} className="radio-option">
              <input
                id={`${id}-${option.value}`}
                type="radio"
                name={id}
                checked={option.value === value}
                disabled={disabled}
                aria-describedby={option.hint === undefined ? undefined : hintId}
                onChange={() => onValueChange(option.value)}
              />
              <label htmlFor={`${id}-${option.value}`}>{option.text}</label>
              {option.hint === undefined ? null : (
                <p id={hintId} className="radio-hint">
                  {option.hint}
                </p>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
