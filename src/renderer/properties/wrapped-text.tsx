import type { JSX } from 'react';

/**
 * A whole text of any script and direction. Where it is too long for its line it is broken after back slashes, and
 * elsewhere only inside a part that is longer than a line.
 */
export function WrappedText({ text }: { text: string }): JSX.Element {
  const parts = text.split(/(?<=\\)/);
  if (parts.length < 2) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {parts.map((part, index) => (
        <span key={index} className="path-part">
          {part}
        </span>
      ))}
    </bdi>
  );
}
