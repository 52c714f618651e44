import type { ComponentPropsWithRef, JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import type { IconId } from '../icons/sprite.ts';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  /** `primary` is the default button, one in a dialog; `text` has no edge. */
  readonly kind?: 'default' | 'primary' | 'text' | undefined;
  /** As narrow as its text. */
  readonly isSmall?: boolean | undefined;
  /** Stands before the text. */
  readonly icon?: IconId | undefined;
}

/** A button with a text. */
export function Button({
  kind = 'default',
  isSmall = false,
  icon,
  className,
  children,
  ...others
}: ButtonProps): JSX.Element {
  const classes = ['button', `button-${kind}`, isSmall ? 'button-small' : undefined, className];
  return (
    <button type="button" {...others} className={classes.filter((name) => name !== undefined).join(' ')}>
      {icon === undefined ? null : <Icon id={icon} edge={16} />}
      {children}
    </button>
  );
}
