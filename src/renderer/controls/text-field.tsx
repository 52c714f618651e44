import { useId } from 'react';
import type { ChangeEvent, ComponentPropsWithRef, JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import type { IconId } from '../icons/sprite.ts';
import { FieldError } from './field-error.tsx';

export interface TextFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value'> {
  /** The field's name, for those who do not see what stands beside it. */
  readonly label: string;
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  /** Stands in the field before the text. */
  readonly icon?: IconId | undefined;
  /** What is wrong with the value, as a sentence. */
  readonly error?: string | undefined;
}

/** A field for one line of text. */
export function TextField({
  label,
  onValueChange,
  icon,
  error,
  className,
  ...input
}: TextFieldProps): JSX.Element {
  const errorId = useId();
  return (
    <div className={className === undefined ? 'field-frame' : `field-frame ${className}`}>
      <span className="field" data-invalid={error === undefined ? undefined : ''}>
        {icon === undefined ? null : <Icon id={icon} edge={16} className="field-icon" />}
        <input
          type="text"
          spellCheck={false}
          autoComplete="off"
          {...input}
          aria-label={label}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : errorId}
          onChange={(event: ChangeEvent<HTMLInputElement>) => onValueChange(event.target.value)}
        />
      </span>
      <FieldError id={errorId} error={error} />
    </div>
  );
}
