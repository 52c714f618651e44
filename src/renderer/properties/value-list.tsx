import type { JSX } from 'react';
import { RowTone } from '../../shared/api/row-window.ts';
import type { ValueLine } from './event-values.ts';
import { WrappedText } from './wrapped-text.tsx';

/** Names and values, one a line; with `isPaired` two beside each other where there is room. */
export function ValueList({
  lines,
  isPaired = false,
}: {
  lines: readonly ValueLine[];
  isPaired?: boolean;
}): JSX.Element {
  return (
    <dl className={isPaired ? 'values values-paired' : 'values'}>
      {lines.map((line, index) => (
        // Names may come twice: the parts of a captured detail are what they are.
        <div key={index} className="value">
          <dt>{line.name}</dt>
          <dd>
            {line.tone === undefined ? (
              <WrappedText text={line.value} />
            ) : (
              <Result text={line.value} tone={line.tone} />
            )}
            {line.note === undefined ? null : (
              <span className="value-note">{line.value === '' ? line.note : ` ${line.note}`}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A result with its mark, as the list shows it. */
function Result({ text, tone }: { text: string; tone: RowTone }): JSX.Element {
  return (
    <span className={`value-result ${resultClass(tone)}`}>
      <i aria-hidden="true" />
      {text}
    </span>
  );
}

function resultClass(tone: RowTone): string {
  switch (tone) {
    case RowTone.Miss:
      return 'miss';
    case RowTone.Failure:
    case RowTone.Lost:
      return 'failure';
    case RowTone.Interrupted:
      return 'interrupted';
    default:
      return 'plain';
  }
}
