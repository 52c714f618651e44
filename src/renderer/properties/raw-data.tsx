import { useMemo } from 'react';
import type { JSX } from 'react';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import { locale } from '../messages/locale.ts';
import { rawBlocks, rawReason } from './raw-lines.ts';

/** The bytes of an event whose details do not say it all, or not for sure. */
export function RawData({ properties }: { properties: EventProperties }): JSX.Element | null {
  const blocks = useMemo(() => rawBlocks(properties), [properties]);
  const texts = locale.messages.properties;
  const reason = rawReason(properties, texts);
  // That a newer version has no more bytes than are known is worth saying, too.
  if (reason === undefined || (blocks.length === 0 && properties.raw !== 'newer')) return null;
  return (
    <>
      <h3 className="section">
        {texts.raw} <span>{reason}</span>
      </h3>
      {blocks.map(({ name, size, lines, rest }) => (
        <figure key={name} className="raw-block">
          <figcaption>
            {texts.rawBlocks[name]}, {texts.rawSize(locale.number(size), size)}
          </figcaption>
          {/* It may be wider than the window: reached by Tab, moved by the arrow keys. */}
          <pre tabIndex={0} role="group" aria-label={`${texts.raw}, ${texts.rawBlocks[name]}`}>
            {lines.join('\n')}
          </pre>
          {rest === 0 ? null : <p>{texts.rawRest(locale.number(rest))}</p>}
        </figure>
      ))}
    </>
  );
}
