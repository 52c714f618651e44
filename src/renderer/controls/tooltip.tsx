import { Tooltip as Base } from '@base-ui/react/tooltip';
import { useState } from 'react';
import type { JSX, ReactElement } from 'react';

/** Milliseconds that the pointer rests before a tooltip opens. */
export const TOOLTIP_DELAY = 400;

export interface TooltipProps {
  readonly label: string;
  /** The command's keys, as the menu shows them. */
  readonly shortcut?: string | undefined;
  readonly side?: 'bottom' | 'top' | undefined;
  /** The control; it needs a name of its own, for the tooltip is for those who see it. */
  readonly children: ReactElement;
}

/** Name and keys of a control without text, while the pointer rests on it or it has the focus. */
export function Tooltip({ label, shortcut, side = 'bottom', children }: TooltipProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <Base.Root
      disableHoverablePopup
      open={isOpen}
      onOpenChange={(open, details) => {
        setOpen(open);
        if (details.reason !== 'escape-key') return;
        // The tooltip goes by the way: the key is for what it stands over.
        details.cancel();
        details.allowPropagation();
      }}
    >
      <Base.Trigger delay={TOOLTIP_DELAY} render={children} />
      <Base.Portal>
        <Base.Positioner className="popup-layer tooltip-layer" side={side} sideOffset={6}>
          <Base.Popup className="tooltip">
            {label}
            {shortcut === undefined ? null : <span className="tooltip-key">{shortcut}</span>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
