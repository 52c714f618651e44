import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { ProcessIcons } from '../icons/process-icons.ts';
import { Icon } from '../icons/icon.tsx';

export interface ProcessIconProps {
  /** Number of the icon; 0 is none. */
  readonly index: number;
  readonly fetchIcon: (index: number) => Promise<{ edge: number; image: Uint8Array }>;
}

/** A process's own icon of 32 px; the plain window where there is none. */
export function ProcessIcon({ index, fetchIcon }: ProcessIconProps): JSX.Element {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const icons = new ProcessIcons(fetchIcon, () => setAddress(icons.address(index)));
    icons.address(index);
    return () => {
      setAddress(undefined);
      icons.clear();
    };
  }, [index, fetchIcon]);
  return address === undefined ? (
    <Icon id="program" edge={32} />
  ) : (
    <img className="icon" src={address} width={32} height={32} alt="" draggable={false} />
  );
}
