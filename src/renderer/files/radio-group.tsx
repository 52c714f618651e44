import { useId } from 'react';
import type { JSX } from 'react';

export interface RadioOption<T extends string> {
  readonly value: T;
  readonly text: string;
  /** A sentence below the text. */
  readonly hint?: string | undefined;
}

/** One of a few, all of which can be seen. */
export function RadioGroup<T extends string>({
  label,
  value,
  options,
  onValueChange,
  disabled = false,
}: {
  label: string;
  value: T;
  options: readonly RadioOption<T>[];
  onValueChange: (value: T) => void;
  disabled?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <div className="radio-group" role="radiogroup" aria-labelledby={`${id}-label`}>
      <span id={`${id}-label`} className="radio-group-label">
        {label}
      </span>
      <div className="radio-options">
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
