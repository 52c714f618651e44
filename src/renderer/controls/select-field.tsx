import { Select } from '@base-ui/react/select';
import type { JSX, Ref } from 'react';
import { Icon } from '../icons/icon.tsx';
import { holdKeysForPopup, releaseHeldKeys } from './held-keys.ts';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly text: string;
}

export interface SelectFieldProps<T extends string> {
  /** The field's name, for those who do not see what stands beside it. */
  readonly label: string;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  readonly onValueChange: (value: T) => void;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}

/** A field whose value is one of a few. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  onValueChange,
  disabled = false,
  className,
  ref,
}: SelectFieldProps<T>): JSX.Element {
  return (
    <Select.Root
      value={value}
      items={options.map((option) => ({ value: option.value, label: option.text }))}
      onValueChange={(next) => {
        if (next !== null) onValueChange(next);
      }}
      onOpenChange={(isOpen) => (isOpen ? holdKeysForPopup() : releaseHeldKeys())}
      disabled={disabled}
      modal={false}
    >
      <Select.Trigger
        ref={ref}
        className={className === undefined ? 'field select-field' : `field select-field ${className}`}
        aria-label={label}
      >
        <Select.Value className="select-value" />
        <Icon id="chevron-down-16-regular" edge={16} className="field-chevron" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner className="popup-layer" sideOffset={2} alignItemWithTrigger={false}>
          <Select.Popup className="popup select-popup" role="region" aria-label={label}>
            <Select.List className="popup-list" aria-label={label}>
              {options.map((option) => (
                <Select.Item key={option.value} value={option.value} className="option">
                  <Select.ItemText className="option-text">{option.text}</Select.ItemText>
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
