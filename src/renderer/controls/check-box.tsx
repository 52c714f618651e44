import { useId } from 'react';
import type { ChangeEvent, ComponentPropsWithRef, JSX, ReactNode } from 'react';
import { Icon } from '../icons/icon.tsx';

export interface CheckBoxProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'type'> {
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
  /** The text beside the box. Without it, the box needs an `aria-label`. */
  readonly children?: ReactNode;
}

/** A check box of 14 px, with its text where it has one. */
export function CheckBox({ children, onCheckedChange, className, ...input }: CheckBoxProps): JSX.Element {
  const id = useId();
  const box = (
    <span className="check-box">
      <input
        {...input}
        id={input.id ?? id}
        type="checkbox"
        onChange={(event: ChangeEvent<HTMLInputElement>) => onCheckedChange(event.target.checked)}
      />
      <Icon id="checkmark-12-regular" edge={12} />
    </span>
  );
  if (children === undefined) return box;
  return (
    <label
      className={className === undefined ? 'check-label' : `check-label ${className}`}
      htmlFor={input.id ?? id}
    >
      {box}
      <span>{children}</span>
    </label>
  );
}
