import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';

/** The band at the top, which moves the window. The system draws its buttons over one end. */
export function PropertiesTitle({ title }: { title: string }): JSX.Element {
  return (
    <header className="title-bar">
      <div className="title-area properties-title">
        <Icon id="logo" edge={16} />
        <h1>{title}</h1>
      </div>
    </header>
  );
}
