import { useEffect, useState } from 'react';

/** Whether `isOn` has been true for at least `delay` ms without a break: what ends sooner is never shown. */
export function useAfterDelay(isOn: boolean, delay: number): boolean {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setTimeout(() => setShown(true), delay);
    return () => {
      clearTimeout(timer);
      setShown(false);
    };
  }, [isOn, delay]);
  return isOn && isShown;
}
