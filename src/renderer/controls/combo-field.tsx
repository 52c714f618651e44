import { Autocomplete } from '@base-ui/react/autocomplete';
import { useId, useRef, useState } from 'react';
import type { JSX, KeyboardEvent, Ref } from 'react';
import { cutMiddle } from '../commands/cut-middle.ts';
import { Icon } from '../icons/icon.tsx';
import { FieldError } from './field-error.tsx';

/** The longest text, in characters, that a list as wide as the field has room for, and a wide list. */
const NARROW = 36;
const WIDE = 64;

/** A value that the field offers. */
export interface Suggestion {
  readonly text: string;
  /** Stands at the right end: how often the value occurs, formatted. */
  readonly count?: string | undefined;
}

export interface ComboFieldProps {
  /** The field's name, for those who do not see what stands beside it. */
  readonly label: string;
  /** Name of the button that opens the list. */
  readonly openLabel: string;
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  /** What fits what was typed; the field does not filter. */
  readonly suggestions: readonly Suggestion[];
  /** Stands below the suggestions, such as that there are more of them. */
  readonly note?: string | undefined;
  readonly onOpenChange?: ((isOpen: boolean) => void) | undefined;
  /** Enter without one of the suggestions under the cursor. */
  readonly onEnter?: (() => void) | undefined;
  readonly error?: string | undefined;
  readonly className?: string | undefined;
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
}

/** A field for any text that offers some. */
export function ComboField({
  label,
  openLabel,
  value,
  onValueChange,
  suggestions,
  note,
  onOpenChange,
  onEnter,
  error,
  className,
  inputRef,
}: ComboFieldProps): JSX.Element {
  const errorId = useId();
  const isWide = suggestions.some(({ text }) => text.length > NARROW);
  const [isOpen, setOpen] = useState(false);
  const highlighted = useRef<Suggestion | undefined>(undefined);
  const change = (open: boolean): void => {
    if (!open) highlighted.current = undefined;
    setOpen(open);
    onOpenChange?.(open);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape' && isOpen) {
      // It closes the list, and nothing that the field stands in.
      event.preventDefault();
      event.stopPropagation();
      change(false);
      return;
    }
    if (event.key !== 'Enter' || event.ctrlKey || event.nativeEvent.isComposing) return;
    if (isOpen && highlighted.current !== undefined) return;
    event.preventDefault();
    change(false);
    onEnter?.();
  };
  return (
    <Autocomplete.Root
      value={value}
      onValueChange={onValueChange}
      items={suggestions}
      itemToStringValue={(item: Suggestion) => item.text}
      mode="none"
      filter={null}
      open={isOpen}
      onOpenChange={change}
      onItemHighlighted={(item) => {
        highlighted.current = item;
      }}
    >
      <div className={className === undefined ? 'field-frame' : `field-frame ${className}`}>
        <Autocomplete.InputGroup className="field" data-invalid={error === undefined ? undefined : ''}>
          <Autocomplete.Input
            ref={inputRef}
            aria-label={label}
            aria-invalid={error === undefined ? undefined : true}
            aria-describedby={error === undefined ? undefined : errorId}
            spellCheck={false}
            onKeyDown={onKeyDown}
          />
          <Autocomplete.Trigger className="combo-open" aria-label={openLabel}>
            <Icon id="chevron-down-16-regular" edge={16} />
          </Autocomplete.Trigger>
        </Autocomplete.InputGroup>
        <FieldError id={errorId} error={error} />
      </div>
      <Autocomplete.Portal>
        <Autocomplete.Positioner className="popup-layer" sideOffset={2} align="start">
          <Autocomplete.Popup
            className={isWide ? 'popup combo-popup wide' : 'popup combo-popup'}
            role="region"
            aria-label={label}
            hidden={suggestions.length === 0 && note === undefined}
          >
            <Autocomplete.List className="popup-list" aria-label={label}>
              {(item: Suggestion) => (
                <Autocomplete.Item key={item.text} value={item} className="option">
                  <bdi className="option-text" title={item.text.length > WIDE ? item.text : undefined}>
                    {cutMiddle(item.text, WIDE)}
                  </bdi>
                  {item.count === undefined ? null : <span className="option-count">{item.count}</span>}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
            {note === undefined ? null : <p className="popup-note">{note}</p>}
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
